"""What badges and doors need from outside: stores, keys, the press that sets a badge. Stores are stateless."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from accreditation.domain.badges import Badge, Entitlement
from accreditation.domain.doors import Direction, DoorRule, Window
from accreditation.domain.movements import Zones
from accreditation.domain.tokens import Claims, PublishedKey, TokenReading
from conference.units import Unit


class Way(StrEnum):
    """How a door is used: for entries, for exits, for both at once, or as the guard chooses."""

    CHOOSE = "choose"
    ENTRY = "entry"
    EXIT = "exit"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class DoorPlan:
    """A door of the event: its id, its zone, the zone's place in the token, and how the door is used."""

    id: str
    zone: str
    zone_bit: int
    way: Way = Way.CHOOSE

    def allows(self, direction: Direction) -> bool:
        """Whether the door may be used so."""
        return self.way is Way.CHOOSE or self.way.value == direction.value


@dataclass(frozen=True, slots=True)
class AccessPlan:
    """What the event says of access: the audience of its tokens, its categories, zones and doors by code.

    `hours` are by category and zone: the windows in which the category opens it, where there are any.
    """

    audience: str
    entitlements: Mapping[str, Entitlement]
    zone_bits: Mapping[str, int]
    doors: Mapping[str, DoorPlan]
    zones: Zones
    hours: Mapping[tuple[str, str], tuple[Window, ...]]

    def hours_of(self, category: str, zone: str) -> tuple[Window, ...]:
        """When the category opens the zone; none at all means at any hour."""
        return self.hours.get((category, zone), ())

    def rule(self, door: DoorPlan, direction: Direction) -> DoorRule:
        """The rules of the door's zone, for the door used so."""
        policy = self.zones.policy(door.zone)
        return DoorRule(door.zone, door.zone_bit, direction, policy.passback, policy.passback_s, policy.capacity)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as an issue needs it: its state by name and its category."""

    application_id: str
    state: str
    category: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The person behind a badge: codes of category and function, the outlet's name (empty for none)."""

    application_id: str
    state: str
    category: str
    native_name: str
    latin_name: str
    country: str
    outlet: str
    function: str
    photo_id: str | None


@dataclass(frozen=True, slots=True)
class BadgeCopy:
    """All that one printed badge shows; `photo` is an upright JPEG."""

    badge: Badge
    holder: Holder
    photo: bytes


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A text of a badge for which no face has the letters: which badge, and the letters."""

    badge_id: str
    number: str
    native_name: str
    letters: tuple[str, ...]


class TokenSigner(Protocol):
    """Makes tokens with one signing key."""

    def sign(self, claims: Claims) -> str:
        """The text of the badge's QR."""
        ...


class TokenReader(Protocol):
    """Reads the text of a QR and proves it against every key of its key id."""

    def read(self, text: str) -> TokenReading:
        """The proven claims, or the flaw by name. Never raises."""
        ...


class Keys(Protocol):
    """The event's signing keys."""

    async def signer(self, unit: Unit) -> TokenSigner:
        """The key that signs now. Raises RuleError `badge.no_signing_key` on a node that has none."""
        ...

    async def reader(self, unit: Unit, *, now: datetime, afresh: bool = False) -> TokenReader:
        """A reader of every key that is not withdrawn, at most two seconds old; `afresh` reads them again."""
        ...

    async def listed(self, unit: Unit) -> list[PublishedKey]:
        """Every published key, oldest first."""
        ...

    async def create(self, unit: Unit, *, now: datetime) -> PublishedKey:
        """Make a key pair, keep its private half on this node, publish the other; this node signs with it."""
        ...

    async def retire(self, unit: Unit, key_id: str, *, now: datetime) -> None:
        """Sign no more with the key; what it signed stays proven. Raises NotFoundError."""
        ...

    async def withdraw(self, unit: Unit, key_id: str, *, now: datetime) -> None:
        """Believe the key no more, and destroy its private half. Raises NotFoundError."""
        ...


class KeyStore(Protocol):
    """Keeps the public halves for every node."""

    async def published(self, unit: Unit, audience: str) -> list[PublishedKey]:
        """The audience's keys, oldest first."""
        ...

    async def publish(self, unit: Unit, audience: str, key: PublishedKey) -> None:
        """Keep a new one."""
        ...

    async def change(self, unit: Unit, key: PublishedKey) -> bool:
        """Keep when it was retired or withdrawn; False when there is no such key."""
        ...


class BadgePress(Protocol):
    """Sets badges on paper and on a screen, off the event loop."""

    async def qr_texts(self, tokens: Sequence[str]) -> list[str]:
        """The shape of each token's QR, as text to keep with the badge."""
        ...

    async def pdf(self, copies: Sequence[BadgeCopy]) -> bytes:
        """One page for each."""
        ...

    async def png(self, copy: BadgeCopy) -> bytes:
        """The same page for a phone."""
        ...

    async def unprintable(self, copies: Sequence[BadgeCopy]) -> list[Unprintable]:
        """The badges that would show empty boxes."""
        ...


class BadgeStore(Protocol):
    """Keeps badges, every issue of them."""

    async def candidates(self, unit: Unit, application_ids: Sequence[str], *, lock: bool) -> list[Candidate]:
        """Those applications; with `lock` nobody changes them before the unit ends (a unit that writes)."""
        ...

    async def ready(self, unit: Unit) -> list[Candidate]:
        """Every approved application that may be given a badge and has none, in the order of its submission."""
        ...

    async def newest(self, unit: Unit, badge_id: str, *, lock: bool) -> Badge | None:
        """The badge's newest issue; with `lock` nobody changes it before the unit ends (a unit that writes)."""
        ...

    async def newest_of(self, unit: Unit, application_ids: Sequence[str]) -> dict[str, Badge]:
        """Application → the newest issue of its newest badge."""
        ...

    async def take_numbers(self, unit: Unit, letter: str, count: int) -> int:
        """Reserve `count` consecutive numbers of the letter; gives the first."""
        ...

    async def add(self, unit: Unit, badges: Sequence[Badge]) -> None:
        """Keep new issues. Raises ConflictError `badge.issued_meanwhile` when another was faster."""
        ...

    async def keep(self, unit: Unit, badge: Badge) -> None:
        """Keep the issue's new standing and marks."""
        ...

    async def mark_printed(self, unit: Unit, issues: Sequence[tuple[str, int]], *, at: datetime) -> None:
        """Say when these issues (badge id, serial) were printed."""
        ...

    async def copies(self, unit: Unit, badge_ids: Sequence[str]) -> list[BadgeCopy]:
        """The newest issue of each badge with its person and photo, in the order of their numbers."""
        ...


class Shelf(StrEnum):
    """Where a person's badge is on its way from the approval to the neck."""

    READY = "ready"
    TO_PRINT = "to_print"
    TO_HAND_OVER = "to_hand_over"
    COLLECTED = "collected"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSearch:
    """Which people the badge desk's list shows: one shelf or all, with words of a name, an outlet or a number."""

    shelf: Shelf | None = None
    words: str = ""
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One person of the list, with the newest issue of their badge if there is one (without its QR)."""

    holder: Holder
    badge: Badge | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A part of the list, and how many people the whole has."""

    lines: tuple[DeskLine, ...]
    total: int


class DeskList(Protocol):
    """Looks people up for the badge desk."""

    async def page(self, unit: Unit, search: DeskSearch) -> DeskPage:
        """A page of the list."""
        ...

    async def one(self, unit: Unit, application_id: str) -> DeskLine | None:
        """One approved person, or one who has had a badge."""
        ...

    async def counts(self, unit: Unit) -> Mapping[Shelf, int]:
        """How many people are on each shelf."""
        ...

    async def to_print(self, unit: Unit) -> list[str]:
        """The ids of every standing badge that was never printed, in the order of their numbers."""
        ...
