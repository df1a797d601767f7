"""Dependencies of the actions on follow-up forms."""

from dataclasses import dataclass

from accreditation.annexes.ports import AnnexLetters, AnswerStore, InventoryPress
from accreditation.applications.services import ApplicationServices
from conference.event import Event
from conference.transactions import RecordingTransactions


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexServices:
    """Dependencies of the actions; `applications` are those of the applicant's pages."""

    transactions: RecordingTransactions
    applications: ApplicationServices
    answers: AnswerStore
    letters: AnnexLetters
    press: InventoryPress
    event: Event
