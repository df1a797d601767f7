"""What a conference is made of, as immutable typed values.

Every text is a `Text`: one value for each of the seven languages, complete (checked at load).
`assumed` marks what the sources do not say: a flag on a whole entry, or the names of the fields.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from conference.languages import Text

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$")]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$")]
Letter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}$")]
ClosingTime = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|never)$")]
Iso2 = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
ZoneBit = Annotated[int, Meta(ge=0, le=15)]

Kind = Literal[
    "opening_ceremony",
    "signing_ceremony",
    "general_debate",
    "plenary",
    "round_table",
    "side_event",
    "press_conference",
    "closing_session",
    "welcome_ceremony",
    "photo_opportunity",
    "state_banquet",
    "rehearsal",
    "bilateral_meeting",
]
KINDS: tuple[str, ...] = get_args(Kind)

T = TypeVar("T")

Precision = Literal["exact", "about", "at_least", "more_than"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that is read from the event's files: an unknown key is an error."""


class Room(Entry, frozen=True, kw_only=True):
    """A room in which something takes place; `zone` is the area it lies in."""

    code: Code
    name: Text
    zone: Code
    order: int
    capacity: int | None = None
    assumed: bool = False
    source: str | None = None


class Zone(Entry, frozen=True, kw_only=True):
    """An area that doors guard. `bit` is its place in the badge token, `mark` is printed large.

    It lies `within` another zone, which nobody leaves by entering this one, and holds `capacity` badges at most
    (None: any number). `passback` says what a second entry without an exit is: refused (hard), let in with a warning
    (soft), or refused until `passback_s` have gone by (timed).
    """

    code: Code
    bit: ZoneBit
    name: Text
    mark: Annotated[str, Meta(min_length=1, max_length=2)]
    within: Code | None = None
    capacity: int | None = None
    passback: Literal["hard", "soft", "timed"] = "hard"
    passback_s: int = 0
    assumed: bool = False


class Hours(Entry, frozen=True, kw_only=True):
    """When a category opens some of its zones: `valid_from` ≤ t < `valid_until`."""

    zones: tuple[Code, ...]
    valid_from: datetime
    valid_until: datetime


class Category(Entry, frozen=True, kw_only=True):
    """A badge category: where (`zones`) and when (`valid_from` ≤ t < `valid_until`) it admits.

    A zone that `hours` name is open to it in those hours only, any other at any hour.
    """

    code: Code
    letter: Letter
    colour: Colour
    name: Text
    zones: tuple[Code, ...]
    valid_from: datetime
    valid_until: datetime
    hours: tuple[Hours, ...] = ()
    assumed: bool = False


class Function(Entry, frozen=True, kw_only=True):
    """What a member of the press does; `category` is the badge category it leads to by default."""

    code: Code
    name: Text
    category: Code


class Door(Entry, frozen=True, kw_only=True):
    """A reader and the zone it guards. Several doors may guard one zone.

    `way` is how it is used: for entries, for exits, for both at once (`either`), or as the guard chooses.
    """

    id: Code
    name: Text
    zone: Code
    way: Literal["choose", "entry", "exit", "either"] = "choose"
    assumed: bool = False


class Reason(Entry, frozen=True, kw_only=True):
    """A coded reason (of a refusal, a revocation, a reissue) as told to the applicant."""

    code: Code
    text: Text
    appeal: bool = False


class Pool(Entry, frozen=True, kw_only=True):
    """A press pool: a group taken together to the places of `items` (programme item ids)."""

    code: Code
    name: Text
    size: int
    items: tuple[Code, ...]
    assumed: bool = False


class ProgrammeItem(Entry, frozen=True, kw_only=True):
    """One item of the programme. `public = false` items never leave the staff pages."""

    id: Code
    kind: Kind
    day: date
    starts_at: datetime
    ends_at: datetime
    room: Code
    title: Text
    order: int
    public: bool = True
    assumed: tuple[str, ...] = ()
    source: str | None = None


class Signatory(Entry, frozen=True, kw_only=True):
    """Who signed, in the order of signing; `name` is the UN name, resolved at load."""

    country: Iso2
    name: Text
    order: int
    signed_on: date
    in_plenary: bool
    assumed: tuple[str, ...] = ()


class Speaker(Entry, frozen=True, kw_only=True):
    """Who takes the floor in a session. A State (`country`) or an organization described by name."""

    id: Code
    session: Code
    order: int
    name: Text
    role: Text
    country: Iso2 | None = None
    assumed: tuple[str, ...] = ()


class Source(Entry, frozen=True, kw_only=True):
    """Where a value comes from, so that a number is never shown without it."""

    id: Code
    name: Text
    reference: str


class Figure(Entry, frozen=True, kw_only=True):
    """A published number: what it counts, how exactly, by whom and as of when."""

    topic: Code
    value: int
    precision: Precision
    as_of: datetime
    source: str
    note: str = ""


class Template(Entry, frozen=True, kw_only=True):
    """A prepared announcement; `{placeholders}` are the same in all languages."""

    id: Code
    text: Text
    level: Literal["info", "urgent"] = "info"
    parameters: tuple[str, ...] = ()


class Event(Struct, frozen=True, kw_only=True):
    """A conference. `environment` and `id` make the audience of badge tokens;
    `tally_source` is who counts the signatures. A door's list that is older than `list_stale_after_s` turns amber, or
    red and admits nobody, as `list_stale_policy` says. At `closing_time`, each night by the venue's clock, whoever is
    still inside for the doors is out; "never" for an event that goes on all night."""

    id: str
    environment: str
    fictional_press: bool
    name: Text
    short_name: Text
    theme: Text
    venue: Text
    city: Text
    notice: Text
    tally_source: Text
    timezone: str
    starts_on: date
    ends_on: date
    rooms: tuple[Room, ...]
    zones: tuple[Zone, ...]
    categories: tuple[Category, ...]
    functions: tuple[Function, ...]
    doors: tuple[Door, ...]
    pools: tuple[Pool, ...]
    refusal_reasons: tuple[Reason, ...]
    revocation_reasons: tuple[Reason, ...]
    reissue_reasons: tuple[Reason, ...]
    programme: tuple[ProgrammeItem, ...]
    signatories: tuple[Signatory, ...]
    speakers: tuple[Speaker, ...]
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]
    announcements: tuple[Template, ...]
    folder: Path
    list_stale_after_s: int = 300
    list_stale_policy: Literal["amber", "red"] = "amber"
    closing_time: ClosingTime = "04:00"

    @property
    def audience(self) -> str:
        """The `aud` of badge tokens: no token of another event or environment fits."""
        return f"{self.id}/{self.environment}"

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone of the venue."""
        return ZoneInfo(self.timezone)

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the conference, first to last."""
        first, last = self.starts_on.toordinal(), self.ends_on.toordinal()
        return tuple(date.fromordinal(n) for n in range(first, last + 1))

    @property
    def closings(self) -> tuple[datetime, ...]:
        """The moments at which everybody is out: each closing time while any badge admits, and the first after that."""
        if self.closing_time == "never":
            return ()
        at = time.fromisoformat(self.closing_time)
        first = min(category.valid_from for category in self.categories).astimezone(self.zone_info).toordinal()
        last = max(category.valid_until for category in self.categories).astimezone(self.zone_info).toordinal()
        return tuple(
            datetime.combine(date.fromordinal(day), at, self.zone_info).astimezone(UTC)
            for day in range(first, last + 2)
        )

    @property
    def public_programme(self) -> tuple[ProgrammeItem, ...]:
        """The items that may be shown to anyone, in order."""
        return tuple(item for item in self.programme if item.public)

    def room(self, code: str) -> Room:
        """The room with this code. KeyError if there is none."""
        return _find(self.rooms, code)

    def zone(self, code: str) -> Zone:
        """The zone with this code. KeyError if there is none."""
        return _find(self.zones, code)

    def category(self, code: str) -> Category:
        """The badge category with this code. KeyError if there is none."""
        return _find(self.categories, code)

    def function(self, code: str) -> Function:
        """The function with this code. KeyError if there is none."""
        return _find(self.functions, code)

    def door(self, door_id: str) -> Door:
        """The door with this id. KeyError if there is none."""
        return _find(self.doors, door_id)

    def item(self, item_id: str) -> ProgrammeItem:
        """The programme item with this id. KeyError if there is none."""
        return _find(self.programme, item_id)


def _find(entries: tuple[T, ...], key: str) -> T:
    for entry in entries:
        if key == getattr(entry, "code", None) or key == getattr(entry, "id", None):
            return entry
    raise KeyError(key)
