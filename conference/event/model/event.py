"""Data of a conference as immutable typed values.

Every text is a `Text` with one value for each language of the event, in their order (checked at load).
`assumed` marks data that the sources do not contain: a flag on a whole entry, or the names of the fields.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from conference.event.kinds import DecisionTime
from conference.event.model.annexes import Annex, AnnexQuestion
from conference.event.model.entries import (
    Category,
    DocumentKind,
    Door,
    Figure,
    Function,
    LetterText,
    Passport,
    Pool,
    PreparedAlert,
    ProgrammeItem,
    Reason,
    Room,
    Signatory,
    Source,
    Speaker,
    SpeakerClass,
    Template,
    Term,
    Topic,
    Zone,
)
from conference.event.model.fields import ClosingTime, Code, DayBadgeCount, Entry, LanguageCode, ReviewHours, Seconds
from conference.event.model.pictures import PressPicture
from conference.event.model.rules import (
    ApplicationPeriod,
    BadgeDesk,
    ConsoleRules,
    IdentityRules,
    Look,
    OutletRules,
    Retention,
    ScreenRules,
    ScriptRules,
    SpeakingTimes,
    StaffRules,
)
from conference.event.model.streams import Stream
from conference.languages import LANGUAGES, Text
from conference.texts.countries import countries, country_name, passports

T = TypeVar("T")


class Header(Entry, frozen=True, kw_only=True):
    """Name, place, time and rules of the conference: the contents of event.toml.

    Every text has the `languages` in their order; a page in another language shows the first of them. `environment` and
    `id` make the audience of badge tokens; `tally_source` names the source of the signature count, for a conference at
    which something is signed. A door's roster older than `list_stale_after_s` turns amber, or red with every entry
    refused, by `list_stale_policy`. Badges open doors from the moment given by `activation`: their hand-over after an
    identity check, or their issue. At `closing_time`, unless "never", all presences end. A question is repeated once
    after `reminder_hours`. At most `day_badges` one-day badges are valid a day. `decisions` are told at these hours.
    Personal data are deleted by `retention`. Scripts of sessions are signed by those named in `scripts`. `speaking` has
    the time limits that no class of speakers has. `screens` says who is told of dark screens.
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
    outlets: OutletRules = OutletRules()
    identity: IdentityRules = IdentityRules()
    console: ConsoleRules = ConsoleRules()
    reminder_hours: ReviewHours = 48
    day_badges: DayBadgeCount = 500
    look: Look = Look()
    retention: Retention = Retention()
    scripts: ScriptRules = ScriptRules()
    speaking: SpeakingTimes = SpeakingTimes()
    screens: ScreenRules = ScreenRules()
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
    annexes: tuple[Annex, ...] = ()
    annex_questions: tuple[AnnexQuestion, ...] = ()
    document_kinds: tuple[DocumentKind, ...] = ()
    speaker_classes: tuple[SpeakerClass, ...] = ()
    terms: tuple[Term, ...] = ()
    alerts: tuple[PreparedAlert, ...] = ()
    topics: tuple[Topic, ...] = ()
    streams: tuple[Stream, ...] = ()
    pictures: tuple[PressPicture, ...] = ()

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

    def document_kind(self, code: str) -> DocumentKind:
        """Return the kind of document with this code. Raises KeyError."""
        return _get_entry(self.document_kinds, code)

    def door(self, door_id: str) -> Door:
        """Return the door with this id. Raises KeyError."""
        return _get_entry(self.doors, door_id)

    def annex(self, code: str) -> Annex:
        """Return the follow-up form with this code. Raises KeyError."""
        return _get_entry(self.annexes, code)

    def questions_of(self, annex: str) -> tuple[AnnexQuestion, ...]:
        """Return the questions of a follow-up form, in order."""
        return tuple(question for question in self.annex_questions if question.annex == annex)

    def item(self, item_id: str) -> ProgrammeItem:
        """Return the programme item with this id. Raises KeyError."""
        return _get_entry(self.programme, item_id)


def _get_entry(entries: tuple[T, ...], key: str) -> T:
    for entry in entries:
        if key == getattr(entry, "code", None) or key == getattr(entry, "id", None):
            return entry
    raise KeyError(key)
