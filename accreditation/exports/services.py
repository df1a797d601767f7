"""Dependencies of the actions on exports, built once by the composition root."""

from msgspec import Struct

from accreditation.applications.services import ApplicationServices
from accreditation.badge_desk.ports import DeskList
from accreditation.doors.ports.scan_lists import ScanLists
from accreditation.exports.ports import ExportLists, Exports
from accreditation.outlets.domain.places import PlaceRules
from accreditation.outlets.ports import OutletLists
from conference.event import Event
from conference.transactions import RecordingTransactions


class ExportServices(Struct, frozen=True, kw_only=True):
    """Stores of what is exported, and of the exports. `applications` has the clock and the ids."""

    transactions: RecordingTransactions
    applications: ApplicationServices
    exports: Exports
    lists: ExportLists
    desk: DeskList
    outlets: OutletLists
    scans: ScanLists
    places: PlaceRules
    event: Event
