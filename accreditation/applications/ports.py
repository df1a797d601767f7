"""Ports of applications: stores, the photo studio and the badges of an application. Stores are stateless."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Protocol

from msgspec import Struct

from accreditation.applications.domain.address_changes import AddressChange
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, State
from accreditation.applications.domain.drafts import SavedDraft
from accreditation.applications.domain.duplicates import Duplicate
from accreditation.applications.domain.history import Act, Step
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.passports.records import NewPassport, PassportReading
from accreditation.applications.domain.photos import PreparedPhoto, StoredPhoto
from accreditation.applications.domain.progress import BadgeTimes
from conference.transactions import Transaction

NoteChange = Callable[[Transaction, str], None]
"""Record, in a writing transaction, that the roster entry of this application id has changed."""


class ApplicationSearch(Struct, frozen=True, kw_only=True):
    """Search for applications by state, by waiting agency, and by words of a name or outlet.

    Empty `states` means any state. `waiting_for` replaces `states`: open applications without a finding of that
    agency, corrected ones first, then oldest first. `late_only`: those submitted after the closing.
    `appealed_to`: those with an open appeal to this agency. `duplicates_only`: those in an open hit.
    """

    states: frozenset[State] = frozenset()
    waiting_for: Agency | None = None
    late_only: bool = False
    appealed_to: Agency | None = None
    duplicates_only: bool = False
    words: str = ""
    offset: int = 0
    limit: int = 50


class ApplicationRow(Struct, frozen=True):
    """One row of a list of applications. `is_outlet_unknown`: no officer has confirmed the outlet.

    `answers_by` are the days until which the agencies that asked the applicant want the answer. `withheld_until` is
    when the latest decision is shown to the applicant, None for at once.
    """

    id: str
    native_name: str
    latin_name: str
    outlet: str | None
    is_outlet_unknown: bool
    state: State
    function: str
    country: str
    photo_id: str | None
    submitted_at: datetime | None
    is_late: bool
    withheld_until: datetime | None
    version: int
    findings: Mapping[Agency, Finding]
    corrected: Mapping[Agency, frozenset[Field]]
    answers_by: Mapping[Agency, date]


class ApplicationPage(Struct, frozen=True):
    """One page of a list, with the number of rows in the whole list."""

    rows: tuple[ApplicationRow, ...]
    total: int


class Applications(Protocol):
    """Store of applications."""

    async def add(self, transaction: Transaction, application: Application) -> None:
        """Add a new application. Raises ConflictError when its secret is in use."""
        ...

    async def save(self, transaction: Transaction, application: Application) -> None:
        """Save a changed application. Raises ConflictError unless its version is the stored version plus one."""
        ...

    async def get(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> Application:
        """Return the application; `lock` locks its row until the transaction ends. Raises NotFoundError."""
        ...

    async def find(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> Application | None:
        """Return the application as `get`, or None."""
        ...

    async def find_by_secret(
        self, transaction: Transaction, secret_hash: str, *, lock: bool = False
    ) -> Application | None:
        """Return the application that was submitted with the form of this secret, or None."""
        ...

    async def list_of_address(self, transaction: Transaction, key: str, *, limit: int) -> list[Application]:
        """Return the submitted applications of an address, given as its `email_key`, newest first."""
        ...

    async def list_by_ids(self, transaction: Transaction, application_ids: Sequence[str]) -> list[Application]:
        """Return the applications that exist, in the order of `application_ids`."""
        ...

    async def list_rows(self, transaction: Transaction, application_ids: Sequence[str]) -> list[ApplicationRow]:
        """Return the rows of the applications that exist, in the order of `application_ids`."""
        ...

    async def search(self, transaction: Transaction, search: ApplicationSearch) -> ApplicationPage:
        """Return a page of the list."""
        ...

    async def list_withheld(self, transaction: Transaction, now: datetime) -> list[str]:
        """List the applications whose decision is not released yet, those first that are released first."""
        ...

    async def count_withheld(self, transaction: Transaction, now: datetime) -> tuple[int, datetime | None]:
        """Return the number of decisions that are not released yet, and the first time of a release."""
        ...

    async def count_states(self, transaction: Transaction) -> Mapping[State, int]:
        """Return the number of applications by state; states without applications are absent."""
        ...

    async def count_waiting(self, transaction: Transaction, agency: Agency) -> int:
        """Return the number of open applications without a finding of the agency."""
        ...


class OpenDuplicates(Protocol):
    """Store of the hits that no officer has settled: pairs of applications that may be of one person."""

    async def list_open_of(
        self, transaction: Transaction, application_ids: Collection[str]
    ) -> Mapping[str, tuple[Duplicate, ...]]:
        """Return application id → the other applications of its open hits, those with most evidence first."""
        ...


class Outlets(Protocol):
    """Store of outlets and their aliases."""

    async def add(self, transaction: Transaction, outlet: Outlet) -> Outlet:
        """Add an outlet unless its name is an alias already; return the outlet that has the name."""
        ...

    async def get(self, transaction: Transaction, outlet_id: str, *, lock: bool = False) -> Outlet:
        """Return the outlet with its aliases; `lock` locks it until the end. Raises NotFoundError, also when merged."""
        ...

    async def get_any(self, transaction: Transaction, outlet_id: str) -> Outlet:
        """Return the outlet, also a merged one. Raises NotFoundError."""
        ...

    async def find(self, transaction: Transaction, outlet_id: str, *, lock: bool = False) -> Outlet | None:
        """Return the outlet with its aliases, or None, also for a merged one; `lock` locks it until the end."""
        ...

    async def find_by_alias(self, transaction: Transaction, name: str) -> Outlet | None:
        """Return the outlet that has this name, or a confirmed outlet that has it in other case and spaces, or None."""
        ...

    async def list_matching(
        self, transaction: Transaction, text: str, *, limit: int, verified_only: bool
    ) -> list[Outlet]:
        """Return outlets with a name that begins with `text`, then those with a name that contains it."""
        ...

    async def list_page(
        self, transaction: Transaction, words: str, *, offset: int, limit: int
    ) -> tuple[Sequence[Outlet], int]:
        """Return a page of the outlets by name, and the number of all; of those with the words if some are given."""
        ...

    async def list_similar(self, transaction: Transaction, outlet: Outlet, *, limit: int) -> list[Outlet]:
        """Return outlets that may be the same: other spellings of its name, and confirmed ones with a similar name."""
        ...

    async def verify(self, transaction: Transaction, outlet_id: str, name: str) -> None:
        """Confirm an outlet under this name. Raises NotFoundError."""
        ...

    async def save(self, transaction: Transaction, outlet: Outlet) -> None:
        """Save a changed outlet with all its names.

        Raises ConflictError `outlet.changed` unless its version is the stored one plus one.
        """
        ...

    async def merge(
        self, transaction: Transaction, source_id: str, target_id: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Merge the source outlet into the target; return the moved applications and aliases, by id and key.

        Raises NotFoundError.
        """
        ...

    async def unmerge(
        self,
        transaction: Transaction,
        source_id: str,
        target_id: str,
        *,
        applicants: Sequence[str],
        aliases: Sequence[str],
    ) -> None:
        """Move applications and aliases that the target still has back to the source, which exists again."""
        ...


class OutletPlaces(Protocol):
    """Quotas of outlets and crews, which decide whether a form may be handed in for an outlet."""

    async def take(self, transaction: Transaction, outlet_id: str | None, *, form_hash: str) -> str | None:
        """Return the outlet of a form that is handed in: that of the crew whose list has the person, or the typed one.

        `form_hash` is the digest of the form's secret, empty for a correction. Raises RuleError: `outlet.full`,
        `outlet.delegation_full`, `outlet.blocked`, `crew.ended`.
        """
        ...

    async def find_late_end(self, transaction: Transaction, form_hash: str) -> datetime | None:
        """Return until when a form is accepted after the closing by an officer's leave, None when it is not."""
        ...


class History(Protocol):
    """Store of the steps of applications."""

    async def add(self, transaction: Transaction, step: Step) -> None:
        """Add a step."""
        ...

    async def list_steps(self, transaction: Transaction, application_id: str) -> list[Step]:
        """List the steps of an application, oldest first."""
        ...

    async def list_last_times(
        self, transaction: Transaction, application_ids: Sequence[str], acts: Collection[Act]
    ) -> Mapping[str, Mapping[Act, datetime]]:
        """Return the time of the last step of each of these acts, by application; those without one are absent."""
        ...


class Photos(Protocol):
    """Store of photos: first under the secret of an unsubmitted form, then under its application."""

    async def add_draft(
        self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, secret_hash: str, expires_at: datetime
    ) -> None:
        """Add the photo of an unsubmitted form and delete the form's earlier photo."""
        ...

    async def find_draft(self, transaction: Transaction, secret_hash: str, *, now: datetime) -> StoredPhoto | None:
        """Return the photo of an unsubmitted form, or None when there is none or it has expired."""
        ...

    async def extend_draft(
        self, transaction: Transaction, secret_hash: str, *, now: datetime, expires_at: datetime
    ) -> None:
        """Extend the lifetime of the photo of an unsubmitted form, if there is one that has not expired."""
        ...

    async def move_draft(self, transaction: Transaction, secret_hash: str, new_hash: str) -> None:
        """Move the photo of an unsubmitted form, if it has one, to another unsubmitted form."""
        ...

    async def attach(self, transaction: Transaction, photo_id: str, application_id: str) -> None:
        """Make the photo the application's; it no longer expires. An earlier one is kept as replaced.

        Raises NotFoundError.
        """
        ...

    async def add(self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, application_id: str) -> None:
        """Add a photo directly to an application (imports, sample data)."""
        ...

    async def find(self, transaction: Transaction, photo_id: str) -> StoredPhoto | None:
        """Return the photo without its bytes, also a replaced one, or None."""
        ...

    async def get_content(self, transaction: Transaction, photo_id: str, *, thumbnail: bool = False) -> bytes:
        """Return the JPEG bytes, also of a replaced photo. Raises NotFoundError."""
        ...

    async def purge_drafts(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete the expired photos of unsubmitted forms; return how many."""
        ...


class Passports(Protocol):
    """Store of sealed passport data, one for each application."""

    async def save(self, transaction: Transaction, passport: NewPassport) -> None:
        """Save the passport of an application, in the place of an earlier one.

        Raises UnavailableError when this process has no key to seal it.
        """
        ...

    async def read(self, transaction: Transaction, application_id: str) -> PassportReading:
        """Return the passport of an application, or why there is none."""
        ...


class Drafts(Protocol):
    """Store of drafts of forms that are not submitted yet, by the digest of the form's secret."""

    async def find(
        self, transaction: Transaction, secret_hash: str, *, now: datetime, lock: bool = False
    ) -> SavedDraft | None:
        """Return the draft, or None when there is none or it has expired; `lock` locks it until the end."""
        ...

    async def save(self, transaction: Transaction, secret_hash: str, draft: SavedDraft) -> None:
        """Add the draft, or replace the one of this form."""
        ...

    async def delete(self, transaction: Transaction, secret_hash: str) -> None:
        """Delete the draft, if there is one."""
        ...

    async def purge(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete the expired drafts; return how many."""
        ...


class AddressChanges(Protocol):
    """Store of the changes of applicants' addresses that wait for confirmations: one for each application."""

    async def find(self, transaction: Transaction, application_id: str, *, now: datetime) -> AddressChange | None:
        """Return the change of an application, or None without one and after its end."""
        ...

    async def find_by_secret(
        self, transaction: Transaction, secret_hash: str, *, now: datetime
    ) -> AddressChange | None:
        """Return the change that a letter with this secret is about, or None."""
        ...

    async def save(self, transaction: Transaction, change: AddressChange) -> None:
        """Save the change in the place of an earlier one of its application."""
        ...

    async def delete(self, transaction: Transaction, application_id: str) -> None:
        """Delete the change of an application, if there is one."""
        ...

    async def purge(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete the changes that were not confirmed in time; return how many."""
        ...


class PhotoStudio(Protocol):
    """Converter from an uploaded file to a photo."""

    async def prepare(self, upload: bytes | IO[bytes]) -> PreparedPhoto:
        """Return the photo upright, 3:4, without metadata. A file is read when its turn comes.

        Raises InvalidError with a `photo.*` code, ThrottledError `photo.busy`.
        """
        ...


class Credentials(Protocol):
    """Badges issued for an approved application; they end in the transaction that ends the approval."""

    async def end(self, transaction: Transaction, application_id: str, *, reason: str, actor: str, at: datetime) -> int:
        """Revoke every valid badge of the application; return how many."""
        ...

    async def supersede(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> int:
        """Supersede every valid badge of the application; return how many. A new approval leads to a new badge."""
        ...

    async def find_badge_times(self, transaction: Transaction, application_id: str) -> BadgeTimes | None:
        """Return when the valid badge of the application was printed and collected, or None without one."""
        ...

    async def has_had_badge(self, transaction: Transaction, application_id: str) -> bool:
        """Return whether a badge was ever issued for the application."""
        ...

    async def print_again(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> bool:
        """Return whether a valid badge was printed: it is now to be printed and handed over again.

        Raises ConflictError `badge.print_awaiting` for a badge in an open print run.
        """
        ...

    async def is_printed(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> bool:
        """Return whether a badge of the current approval is printed or in an open print run; `lock` locks its rows."""
        ...
