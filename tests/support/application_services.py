"""Application services on the test's database, and direct access to its applications."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accreditation.applications.actions.drafts import purge_drafts
from accreditation.applications.domain.answers import Choices
from accreditation.applications.domain.appeals import AppealRules
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.links import ApplicantLinks
from accreditation.applications.domain.progress import BadgeTimes
from accreditation.applications.services import ApplicationServices, Rules
from accreditation.applications.storage.address_changes import SqlAddressChanges
from accreditation.applications.storage.drafts import SqlDrafts
from accreditation.applications.storage.history import SqlHistory
from accreditation.applications.storage.passports import SqlPassports
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.badges.press import missing_letters
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.outlets.actions.places import CrewPlaces
from accreditation.outlets.domain.places import PlaceRules
from accreditation.outlets.storage.members import SqlCrewMembers
from accreditation.outlets.storage.outlet_lists import SqlOutletLists
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.letters import LetterRequest
from conference.transactions import RecordingTransactions, Transaction
from rostrum.parts.stores import application_store, outlet_store
from tests.support.quick_photos import QuickStudio
from tests.support.vaults import fixed_vault

LINKS = ApplicantLinks(b"k" * 32, "http://127.0.0.1:8080")

RULES = Rules(
    Choices(frozenset({"VN", "LA"}), frozenset({"reporter"}), frozenset({"general", "pool"}), frozenset({"vi", "ar"})),
    frozenset({"outlet_not_verified"}),
    frozenset({"conduct"}),
    ZoneInfo("Asia/Ho_Chi_Minh"),
    AppealRules(frozenset({"outlet_not_verified", "conduct"}), datetime(2025, 11, 30, tzinfo=UTC)),
    timedelta(hours=48),
)


class RecordedCredentials:
    """`Credentials` that record each end as (application id, reason or "superseded", actor)."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, str, str]] = []
        self.printed: set[str] = set()

    async def end(self, transaction: Transaction, application_id: str, *, reason: str, actor: str, at: datetime) -> int:
        self.ended.append((application_id, reason, actor))
        return 1

    async def supersede(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> int:
        self.ended.append((application_id, "superseded", actor))
        return 1

    async def find_badge_times(self, transaction: Transaction, application_id: str) -> BadgeTimes | None:
        return None

    async def has_had_badge(self, transaction: Transaction, application_id: str) -> bool:
        return any(application_id == ended_id for ended_id, _, _ in self.ended)

    async def print_again(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> bool:
        was_printed = application_id in self.printed
        self.printed.discard(application_id)
        return was_printed

    async def is_printed(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> bool:
        return application_id in self.printed


class MemoryLetters:
    """`LetterWriter` that keeps the requests, each kind and `once` a single time."""

    def __init__(self) -> None:
        self.written: list[LetterRequest] = []

    async def write(self, transaction: Transaction, request: LetterRequest) -> str | None:
        if (request.kind, request.once) in {(one.kind, one.once) for one in self.written}:
            return None
        self.written.append(request)
        return f"letter_{len(self.written)}"


@pytest.fixture
def letters() -> MemoryLetters:
    return MemoryLetters()


@pytest.fixture
def credentials() -> RecordedCredentials:
    return RecordedCredentials()


@pytest.fixture
def desk(
    transactions: RecordingTransactions,
    clock: ManualClock,
    ids: SequentialIds,
    credentials: RecordedCredentials,
    letters: MemoryLetters,
) -> ApplicationServices:
    return ApplicationServices(
        transactions=transactions,
        applications=application_store(),
        history=SqlHistory(),
        outlets=outlet_store(),
        places=CrewPlaces(
            outlets=outlet_store(),
            lists=SqlOutletLists(outlet_store()),
            members=SqlCrewMembers(),
            rules=PlaceRules(),
            clock=clock,
        ),
        photos=SqlPhotos(),
        passports=SqlPassports(fixed_vault(clock), clock),
        studio=QuickStudio(),
        credentials=credentials,
        clock=clock,
        ids=ids,
        rules=RULES,
        links=LINKS,
        drafts=SqlDrafts(),
        address_changes=SqlAddressChanges(),
        duplicates=SqlHits(),
        letters=letters,
        missing_letters=missing_letters,
    )


async def save_applications(desk: ApplicationServices, *applications: Application) -> None:
    """Add applications to the store without an action."""
    async with desk.transactions.write() as transaction:
        for each in applications:
            await desk.applications.add(transaction, each)


async def get_application(desk: ApplicationServices, application_id: str = "app_1") -> Application:
    """Load an application from the store."""
    async with desk.transactions.read() as transaction:
        return await desk.applications.get(transaction, application_id)


async def purge_now(desk: ApplicationServices) -> int:
    """Delete what was not finished in time; return how many."""
    async with desk.transactions.write() as transaction:
        return await purge_drafts(desk, transaction)
