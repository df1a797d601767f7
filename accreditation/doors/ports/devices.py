"""What the doors' devices, lists, notices and PINs need from outside. Stores are stateless."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.access.entitlement import Entitlement
from accreditation.doors.domain.devices import Device, Report
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A device as kept. `device` already tells the end of the login that it was enrolled with, if that has ended;
    `used_at` is when that login or the device was last used (None: the device is not bound to a login).

    `as_enrolled` is the device regardless of that login's end: its scans may arrive late. None when the person who
    enrolled it may no longer scan.
    """

    device: Device
    used_at: datetime | None = None
    as_enrolled: Device | None = None


class DeviceStore(Protocol):
    """Keeps the doors' devices."""

    async def add(self, transaction: Transaction, device: Device, *, code_hash: str, login_hash: str | None) -> None:
        """Keep an offered device with the digest of its code, and of the login that it is to end with."""
        ...

    async def find_by_code(self, transaction: Transaction, code_hash: str) -> DeviceRecord | None:
        """The device that the code was offered for."""
        ...

    async def find_by_token(self, transaction: Transaction, token_hash: str) -> DeviceRecord | None:
        """The device that holds the token."""
        ...

    async def find(self, transaction: Transaction, device_id: str, *, lock: bool = False) -> DeviceRecord | None:
        """The device of this id; `lock` keeps others from changing it until the transaction ends."""
        ...

    async def save_enrolment(
        self, transaction: Transaction, device: Device, *, token_hash: str, about: Mapping[str, str]
    ) -> bool:
        """Make the offered device active with its token; False when its code was used or it was ended meanwhile."""
        ...

    async def save(self, transaction: Transaction, device: Device) -> None:
        """Keep the device's new state; what is ended loses its code and its token."""
        ...

    async def save_unsent(self, transaction: Transaction, device_id: str, unsent: int, *, is_final: bool) -> None:
        """Save how many scans an ended device holds unsent; after the `is_final` number its token is forgotten."""
        ...

    async def save_reports(self, transaction: Transaction, reports: Mapping[str, Report]) -> None:
        """Keep what devices (by id) last told of themselves."""
        ...

    async def find_login_end(self, transaction: Transaction, login_hash: str) -> datetime | None:
        """The absolute end of a login, None when there is no such login any more."""
        ...


class DeviceLookups(Protocol):
    """Remembers devices for a moment, and their reports until they are saved."""

    async def find(self, key: str, read: Callable[[], Awaitable[DeviceRecord | None]]) -> DeviceRecord | None:
        """Return the device of a token's digest, read again when what is remembered is too old."""
        ...

    def forget(self, device_id: str) -> None:
        """Forget a device that has just been changed."""
        ...

    def add_report(self, device_id: str, report: Report) -> None:
        """Remember the newest report of a device until it is taken."""
        ...

    def drop_report(self, device_id: str) -> None:
        """Forget the report of a device that waits to be saved."""
        ...

    def take_reports(self, *, all_of_them: bool = False) -> dict[str, Report]:
        """Take the reports that are due to be saved, by device."""
        ...


@dataclass(frozen=True, slots=True)
class RosterGrant:
    """A grant as a device's list tells of it: its zones and window, how many entries it gives and has given."""

    id: str
    zones: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    entries: int | None
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A person's line of the devices' lists: the newest issue of their newest badge, and what it was issued for
    (`held`). `category` is the person's now, `state` the application's by name, `standing` the issue's."""

    application: str
    badge_id: str
    number: str
    serial: int
    standing: str
    held: Entitlement
    state: str
    category: str
    native_name: str
    latin_name: str
    outlet: str
    function: str
    photo: str | None
    grants: tuple[RosterGrant, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry that put somebody into a zone where they are: when, through which door, by the scan of which key."""

    at: datetime
    door: str
    key: str


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who may set a refusal aside at a door: the salt of their PIN, and SHA-256 of its verifier."""

    id: str
    name: str
    salt: str
    check: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What doors are asked to look out for: everywhere when `doors` is empty, at one badge if there is one."""

    id: str
    text: str
    badge_id: str | None
    doors: tuple[str, ...]
    posted_by: str
    posted_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class RosterStore(Protocol):
    """Reads the devices' list."""

    async def get_revision(self, transaction: Transaction) -> int:
        """The newest change's number, 0 before the first."""
        ...

    async def list_changed(self, transaction: Transaction, revision: int) -> list[str]:
        """Whose line has changed since a revision."""
        ...

    async def list_after(self, transaction: Transaction, *, after: str, limit: int) -> list[RosterEntry]:
        """The next lines after the one of an application, in the order of their ids."""
        ...

    async def list_by_applications(self, transaction: Transaction, application_ids: Sequence[str]) -> list[RosterEntry]:
        """The lines of these people who have a badge."""
        ...

    async def list_presences(
        self, transaction: Transaction, badge_ids: Sequence[str] | None = None, *, opened: datetime
    ) -> dict[str, dict[str, Entry]]:
        """Badge → zone → the entry that put its holder there since the zones `opened`; of everybody, or of these badges
        (nowhere: empty)."""
        ...

    async def find_photo(self, transaction: Transaction, photo_id: str) -> bytes | None:
        """The JPEG of a person who has a badge, None when it is not one."""
        ...


class PinStore(Protocol):
    """Keeps what proves supervisors' PINs."""

    async def list_supervisors(self, transaction: Transaction) -> list[Supervisor]:
        """Everybody who has set a PIN, is not disabled and may supervise doors now, by id."""
        ...

    async def find_verifier(self, transaction: Transaction, staff_id: str) -> bytes | None:
        """The verifier of such a person's PIN."""
        ...

    async def save(self, transaction: Transaction, staff_id: str, *, salt: str, verifier: bytes, at: datetime) -> None:
        """Keep a new PIN's, instead of an earlier one's."""
        ...

    async def find_set_at(self, transaction: Transaction, staff_id: str) -> datetime | None:
        """When the person set their PIN."""
        ...


class NoticeStore(Protocol):
    """Keeps notices."""

    async def add(self, transaction: Transaction, notice: Notice) -> None:
        """Keep a new one."""
        ...

    async def save_end(self, transaction: Transaction, notice_id: str, *, at: datetime) -> Notice | None:
        """End one that stands; None when there is no such."""
        ...

    async def list_active(self, transaction: Transaction, *, now: datetime) -> list[Notice]:
        """Those that have neither ended nor expired, oldest first."""
        ...


class DeviceSyncStore(Protocol):
    """What the lines of the devices look at once a second."""

    async def get_presence_revision(self, transaction: Transaction) -> int:
        """Return the number of the newest change of a presence without a new scan, 0 before the first."""
        ...

    async def list_moved_badges(self, transaction: Transaction, *, since: datetime, revision: int) -> set[str]:
        """List the badges of scans received since a moment, and of changes of presences after the revision."""
        ...

    async def count_admitted(self, transaction: Transaction, since: datetime) -> dict[str, int]:
        """Door → entries let in since, undone ones not counted."""
        ...

    async def find_states(self, transaction: Transaction, device_ids: Sequence[str]) -> dict[str, str]:
        """Device → how it stands, its login's end included; who is not there is left out."""
        ...
