"""Ports of devices, rosters, notices, PINs and the device sync. Stores are stateless."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from accreditation.access.entitlement import Entitlement
from accreditation.doors.domain.devices import Device, Report
from conference.transactions import Transaction


class DeviceRecord(Struct, frozen=True):
    """A stored device. `device` has ended if the login that it was enrolled with has ended.

    `used_at` is the last use of that login or of the device; None for a device that is bound to no login.
    `as_enrolled` is the device regardless of the login's end, whose scans may arrive late; None when the person who
    enrolled it may no longer scan.
    """

    device: Device
    used_at: datetime | None = None
    as_enrolled: Device | None = None


class DeviceStore(Protocol):
    """Stores the doors' devices."""

    async def add(self, transaction: Transaction, device: Device, *, code_hash: str, login_hash: str | None) -> None:
        """Add an offered device with the digest of its code, and of the login that it ends with."""
        ...

    async def find_by_code(self, transaction: Transaction, code_hash: str) -> DeviceRecord | None:
        """Find the device that the code was offered for."""
        ...

    async def find_by_token(self, transaction: Transaction, token_hash: str) -> DeviceRecord | None:
        """Find the device that has the token."""
        ...

    async def find(self, transaction: Transaction, device_id: str, *, lock: bool = False) -> DeviceRecord | None:
        """Find a device by its id; with `lock` no other transaction changes it until this one ends."""
        ...

    async def save_enrolment(
        self, transaction: Transaction, device: Device, *, token_hash: str, about: Mapping[str, str]
    ) -> bool:
        """Save the enrolment of an offered device; False when its code was used or the offer ended meanwhile."""
        ...

    async def save(self, transaction: Transaction, device: Device) -> None:
        """Save the device's state. Its end deletes its code and, unless scans may arrive late, its token."""
        ...

    async def save_unsent(self, transaction: Transaction, device_id: str, unsent: int, *, is_final: bool) -> None:
        """Save the number of unsent scans on an ended device; a final number deletes its token."""
        ...

    async def save_reports(self, transaction: Transaction, reports: Mapping[str, Report]) -> None:
        """Save the last report of each device, by device id."""
        ...

    async def find_login_end(self, transaction: Transaction, login_hash: str) -> datetime | None:
        """Find the absolute end of a login; None when the login has ended."""
        ...


class DeviceLookups(Protocol):
    """Caches devices for a moment, and their reports until they are saved."""

    async def find(self, key: str, read: Callable[[], Awaitable[DeviceRecord | None]]) -> DeviceRecord | None:
        """Find the device of a token's digest: in the cache unless the entry is too old, else by `read`."""
        ...

    def forget(self, device_id: str) -> None:
        """Remove a device that has just been changed."""
        ...

    def add_report(self, device_id: str, report: Report) -> None:
        """Keep the newest report of a device until it is taken."""
        ...

    def drop_report(self, device_id: str) -> None:
        """Remove the report of a device that has ended."""
        ...

    def take_reports(self, *, all_of_them: bool = False) -> dict[str, Report]:
        """Take the reports that are due to be saved, by device id."""
        ...


class RosterGrant(Struct, frozen=True):
    """A grant in a roster: its zones and window, the entries that it gives and those that were used."""

    id: str
    zones: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    entries: int | None
    used: int


class RosterEntry(Struct, frozen=True, kw_only=True):
    """A person's entry of the roster: the newest issue of their newest badge, and its entitlement (`held`).

    `category` is the person's current one, `state` the application's, `standing` the status of the issue, `handed_over`
    whether it is with its holder. `is_one_day`: the entry of a one-day badge, which has no name; `application` is then
    its own id.
    """

    application: str
    badge_id: str
    number: str
    serial: int
    standing: str
    handed_over: bool
    held: Entitlement
    state: str
    category: str
    native_name: str
    latin_name: str
    outlet: str
    function: str
    photo: str | None
    grants: tuple[RosterGrant, ...] = ()
    is_one_day: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry that a presence began with: its time, door, and the key of its scan."""

    at: datetime
    door: str
    key: str


class Supervisor(Struct, frozen=True):
    """A supervisor who may override refusals: the salt of the PIN, and SHA-256 of its verifier."""

    id: str
    name: str
    salt: str
    check: str


class Notice(Struct, frozen=True):
    """A notice to doors, to all of them when `doors` is empty, about one badge if `badge_id` is set."""

    id: str
    text: str
    badge_id: str | None
    doors: tuple[str, ...]
    posted_by: str
    posted_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class RosterStore(Protocol):
    """Reads the roster of the devices."""

    async def get_revision(self, transaction: Transaction) -> int:
        """Return the number of the newest change, 0 before the first."""
        ...

    async def list_changed(self, transaction: Transaction, revision: int) -> list[str]:
        """List the applications whose entry has changed since a revision, in order."""
        ...

    async def list_after(self, transaction: Transaction, *, after: str, limit: int) -> list[RosterEntry]:
        """List the next entries after an application, in the order of application ids."""
        ...

    async def list_by_applications(self, transaction: Transaction, application_ids: Sequence[str]) -> list[RosterEntry]:
        """List the entries of these applications; those without a badge have none."""
        ...

    async def list_presences(
        self, transaction: Transaction, badge_ids: Sequence[str] | None = None, *, opened: datetime
    ) -> dict[str, dict[str, Entry]]:
        """List the presences since the zones `opened`: badge → zone → entry.

        With `badge_ids` those of these badges, empty for a badge without presence; otherwise all.
        """
        ...

    async def find_photo(self, transaction: Transaction, photo_id: str) -> bytes | None:
        """Find the JPEG of a photo; None unless its person has a badge."""
        ...


class PinStore(Protocol):
    """Stores the verifiers of supervisors' PINs."""

    async def list_supervisors(self, transaction: Transaction) -> list[Supervisor]:
        """List the supervisors with a PIN who are not disabled and may supervise doors now, by id."""
        ...

    async def find_verifier(self, transaction: Transaction, staff_id: str) -> bytes | None:
        """Find the verifier of a supervisor's PIN; None unless the person may supervise doors now."""
        ...

    async def save(self, transaction: Transaction, staff_id: str, *, salt: str, verifier: bytes, at: datetime) -> None:
        """Save salt and verifier of a new PIN, which replaces an earlier one."""
        ...

    async def find_set_at(self, transaction: Transaction, staff_id: str) -> datetime | None:
        """Find the time at which the person set a PIN."""
        ...


class NoticeStore(Protocol):
    """Stores notices."""

    async def add(self, transaction: Transaction, notice: Notice) -> None:
        """Add a notice."""
        ...

    async def save_end(self, transaction: Transaction, notice_id: str, *, at: datetime) -> Notice | None:
        """End a notice and return it; None when it has ended or does not exist."""
        ...

    async def list_active(self, transaction: Transaction, *, now: datetime) -> list[Notice]:
        """List the notices that have neither ended nor expired, oldest first."""
        ...


class DeviceSyncStore(Protocol):
    """Reads what the device sync needs once a second."""

    async def get_presence_revision(self, transaction: Transaction) -> int:
        """Return the number of the newest change of a presence without a new scan, 0 before the first."""
        ...

    async def list_moved_badges(self, transaction: Transaction, *, since: datetime, revision: int) -> set[str]:
        """List the badges of scans received since a moment, and of changes of presences after the revision."""
        ...

    async def count_admitted(self, transaction: Transaction, since: datetime) -> dict[str, int]:
        """Count the entries since a moment by door, without undone ones."""
        ...

    async def find_states(self, transaction: Transaction, device_ids: Sequence[str]) -> dict[str, str]:
        """Find the states of devices by id, including the end of their login; unknown devices are left out."""
        ...
