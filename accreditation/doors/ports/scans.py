"""What the path of a scan needs from outside: badges as they are met, scans, who is inside. Stores are stateless."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from accreditation.access.entitlement import Entitlement
from accreditation.access.rules import Direction, GrantRecord
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.ports import Holder
from accreditation.doors.domain.doors import Verdict
from accreditation.grants.domain import Grant
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSnapshot:
    """What the store knows of a presented badge: its newest issue and its person.

    `changed_at` is when the issue came to stand as it does (None: as it was issued), `state_changed_at` when the
    application came to be on hold or decided (None: it never was), `replaced_at` when the person was issued another
    badge after this one (None: this is their last).
    """

    badge_id: str
    serial: int
    number: str
    standing: BadgeStatus
    entitlement: Entitlement
    holder: Holder
    issued_at: datetime
    changed_at: datetime | None
    state_changed_at: datetime | None
    replaced_at: datetime | None = None
    has_grants: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One reading at a door as kept: what was presented, what it came to, and what became of it.

    `raw` is the beginning of what was read, `raw_sha256` and `raw_length` are of all of it. `scanned_at` is the
    device's own time, `received_at` ours, and `occurred_at` orders movements. `verdict` is what the guard was shown;
    `decided_offline` says that the device told it. `prior_scan_id` is the entry that this scan met; `conflict` and
    `conflict_key` say what it contradicts (`accreditation.doors.domain.conflicts`).
    """

    id: str
    key: str
    door: str
    zone: str
    direction: Direction
    method: str
    verdict: Verdict
    scanned_at: datetime
    occurred_at: datetime
    received_at: datetime
    staff_id: str
    device: str | None
    raw: str
    raw_sha256: str
    raw_length: int
    decided_offline: bool = False
    badge_id: str | None = None
    serial: int | None = None
    grant_id: str | None = None
    prior_scan_id: str | None = None
    overrides_key: str | None = None
    override_reason: str | None = None
    supervisor_id: str | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None
    undo_reason: str | None = None
    conflict: str | None = None
    conflict_key: str | None = None


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """A badge's holder in a zone, and the scan that let them in: its id, key and verdict, when, at which door."""

    badge_id: str
    zone: str
    scan_id: str
    key: str
    verdict: Verdict
    at: datetime
    door: str


@dataclass(frozen=True, slots=True)
class PresenceSnapshot:
    """Where the holders of some badges are; badge → the time of its latest scan, for those that have one; and how many
    people are in each zone that was asked for."""

    inside: Sequence[PresenceRow] = ()
    latest: Mapping[str, datetime] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)


class ScanStore(Protocol):
    """Keeps scans."""

    async def find_by_keys(self, transaction: Transaction, keys: Collection[str]) -> dict[str, Scan]:
        """The scans that were sent with these idempotency keys."""
        ...

    async def find_by_ids(self, transaction: Transaction, ids: Collection[str]) -> dict[str, Scan]:
        """The scans of these ids."""
        ...

    async def list_movements(self, transaction: Transaction, badge_ids: Collection[str]) -> list[Scan]:
        """Every entry and exit of these badges that was let happen, undone ones too."""
        ...

    async def add(self, transaction: Transaction, added: Sequence[Scan]) -> None:
        """Keep new scans. Raises ConflictError `scan.kept_meanwhile` when one of their keys was kept meanwhile."""
        ...

    async def save(self, transaction: Transaction, changed: Sequence[Scan]) -> None:
        """Keep what became of scans."""
        ...


class MovementStore(Protocol):
    """Meets badges, and keeps who is inside."""

    async def lock_zones(self, transaction: Transaction, zones: Sequence[str]) -> None:
        """Lock these zones (sorted): no other transaction counts or fills them until this one ends."""
        ...

    async def lock_badges(
        self, transaction: Transaction, badge_ids: Collection[str], numbers: Collection[str]
    ) -> list[BadgeSnapshot]:
        """The newest issue of each of these badges, locked until the transaction ends."""
        ...

    async def get_presence(
        self, transaction: Transaction, badge_ids: Collection[str], zones: Collection[str], *, opened: datetime
    ) -> PresenceSnapshot:
        """Where the holders of these badges are, when each badge was last scanned, and how many have entered these
        zones since they `opened`."""
        ...

    def note_roster_change(self, transaction: Transaction, application_id: str) -> None:
        """Say that the person's line of the devices' lists is changed."""
        ...

    def note_presence_change(self, transaction: Transaction, badge_id: str) -> None:
        """Record that the presence of the badge has changed without a new scan."""
        ...

    async def save_moves(
        self, transaction: Transaction, *, out: Sequence[tuple[str, str]], into: Sequence[PresenceRow]
    ) -> None:
        """Take holders (badge, zone) out, then put holders in. Raises ConflictError `scan.kept_meanwhile`."""
        ...


class Grants(Protocol):
    """Looks up what was granted beyond the category."""

    async def find_by_applications(
        self, transaction: Transaction, application_ids: Collection[str]
    ) -> Mapping[str, Sequence[GrantRecord]]:
        """Application → its grants that have not been ended, with the entries that each has given."""
        ...

    async def find_by_ids(self, transaction: Transaction, grant_ids: Collection[str]) -> Mapping[str, Grant]:
        """The grants of these ids, those that have ended too."""
        ...


class Pins(Protocol):
    """Proves a supervisor's word."""

    async def lock_supervisors(self, transaction: Transaction, staff_ids: Collection[str]) -> None:
        """Let nobody else prove anything in these supervisors' names before the transaction ends."""
        ...

    async def check_override(self, transaction: Transaction, staff_id: str, *, message: bytes, proof: str) -> bool:
        """Whether `proof` (hexadecimal) is the HMAC of `message` by this supervisor, who may supervise doors now."""
        ...
