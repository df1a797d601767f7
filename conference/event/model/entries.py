"""Entries of the event's files: places, access, programme, signatories, sources, texts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from conference.event.kinds import Kind
from conference.event.model.fields import (
    AlertMinutes,
    Code,
    Colour,
    Count,
    DocumentType,
    Entry,
    FileCount,
    Iso2,
    LanguageCode,
    Letter,
    Limit,
    Mark,
    Megabytes,
    Order,
    OutletKind,
    PageCount,
    Precision,
    Seconds,
    Telephone,
    ZoneBit,
)
from conference.languages import Text


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


class DocumentKind(Entry, frozen=True, kw_only=True):
    """Kind of document that applicants of some functions, categories and kinds of outlets are asked for.

    None named means all. `types` are the accepted formats, `readers` the roles that see it, without any all that
    review applications. At most `most_files` documents, each
    of at most `most_megabytes` and `most_pages`, are accepted.
    """

    code: Code
    name: Text
    hint: Text | None = None
    required: bool = False
    functions: tuple[Code, ...] = ()
    categories: tuple[Code, ...] = ()
    outlet_kinds: tuple[OutletKind, ...] = ()
    types: tuple[DocumentType, ...] = ("pdf", "jpeg", "png", "webp")
    most_megabytes: Megabytes = 10
    most_pages: PageCount = 10
    most_files: FileCount = 1
    readers: tuple[Code, ...] = ()


class Reason(Entry, frozen=True, kw_only=True):
    """Coded reason (of a refusal, a revocation, a reissue) as shown to the applicant."""

    code: Code
    text: Text
    appeal: bool = False


class PoolCall(Entry, frozen=True, kw_only=True):
    """Call of a pool to one of its items: where and when its members meet, who leads them, what they bring.

    Without `meet_at` they meet when their cards begin to admit. Only members of the pool and staff may read it.
    """

    item: Code
    meeting_point: Text | None = None
    meet_at: datetime | None = None
    escort: Text | None = None
    telephone: Telephone | None = None
    equipment: Text | None = None
    instructions: Text | None = None


class Pool(Entry, frozen=True, kw_only=True):
    """Press pool: a group that is taken together to the places of `items` (ids of programme items).

    `calls`, at most one an item, make its call sheet.
    """

    code: Code
    name: Text
    size: Count
    items: tuple[Code, ...]
    calls: tuple[PoolCall, ...] = ()
    assumed: bool = False


class ProgrammeItem(Entry, frozen=True, kw_only=True):
    """Item of the programme. Items with `public = false` appear on staff pages only.

    `phase` is that of a session which the board does not have yet; `until` is the new start of a delayed or postponed
    one. `shares_room`: the item may be in its room while another one is.
    """

    id: Code
    kind: Kind
    day: date
    starts_at: datetime
    ends_at: datetime
    room: Code
    title: Text
    order: Order
    public: bool = True
    phase: Literal["scheduled", "delayed", "postponed", "cancelled"] = "scheduled"
    until: datetime | None = None
    shares_room: bool = False
    assumed: tuple[str, ...] = ()
    source: str | None = None

    @property
    def expected_hours(self) -> tuple[datetime, datetime] | None:
        """Expected start and end; None for an item that is cancelled, or postponed without a new time."""
        if self.phase == "cancelled" or (self.phase == "postponed" and self.until is None):
            return None
        start = self.until or self.starts_at
        return start, start + (self.ends_at - self.starts_at)


class Signatory(Entry, frozen=True, kw_only=True):
    """Signatory, in the order of signing; `name` is the UN name, resolved at load."""

    country: Iso2
    name: Text
    order: Order
    signed_on: date
    in_plenary: bool
    assumed: tuple[str, ...] = ()


class SpeakerClass(Entry, frozen=True, kw_only=True):
    """Class of speakers with its time limit in seconds (None: no limit), such as ministers."""

    code: Code
    name: Text
    limit_s: Limit | None = None
    assumed: bool = False


class Speaker(Entry, frozen=True, kw_only=True):
    """Speaker in a session: a State (`country`), or an organization described by name."""

    id: Code
    session: Code
    order: Order
    name: Text
    role: Text
    country: Iso2 | None = None
    speaker_class: Code | None = None
    assumed: tuple[str, ...] = ()


class Source(Entry, frozen=True, kw_only=True):
    """Source of a value. A number is always shown with its source."""

    id: Code
    name: Text
    reference: str


class Topic(Entry, frozen=True, kw_only=True):
    """What figures count, such as signatories."""

    code: Code
    name: Text


class Figure(Entry, frozen=True, kw_only=True):
    """Published number with its topic, precision, source and time. `note` says what it counts, or when."""

    topic: Code
    value: int
    precision: Precision
    as_of: datetime
    source: str
    note: Text | None = None
    assumed: tuple[str, ...] = ()


class Review(Entry, frozen=True, kw_only=True):
    """Person who has reviewed a text in one language, the day, and the digest of the texts in all languages.

    A review is valid for these texts only.
    """

    language: LanguageCode
    by: str
    on: date | None = None
    digest: str = ""


class Template(Entry, frozen=True, kw_only=True):
    """Prepared announcement; its `{placeholders}` are the same in all languages. `reviews`: at most one a language."""

    id: Code
    text: Text
    level: Literal["info", "urgent"] = "info"
    parameters: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()


class AvoidedWording(Entry, frozen=True, kw_only=True):
    """Wording of a language that must not be used for a term."""

    language: LanguageCode
    wording: str


class Term(Entry, frozen=True, kw_only=True):
    """Agreed wording of a term in each language, with which announcements are compared."""

    code: Code
    name: Text
    avoid: tuple[AvoidedWording, ...] = ()


class PreparedAlert(Entry, frozen=True, kw_only=True):
    """Alert that is ready to be published, with the words of CAP 1.2 for what it is about, shown for `minutes`.

    `response` "AllClear" makes it the message that the danger is over.
    """

    id: Code
    event: Text
    headline: Text
    instruction: Text | None = None
    category: Literal[
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"
    ]
    response: Literal["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"]
    urgency: Literal["Immediate", "Expected", "Future", "Past", "Unknown"] = "Immediate"
    severity: Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"] = "Severe"
    certainty: Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"] = "Observed"
    minutes: AlertMinutes = 60


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
