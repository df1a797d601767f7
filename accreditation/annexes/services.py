"""Dependencies of the actions on follow-up forms."""

from msgspec import Struct

from accreditation.annexes.ports import AnnexLetters, AnswerStore, InventoryPress
from accreditation.applications.services import ApplicationServices
from conference.event import Event
from conference.transactions import RecordingTransactions


class AnnexServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions; `applications` are those of the applicant's pages."""

    transactions: RecordingTransactions
    applications: ApplicationServices
    answers: AnswerStore
    letters: AnnexLetters
    press: InventoryPress
    event: Event
