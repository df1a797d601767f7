"""Ports of the scan path: scans, badges, presence, grants, PINs. Stores are stateless."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from accreditation.access.entitlement import Entitlement
from accreditation.access.rules import Direction, GrantRecord
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.ports import Holder
from accreditation.doors.domain.doors import Verdict
from accreditation.grants.domain import Grant
from conference.transactions import Transaction


class BadgeSnapshot(Struct, frozen=True, kw_only=True):
    """What the store knows of a presented badge: its newest issue and its person.

    `changed_at` is when the status of the issue last changed (None: not since it was issued), `state_changed_at` when
    the application was last put on hold or decided (None: never), `replaced_at` when the person was issued another
    badge after this one (None: this is the latest). `activated_at` and `deactivated_at` are those of
    `accreditation.badges.domain.badges.Badge`. `is_one_day`: a one-day badge (`accreditation.day_badges`), whose holder
    has no name here.
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
    activated_at: datetime | None = None
    deactivated_at: datetime | None = None
    replaced_at: datetime | None = None
    has_grants: bool = False
    is_one_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A recorded scan: what was presented, the verdict, and later changes.

    `raw` is the beginning of the scanned text, `raw_sha256` and `raw_length` are of the whole text. `scanned_at` is by
    the device's clock, `received_at` by the server's; `occurred_at` orders movements. `time_uncertain`: the device
    cannot have made the scan at its time, and `occurred_at` is the receipt's. `verdict` is what the guard was
    shown; `decided_offline`: the device decided it. `prior_scan_id` is the entry by which the holder was inside;
    `conflict` and `conflict_key` name a contradiction with an earlier scan (`accreditation.doors.domain.conflicts`).
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
    time_uncertain: bool = False
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


class PresenceRow(Struct, frozen=True):
    """Presence of a badge in a zone, with the id, key, verdict, time and door of the scan that admitted it."""

    badge_id: str
    zone: str
    scan_id: str
    key: str
    verdict: Verdict
    at: datetime
    door: str


class PresenceSnapshot(Struct, frozen=True):
    """Presence of some badges (`inside`), the time of the latest scan by badge, for badges that were scanned, and the
    number of people by zone, for some zones."""

    inside: Sequence[PresenceRow] = ()
    latest: Mapping[str, datetime] = {}
    people: Mapping[str, int] = {}


class ScanStore(Protocol):
    """Stores scans."""

    async def find_by_keys(self, transaction: Transaction, keys: Collection[str]) -> dict[str, Scan]:
        """Find the scans that were sent with these idempotency keys, by key."""
        ...

    async def find_by_ids(self, transaction: Transaction, ids: Collection[str]) -> dict[str, Scan]:
        """Find the scans of these ids, by id."""
        ...

    async def find_with_movements(
        self, transaction: Transaction, keys: Collection[str], badge_ids: Collection[str]
    ) -> tuple[dict[str, Scan], list[Scan]]:
        """Find the scans with these keys, by key, and list the movements of these badges, in one statement."""
        ...

    async def list_movements(self, transaction: Transaction, badge_ids: Collection[str]) -> list[Scan]:
        """List every entry and exit of these badges, undone ones included."""
        ...

    async def add(self, transaction: Transaction, added: Sequence[Scan]) -> None:
        """Add scans. Raises ConflictError `scan.kept_meanwhile` when another transaction added one of their keys."""
        ...

    async def save(self, transaction: Transaction, changed: Sequence[Scan]) -> None:
        """Save the changes of scans."""
        ...


class MovementStore(Protocol):
    """Locks zones and badges, and stores presence."""

    async def lock_zones(self, transaction: Transaction, zones: Sequence[str]) -> None:
        """Lock these zones (sorted) until the transaction ends: others can neither count nor change their people."""
        ...

    async def lock_badges(
        self, transaction: Transaction, badge_ids: Collection[str], numbers: Collection[str]
    ) -> list[BadgeSnapshot]:
        """Lock the badges of these ids or numbers until the transaction ends; return the newest issue of each."""
        ...

    async def get_presence(
        self, transaction: Transaction, badge_ids: Collection[str], zones: Collection[str], *, opened: datetime
    ) -> PresenceSnapshot:
        """Get the presence of these badges, the time of their latest scans, and the number of people in these zones who
        entered since `opened`."""
        ...

    def note_roster_change(self, transaction: Transaction, application_id: str) -> None:
        """Record that the person's row of the roster has changed."""
        ...

    def note_presence_change(self, transaction: Transaction, badge_id: str) -> None:
        """Record that the presence of the badge has changed without a new scan."""
        ...

    async def save_presences(
        self, transaction: Transaction, *, ended: Sequence[tuple[str, str]], begun: Sequence[PresenceRow]
    ) -> None:
        """End presences (badge, zone), then add presences. Raises ConflictError `scan.kept_meanwhile`."""
        ...


class Grants(Protocol):
    """Finds grants, which are rights beyond those of the category."""

    async def find_by_applications(
        self, transaction: Transaction, application_ids: Collection[str]
    ) -> Mapping[str, Sequence[GrantRecord]]:
        """Find the grants that have not ended, with the number of their entries, by application."""
        ...

    async def find_by_ids(self, transaction: Transaction, grant_ids: Collection[str]) -> Mapping[str, Grant]:
        """Find the grants of these ids, ended ones included, by id."""
        ...


class Pins(Protocol):
    """Checks the proofs of supervisors' PINs."""

    async def lock_supervisors(self, transaction: Transaction, staff_ids: Collection[str]) -> None:
        """Lock the attempts at these supervisors' PINs until the transaction ends."""
        ...

    async def check_override(self, transaction: Transaction, staff_id: str, *, message: bytes, proof: str) -> bool:
        """Return whether `proof` (hexadecimal) is the HMAC of `message` by this supervisor, with the role now."""
        ...
