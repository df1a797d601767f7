"""What accreditation needs from the outside, as small protocols. Stores are stateless."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.applications.domain.applications import Agency, Application, Finding, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.photos import PreparedPhoto, StoredPhoto
from conference.transactions import Transaction

NoteChange = Callable[[Transaction, str], None]
"""Say, in a transaction that writes, that the doors' lists show the person of this application differently now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSearch:
    """Which applications a list shows: any of `states`, waiting for an agency, with words of a name or outlet.

    `waiting_for` leaves only open ones on which that agency has no finding yet, oldest first.
    """

    states: frozenset[State] = frozenset()
    waiting_for: Agency | None = None
    words: str = ""
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One line of a list: the application as far as a list shows it."""

    id: str
    native_name: str
    latin_name: str
    outlet: str | None
    state: State
    function: str
    country: str
    photo_id: str | None
    submitted_at: datetime | None
    version: int
    findings: Mapping[Agency, Finding]


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """A part of a list, and how many rows the whole has."""

    rows: tuple[ApplicationRow, ...]
    total: int


class Applications(Protocol):
    """Keeps applications."""

    async def add(self, transaction: Transaction, application: Application) -> None:
        """Keep a new one. Raises ConflictError when its secret is in use."""
        ...

    async def save(self, transaction: Transaction, application: Application) -> None:
        """Keep a changed one, whose version is one more than the kept one's; else raises ConflictError."""
        ...

    async def get(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> Application:
        """The application; with `lock` nobody else changes it before this transaction ends. Raises NotFoundError."""
        ...

    async def find_by_secret(
        self, transaction: Transaction, secret_hash: str, *, lock: bool = False
    ) -> Application | None:
        """The application behind an applicant's link, if there is one."""
        ...

    async def list_by_ids(self, transaction: Transaction, application_ids: Sequence[str]) -> list[Application]:
        """Those of the applications that exist, in the order asked for."""
        ...

    async def search(self, transaction: Transaction, search: ApplicationSearch) -> ApplicationPage:
        """A page of the list."""
        ...

    async def count_states(self, transaction: Transaction) -> Mapping[State, int]:
        """How many applications there are in each state that has any."""
        ...

    async def count_waiting(self, transaction: Transaction, agency: Agency) -> int:
        """How many open applications the agency has not given a finding on."""
        ...


class Outlets(Protocol):
    """Keeps outlets and their aliases."""

    async def add(self, transaction: Transaction, outlet: Outlet) -> Outlet:
        """Keep a new one unless its name is an alias already; gives the one that has the name."""
        ...

    async def get(self, transaction: Transaction, outlet_id: str) -> Outlet:
        """The outlet with its aliases. Raises NotFoundError."""
        ...

    async def find_by_alias(self, transaction: Transaction, name: str) -> Outlet | None:
        """The outlet that has `name`, in any spelling (`alias_key`)."""
        ...

    async def list_matching(
        self, transaction: Transaction, text: str, *, limit: int, verified_only: bool
    ) -> list[Outlet]:
        """Outlets with a name that begins with `text` or, after those, holds it."""
        ...

    async def list_similar(self, transaction: Transaction, name: str, *, limit: int) -> list[Outlet]:
        """Confirmed outlets that may be meant by `name`, the likest first."""
        ...

    async def verify(self, transaction: Transaction, outlet_id: str, name: str) -> None:
        """Confirm an outlet under this name. Raises NotFoundError."""
        ...

    async def merge(self, transaction: Transaction, source_id: str, target_id: str) -> int:
        """Make `source` an alias of `target`; gives how many applications moved. Raises NotFoundError."""
        ...


class Photos(Protocol):
    """Keeps photos: first with the secret of a form that is not handed in yet, then with its application."""

    async def add_draft(
        self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, secret_hash: str, expires_at: datetime
    ) -> None:
        """Keep a photo for a form, instead of the form's earlier one."""
        ...

    async def find_draft(self, transaction: Transaction, secret_hash: str, *, now: datetime) -> StoredPhoto | None:
        """The photo kept for a form, if it has not expired."""
        ...

    async def attach(self, transaction: Transaction, photo_id: str, application_id: str) -> None:
        """Make the photo the application's only one; it no longer expires. Raises NotFoundError."""
        ...

    async def add(self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, application_id: str) -> None:
        """Keep a photo for an application at once (imports, sample data)."""
        ...

    async def find(self, transaction: Transaction, photo_id: str) -> StoredPhoto | None:
        """The photo without its bytes."""
        ...

    async def get_content(self, transaction: Transaction, photo_id: str, *, thumbnail: bool = False) -> bytes:
        """The JPEG bytes. Raises NotFoundError."""
        ...

    async def purge_drafts(self, transaction: Transaction, *, now: datetime) -> int:
        """Forget the photos of forms that were never handed in; gives how many."""
        ...


class PhotoStudio(Protocol):
    """Makes what was uploaded into a photo."""

    async def prepare(self, upload: bytes) -> PreparedPhoto:
        """The photo, upright, 3:4, without metadata. Raises InvalidError with a `photo.*` code."""
        ...


class Credentials(Protocol):
    """What an approval has given out, to be ended in the transaction that ends the approval."""

    async def end(self, transaction: Transaction, application_id: str, *, reason: str, actor: str, at: datetime) -> int:
        """Revoke every standing badge of the application; gives how many there were."""
        ...

    async def has_badge(self, transaction: Transaction, application_id: str) -> bool:
        """Whether the application has a badge that stands."""
        ...
