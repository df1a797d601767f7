"""Projected states as the wire carries them: one type for each kind of key (docs/wire.md).

Each change makes dozens of them, hence Structs: a frozen dataclass takes ten times as long to make.
"""

from datetime import date, datetime

from msgspec import Struct


class ShownRoom(Struct, frozen=True, kw_only=True):
    """A room with its name."""

    id: str
    name: str


class ShownEvent(Struct, frozen=True, kw_only=True):
    """The key `event`: the conference itself. `timezone` is an IANA name, `rooms` are in their order.

    `theme` is "" for a conference without one; `language` is that of all its texts.
    """

    name: str
    short_name: str
    theme: str
    venue: str
    timezone: str
    days: tuple[date, ...]
    rooms: tuple[ShownRoom, ...]
    language: str
    fallback: bool


class ShownTimer(Struct, frozen=True, kw_only=True):
    """The timer of the current statement, in seconds and server times to the millisecond.

    A running timer has `since`, from which the time used counts (a pause moves it on), and `ends_at` if there is a
    limit; a paused one has `used_s` instead. The last `amber_s` and `red_s` seconds are shown in these colours.
    """

    limit_s: int | None
    since: datetime | None
    ends_at: datetime | None
    used_s: float | None
    amber_s: int
    red_s: int


class ShownSpeaker(Struct, frozen=True, kw_only=True):
    """A speaker: `name` of the State or organization, `role` of the person ("" if not known).

    `reply`: 1 for the first right of reply, 0 for a statement. `timer` is that of the current speaker.
    """

    id: str
    name: str
    role: str
    reply: int = 0
    timer: ShownTimer | None = None


class ShownChange(Struct, frozen=True, kw_only=True):
    """How a session differs from the loaded event: the kind of change, and the text that screens show."""

    kind: str
    text: str


class ShownSession(Struct, frozen=True, kw_only=True):
    """The key `session/{id}`. `day` is the venue's, times are UTC; `language` is that of the title.

    `previous_room` is the id of the room of the loaded event, if the session was moved to another one; `previous_start`
    is its planned start there, if it was moved to another time.
    """

    id: str
    title: str
    kind: str
    kind_label: str
    room: str
    room_name: str
    day: date
    phase: str
    phase_label: str
    starts_at: datetime
    ends_at: datetime
    since: datetime | None
    until: datetime | None
    reason: str | None
    speaker: ShownSpeaker | None
    next_speaker: ShownSpeaker | None
    order: int
    language: str
    fallback: bool
    assumed: bool
    changes: tuple[ShownChange, ...] = ()
    previous_room: str | None = None
    previous_start: datetime | None = None


class ShownSpeakers(Struct, frozen=True, kw_only=True):
    """The key `speakers/{session}`: the current speaker, the next ones, the counts, and whether the list is closed."""

    session: str
    current: ShownSpeaker | None
    upcoming: tuple[ShownSpeaker, ...]
    spoken: int
    remaining: int
    total: int
    closed: bool = False


class ShownSignatory(Struct, frozen=True, kw_only=True):
    """A signatory with its UN name."""

    country: str
    name: str
    at: datetime


class ShownRegion(Struct, frozen=True, kw_only=True):
    """The signatures of one regional group of the United Nations, or of the European Union."""

    group: str
    name: str
    signed: int


class ShownTally(Struct, frozen=True, kw_only=True):
    """The key `tally`: the number of signatures, its source and time, and the latest signatories first.

    `plenary` of them signed in the plenary; `regions` add up to `signed`; `countries` are all signatories in order.
    """

    signed: int
    text: str
    of: int | None
    source: str
    as_of: datetime
    latest: tuple[ShownSignatory, ...]
    plenary: int
    regions: tuple[ShownRegion, ...]
    countries: tuple[str, ...]


class ShownParty(Struct, frozen=True, kw_only=True):
    """A State or the European Union with its UN name."""

    country: str
    name: str


class ShownCalling(Struct, frozen=True, kw_only=True):
    """The key `calling`: the party that is called to sign, and the next ones in their order."""

    called: ShownParty | None
    upcoming: tuple[ShownParty, ...]


class ShownRatifications(Struct, frozen=True, kw_only=True):
    """The key `ratifications`: the number of deposited instruments, apart from signatures, with source and time."""

    deposited: int
    required: int
    text: str
    source: str
    as_of: datetime


class ShownAnnouncement(Struct, frozen=True, kw_only=True):
    """The key `announcement/{id}`. `rooms` and `destinations` None: everywhere. Clients hide it at `expires_at`."""

    id: str
    text: str
    level: str
    rooms: tuple[str, ...] | None
    posted_at: datetime
    expires_at: datetime | None
    language: str
    fallback: bool
    destinations: tuple[str, ...] | None = None


class ShownAlertText(Struct, frozen=True, kw_only=True):
    """An alert in one language. `label` names its kind; `note` says of an exercise or a test that it is one, else "".

    `places` are the names of its areas; none: the whole site.
    """

    language: str
    tag: str
    direction: str
    label: str
    note: str
    headline: str
    description: str
    instruction: str
    places: tuple[str, ...]


class ShownAlert(Struct, frozen=True, kw_only=True):
    """The key `alert/{id}`. `rooms` and `screens` None: everywhere. Clients hide it at `expires_at`.

    `headline` is that of the first text, which screens report to have painted.
    """

    id: str
    status: str
    kind: str
    headline: str
    rooms: tuple[str, ...] | None
    screens: tuple[str, ...] | None
    sent_at: datetime
    expires_at: datetime
    texts: tuple[ShownAlertText, ...]


class ShownIdentification(Struct, frozen=True, kw_only=True):
    """The key `identification`. `screen` None: every screen shows its own name until `until`."""

    screen: str | None
    until: datetime


class ShownChannel(Struct, frozen=True, kw_only=True):
    """A channel of the receivers: its language by ISO 639 code (`floor`: the original), whether that is lost."""

    number: int
    language: str
    name: str
    lost: bool


class ShownInterpretation(Struct, frozen=True, kw_only=True):
    """The key `interpretation/{session}`. `lost`: the text about lost languages, None when there is none."""

    session: str
    channels: tuple[ShownChannel, ...]
    until: datetime | None
    lost: str | None


ShownState = (
    ShownEvent
    | ShownSession
    | ShownSpeakers
    | ShownTally
    | ShownCalling
    | ShownRatifications
    | ShownAnnouncement
    | ShownAlert
    | ShownIdentification
    | ShownInterpretation
)
