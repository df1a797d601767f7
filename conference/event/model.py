"""Data of a conference as immutable typed values.

Every text is a `Text` with one value for each language of the event, in their order (checked at load).
`assumed` marks data that the sources do not contain: a flag on a whole entry, or the names of the fields.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from conference.event.kinds import DecisionTime, Kind
from conference.languages import LANGUAGES, Text
from conference.texts.countries import countries, country_name, passports

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}\Z")]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")]
LogoFile = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,70}\.(png|webp)\Z")]
Letter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}\Z")]
ClosingTime = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|never)\Z")]
EmailAddress = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+\Z")]
Iso2 = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
Mark = Annotated[str, Meta(min_length=1, max_length=2)]
ZoneBit = Annotated[int, Meta(ge=0, le=15)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Order = Annotated[int, Meta(ge=0, le=1_000_000)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
DayBadgeCount = Annotated[int, Meta(ge=0, le=2000)]
ReviewHours = Annotated[int, Meta(ge=1, le=2000)]
LanguageCode = Literal["ar", "zh", "en", "fr", "ru", "es", "vi"]
T = TypeVar("T")
Precision = Literal["exact", "about", "at_least", "more_than"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all types that are read from the event's files. An unknown key is an error."""


class Room(Entry, frozen=True, kw_only=True):
    """Room of programme items; `zone` is the area that contains it."""

    code: Code
    name: Text
    zone: Code
    order: Order
    capacity: Count | None = None
    assumed: bool = False
    source: str | None = None


class Zone(Entry, frozen=True, kw_only=True):
    """Area that doors guard. `bit` is its position in the badge token, `mark` is printed large.

    `within` is the zone that contains it; entering this one is not an exit from that. `capacity` is the maximum number
    of badges inside (None: unlimited). `passback` is the treatment of a second entry without an exit: refused (hard),
    admitted with a warning (soft), or refused for `passback_s` seconds (timed).
    """

    code: Code
    bit: ZoneBit
    name: Text
    mark: Mark
    within: Code | None = None
    capacity: Count | None = None
    passback: Literal["hard", "soft", "timed"] = "hard"
    passback_s: Seconds = 0
    assumed: bool = False


class Hours(Entry, frozen=True, kw_only=True):
    """When a category opens some of its zones: `valid_from` ≤ t < `valid_until`."""

    zones: tuple[Code, ...]
    valid_from: datetime
    valid_until: datetime


class Category(Entry, frozen=True, kw_only=True):
    """Badge category: where (`zones`) and when (`valid_from` ≤ t < `valid_until`) it admits.

    A zone listed in `hours` is open to it in those hours only, any other zone at any time.
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
    """Function of a member of the press; `category` is its default badge category."""

    code: Code
    name: Text
    category: Code


class Door(Entry, frozen=True, kw_only=True):
    """Reader and the zone that it guards. Several doors may guard one zone.

    `way` is its use: for entries, for exits, for both at once (`either`), or as the guard chooses.
    """

    id: Code
    name: Text
    zone: Code
    way: Literal["choose", "entry", "exit", "either"] = "choose"
    assumed: bool = False


class Reason(Entry, frozen=True, kw_only=True):
    """Coded reason (of a refusal, a revocation, a reissue) as shown to the applicant."""

    code: Code
    text: Text
    appeal: bool = False


class Pool(Entry, frozen=True, kw_only=True):
    """Press pool: a group that is taken together to the places of `items` (ids of programme items)."""

    code: Code
    name: Text
    size: Count
    items: tuple[Code, ...]
    assumed: bool = False


class ProgrammeItem(Entry, frozen=True, kw_only=True):
    """Item of the programme. Items with `public = false` appear on staff pages only."""

    id: Code
    kind: Kind
    day: date
    starts_at: datetime
    ends_at: datetime
    room: Code
    title: Text
    order: Order
    public: bool = True
    assumed: tuple[str, ...] = ()
    source: str | None = None


class Signatory(Entry, frozen=True, kw_only=True):
    """Signatory, in the order of signing; `name` is the UN name, resolved at load."""

    country: Iso2
    name: Text
    order: Order
    signed_on: date
    in_plenary: bool
    assumed: tuple[str, ...] = ()


class Speaker(Entry, frozen=True, kw_only=True):
    """Speaker in a session: a State (`country`), or an organization described by name."""

    id: Code
    session: Code
    order: Order
    name: Text
    role: Text
    country: Iso2 | None = None
    assumed: tuple[str, ...] = ()


class Source(Entry, frozen=True, kw_only=True):
    """Source of a value. A number is always shown with its source."""

    id: Code
    name: Text
    reference: str


class Figure(Entry, frozen=True, kw_only=True):
    """Published number with its topic, precision, source and time."""

    topic: Code
    value: int
    precision: Precision
    as_of: datetime
    source: str
    note: str = ""


class Template(Entry, frozen=True, kw_only=True):
    """Prepared announcement; its `{placeholders}` are the same in all languages."""

    id: Code
    text: Text
    level: Literal["info", "urgent"] = "info"
    parameters: tuple[str, ...] = ()


class LetterText(Entry, frozen=True, kw_only=True):
    """The event's own texts of one kind of letter (`code`), in place of those of the program; `body` has paragraphs."""

    code: Code
    subject: Text | None = None
    body: tuple[Text, ...] = ()
    button: Text | None = None


class Passport(Entry, frozen=True, kw_only=True):
    """The event's own name for a country or passport (`conference.texts.countries`), or its absence from the form."""

    code: Iso2
    name: Text | None = None
    offered: bool = True


class OpeningHours(Entry, frozen=True, kw_only=True):
    """Hours of one day."""

    opens_at: datetime
    closes_at: datetime


class BadgeDesk(Entry, frozen=True, kw_only=True):
    """Where badges are collected; `found` asks finders of one for it (on its back). Reviews take `review_hours`."""

    place: Text
    found: Text
    hours: tuple[OpeningHours, ...]
    review_hours: ReviewHours = 48
    assumed: bool = False


class ApplicationPeriod(Entry, frozen=True, kw_only=True):
    """When journalists may apply: `opens_at` ≤ t < `closes_at`.

    All decisions are made by `decided_by`, if it is declared. `contact` is the e-mail address for questions about
    applications, shown while none are accepted.
    """

    opens_at: datetime
    closes_at: datetime
    contact: EmailAddress
    decided_by: datetime | None = None
    assumed: bool = False


class StaffRules(Entry, frozen=True, kw_only=True):
    """How staff sign in: with a second factor (TOTP) by choice, or all of them, or those with some roles."""

    totp: Literal["optional", "required"] = "optional"
    totp_roles: tuple[str, ...] = ()


class Look(Entry, frozen=True, kw_only=True):
    """Accent colour of the event's pages, screens and letters (None: the program's own), and logo, a file's name."""

    colour: Colour | None = None
    logo: LogoFile | None = None


class Header(Entry, frozen=True, kw_only=True):
    """Name, place, time and rules of the conference: the contents of event.toml.

    Every text has the `languages` in their order; a page in another language shows the first of them. `environment` and
    `id` make the audience of badge tokens; `tally_source` names the source of the signature count, for a conference at
    which something is signed. A door's roster older than `list_stale_after_s` turns amber, or red with every entry
    refused, by `list_stale_policy`. Badges open doors from the moment given by `activation`: their hand-over after an
    identity check, or their issue. At `closing_time`, unless "never", all presences end. A question is repeated once
    after `reminder_hours`. At most `day_badges` one-day badges are valid a day. `decisions` are told at these hours.
    """

    id: Code
    environment: Code
    fictional_press: bool
    languages: tuple[LanguageCode, ...] = cast("tuple[LanguageCode, ...]", LANGUAGES)
    name: Text
    short_name: Text
    theme: Text | None = None
    venue: Text
    city: Text
    notice: Text | None = None
    tally_source: Text | None = None
    timezone: str
    starts_on: date
    ends_on: date
    applications: ApplicationPeriod
    list_stale_after_s: Seconds = 300
    list_stale_policy: Literal["amber", "red"] = "amber"
    closing_time: ClosingTime = "04:00"
    activation: Literal["hand_over", "issue"] = "hand_over"
    desk: BadgeDesk | None = None
    staff: StaffRules = StaffRules()
    reminder_hours: ReviewHours = 48
    day_badges: DayBadgeCount = 500
    look: Look = Look()
    decisions: tuple[DecisionTime, ...] = ("at_once",)


class Event(Header, frozen=True, kw_only=True):
    """Conference: the contents of all files. `folder` has the files that are no data, such as the badge's layout."""

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
    letter_texts: tuple[LetterText, ...] = ()
    passports: tuple[Passport, ...] = ()

    @property
    def audience(self) -> str:
        """The `aud` claim of badge tokens, which rejects tokens of other events and environments."""
        return f"{self.id}/{self.environment}"

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone of the venue."""
        return ZoneInfo(self.timezone)

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the conference, first to last."""
        return tuple(map(date.fromordinal, range(self.starts_on.toordinal(), self.ends_on.toordinal() + 1)))

    @property
    def closings(self) -> tuple[datetime, ...]:
        """The moments at which all presences end: closing times while any badge is valid, and the next one."""
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
        """The public items, in order."""
        return tuple(item for item in self.programme if item.public)

    def country_name(self, code: str, language: str) -> str:
        """Return the name of a country or passport: the event's own, else the usual one. Raises KeyError."""
        own = next((one.name for one in self.passports if one.code == code), None)
        return own[language] if own else country_name(code, language)

    @property
    def offered_passports(self) -> tuple[str, ...]:
        """The codes of countries and other passports that the form offers: all but those that the event leaves out."""
        left_out = {one.code for one in self.passports if not one.offered}
        return tuple(code for code in (*countries(), *passports()) if code not in left_out)

    def room(self, code: str) -> Room:
        """Return the room with this code. Raises KeyError."""
        return _get_entry(self.rooms, code)

    def zone(self, code: str) -> Zone:
        """Return the zone with this code. Raises KeyError."""
        return _get_entry(self.zones, code)

    def category(self, code: str) -> Category:
        """Return the badge category with this code. Raises KeyError."""
        return _get_entry(self.categories, code)

    def function(self, code: str) -> Function:
        """Return the function with this code. Raises KeyError."""
        return _get_entry(self.functions, code)

    def door(self, door_id: str) -> Door:
        """Return the door with this id. Raises KeyError."""
        return _get_entry(self.doors, door_id)

    def item(self, item_id: str) -> ProgrammeItem:
        """Return the programme item with this id. Raises KeyError."""
        return _get_entry(self.programme, item_id)


def _get_entry(entries: tuple[T, ...], key: str) -> T:
    for entry in entries:
        if key == getattr(entry, "code", None) or key == getattr(entry, "id", None):
            return entry
    raise KeyError(key)
