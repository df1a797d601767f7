"""Services of exports on the test's database."""

import pytest

from accreditation.applications.services import ApplicationServices
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.doors.storage.scan_lists import SqlScanLists
from accreditation.exports.services import ExportServices
from accreditation.exports.storage import SqlExportLists, SqlExports
from accreditation.outlets.services import place_rules
from accreditation.outlets.storage.outlet_lists import SqlOutletLists
from conference.storage.transactions import Transactions
from rostrum.parts.stores import outlet_store
from tests.support.badge_office import EVENT


@pytest.fixture
def export_services(transactions: Transactions, desk: ApplicationServices) -> ExportServices:
    """The services of exports."""
    return ExportServices(
        transactions=transactions,
        applications=desk,
        exports=SqlExports(),
        lists=SqlExportLists(),
        desk=SqlDeskList(),
        outlets=SqlOutletLists(outlet_store()),
        scans=SqlScanLists(),
        places=place_rules(EVENT),
        event=EVENT,
    )
