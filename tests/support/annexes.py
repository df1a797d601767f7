"""Follow-up forms over the application services of a test."""

from dataclasses import dataclass, field

from accreditation.annexes.domain.answers import Answers, Row
from accreditation.annexes.ports import FilledAnnex
from accreditation.annexes.services import AnnexServices
from accreditation.annexes.storage import SqlAnswers
from accreditation.applications.domain.applications import Application
from accreditation.applications.services import ApplicationServices
from conference.event import Event
from conference.transactions import RecordingTransactions, Transaction
from tests.support.badge_office import EVENT

CAMERA: Row = {
    "equipment.item": "Camera",
    "equipment.model": "Arri Amira",
    "equipment.serial": "K1.0024000-12345",
    "equipment.quantity": 2,
}


class RecordedAnnexLetters:
    """`AnnexLetters` that record the decisions."""

    def __init__(self) -> None:
        self.announced: list[Answers] = []

    async def announce(self, transaction: Transaction, answers: Answers, application: Application) -> None:
        self.announced.append(answers)


class NamedPress:
    """`InventoryPress` whose sheet is the names of the person and the outlet."""

    async def pdf(self, filled: FilledAnnex) -> bytes:
        return f"{filled.application.applicant.latin_name} · {filled.outlet}".encode()


@dataclass(frozen=True)
class AnnexDesk:
    """The services of follow-up forms, and the letters about them."""

    services: AnnexServices
    letters: RecordedAnnexLetters = field(default_factory=RecordedAnnexLetters)


def make_annex_desk(
    transactions: RecordingTransactions, applications: ApplicationServices, event: Event = EVENT
) -> AnnexDesk:
    """Make the services over the database of a test."""
    letters = RecordedAnnexLetters()
    services = AnnexServices(
        transactions=transactions,
        applications=applications,
        answers=SqlAnswers(),
        letters=letters,
        press=NamedPress(),
        event=event,
    )
    return AnnexDesk(services, letters)
