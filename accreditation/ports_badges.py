"""What badges and doors need from outside: the stores, the keys, and the drawing of a QR. Small on purpose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.domain.badges import Badge, Entitlement
from accreditation.domain.doors import Direction, Verdict
from accreditation.domain.tokens import Claims, TokenReading
from conference.storage.units import Unit

QrOf = Callable[[str], str]
"""A token's text → its QR's shape as text, in whatever form the badge page understands."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as the badge desk needs it: its state by name and the category it was given."""

    application_id: str
    state: str
    category: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The person behind a badge, as shown at a door or set on a badge."""

    application_id: str
    state: str
    category: str
    native_name: str
    latin_name: str
    outlet: str
    function: str
    photo_id: str | None


class TokenSigner(Protocol):
    """Makes tokens with the event's signing key; only the issuing role has one."""

    def sign(self, claims: Claims) -> str:
        """The text of the badge's QR."""
        ...


class TokenReader(Protocol):
    """Reads the text of a QR and proves it against every key of its key id."""

    def read(self, text: str) -> TokenReading: ...


class Keys(Protocol):
    """The event's signing keys."""

    async def signer(self, unit: Unit) -> TokenSigner:
        """The key that signs now. Raises RuleError `badge.no_signing_key` where this node has none."""
        ...

    async def reader(self, unit: Unit, now: datetime) -> TokenReader:
        """A reader that knows every public key that is not withdrawn."""
        ...


class BadgeStore(Protocol):
    """Keeps badges, every issue of them."""

    async def candidates(self, unit: Unit, application_ids: Sequence[str]) -> list[Candidate]:
        """The applications of these ids, locked against a change of state until the unit ends."""
        ...

    async def ready(self, unit: Unit) -> list[Candidate]:
        """Every approved application that has no badge yet, oldest approval first, locked."""
        ...

    async def newest(self, unit: Unit, badge_id: str) -> Badge | None:
        """The badge's newest issue, locked against a change until the unit ends."""
        ...

    async def of_applications(self, unit: Unit, application_ids: Sequence[str]) -> dict[str, Badge]:
        """Application id → the newest issue of its newest badge."""
        ...

    async def take_numbers(self, unit: Unit, letter: str, count: int) -> int:
        """Reserve `count` consecutive numbers of the letter; gives the first."""
        ...

    async def add(self, unit: Unit, badges: Sequence[Badge]) -> None:
        """Keep new issues. Raises ConflictError `badge.issued_meanwhile` when another was faster."""
        ...

    async def replace(self, unit: Unit, badge: Badge) -> None:
        """Keep the issue's new standing and marks."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a presented badge: its newest issue and its person, read in one go."""

    badge: Badge
    holder: Holder


@dataclass(frozen=True, slots=True)
class Scan:
    """One reading at a door as kept: what was presented, what it came to, and what became of it.

    `raw` is at most 200 characters of what was read, `raw_sha256` and `raw_length` are of all of it. `scanned_at`
    is the device's time, `received_at` ours. `prior_scan_id` is the scan that this one met: the entry that made
    this one a second, or the entry that this exit ends.
    """

    id: str
    key: str
    door: str
    zone: str
    direction: Direction
    method: str
    verdict: Verdict
    scanned_at: datetime
    received_at: datetime
    staff_id: str
    raw: str
    raw_sha256: str
    raw_length: int
    badge_id: str | None = None
    serial: int | None = None
    application_id: str | None = None
    prior_scan_id: str | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None
    undo_reason: str | None = None


class ScanStore(Protocol):
    """Keeps scans, and who is inside."""

    async def by_key(self, unit: Unit, key: str) -> Scan | None:
        """The scan that was sent with this idempotency key."""
        ...

    async def by_id(self, unit: Unit, scan_id: str) -> Scan | None: ...

    async def known_by_id(self, unit: Unit, badge_id: str) -> Known | None:
        """The badge's newest issue and its person; no standing can change until the unit ends."""
        ...

    async def known_by_number(self, unit: Unit, number: str) -> Known | None:
        """The same, for a number typed by hand."""
        ...

    async def entry(self, unit: Unit, badge_id: str, zone: str) -> str | None:
        """The scan that let the badge's holder into the zone where they still are."""
        ...

    async def enter(self, unit: Unit, scan: Scan) -> str | None:
        """Put the holder into the zone, once under any concurrency. None when this scan did it,
        else the scan that had done so before."""
        ...

    async def leave(self, unit: Unit, badge_id: str, zone: str) -> None:
        """Take the holder out of the zone."""
        ...

    async def add(self, unit: Unit, scan: Scan) -> bool:
        """Keep the scan; False when its key was kept meanwhile."""
        ...

    async def mark_undone(self, unit: Unit, scan: Scan) -> None:
        """Keep who undid the scan, when and why."""
        ...

    async def admitted_since(self, unit: Unit, door: str, since: datetime) -> int:
        """How many entries the door admitted since, undone ones not counted."""
        ...


@dataclass(frozen=True, slots=True)
class DoorPlan:
    """A door of the event: its id, its zone, and the zone's place in the token."""

    id: str
    zone: str
    zone_bit: int


@dataclass(frozen=True, slots=True)
class AccessPlan:
    """What the event says of access: the audience of its tokens, categories, doors, zone bits."""

    audience: str
    entitlements: Mapping[str, Entitlement]
    doors: Mapping[str, DoorPlan]
    zone_bits: Mapping[str, int]
