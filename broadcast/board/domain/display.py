"""Projection of each key to the data that a screen shows in one language. Its input is the board, which is public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol, overload
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from broadcast.board.domain.alert_display import AlertWords, project_alert
from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import PLACEHOLDER, Announcement
from broadcast.board.domain.board import EVENT, EventInfo, State, speakers_key
from broadcast.board.domain.identification import Identification
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.interpretation_display import InterpretationWords, project_interpretation
from broadcast.board.domain.plan_changes import phase_label, previous_room, previous_start, project_changes, room_name
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.sessions import Change, Phase, Reason, Session
from broadcast.board.domain.shown import (
    ShownAlert,
    ShownAnnouncement,
    ShownEvent,
    ShownIdentification,
    ShownInterpretation,
    ShownRoom,
    ShownSession,
    ShownSpeaker,
    ShownSpeakers,
    ShownState,
    ShownTimer,
)
from broadcast.board.domain.signing import Calling, Tally
from broadcast.board.domain.signing_display import SigningWords, project_signing
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn, current_speaker, floor_of, waiting_speakers
from broadcast.board.domain.speaking.speaking_time import SpeakingRules, used_time
from broadcast.board.domain.timing import local_day
from conference.languages import LANGUAGES, Text, pick
from conference.texts.isolates import isolate

MOST_PROJECTED = 1024
"""Projected speakers that are kept: those of twelve rooms with long lists."""

MOST_LISTS = 64
"""Summaries of lists that are kept: a list is projected in all languages, one after the other, at each change."""

UPCOMING_SPEAKERS = 8
"""Number of waiting speakers that are sent: a whole list of 71 would be sent again with every statement."""


class Words(SigningWords, InterpretationWords, AlertWords, Protocol):
    """Texts that are not part of the event's data, in each language."""

    def phase(self, language: str, phase: Phase, kind: str) -> str: ...
    def kind(self, language: str, kind: str) -> str: ...
    def reason(self, language: str, reason: Reason) -> str: ...
    def minutes(self, language: str, count: int) -> str: ...
    def clock_time(self, language: str, at: datetime, zone: ZoneInfo) -> str: ...
    def dated_time(self, language: str, at: datetime, zone: ZoneInfo) -> str: ...
    def merged(self, language: str, kind: str) -> str: ...
    def change(self, language: str, change: Change, value: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionContext:
    """Dependencies of a projection: the texts, the venue's time zone and the rest of the board."""

    words: Words
    zone: ZoneInfo
    board: Mapping[str, State]


def project(state: State, context: ProjectionContext, language: str) -> ShownState:
    """Return the projection of one state of the board in `language`."""
    match state:
        case Session():
            return _project_session(state, context, language)
        case SpeakersList():
            return _project_speakers(state, context, language)
        case Tally() | Calling() | Ratifications():
            return project_signing(state, context.words, language)
        case Announcement():
            return _project_announcement(state, context, language)
        case EventInfo():
            return _project_event(state, language)
        case Identification() | Interpretation() | SiteAlert():
            return _project_equipment(state, context, language)


def _project_equipment(
    state: Identification | Interpretation | SiteAlert, context: ProjectionContext, language: str
) -> ShownIdentification | ShownInterpretation | ShownAlert:
    if isinstance(state, SiteAlert):
        return project_alert(state, context.words, language)
    if isinstance(state, Interpretation):
        return project_interpretation(state, context.words, language)
    return ShownIdentification(screen=state.screen, until=_to_utc(state.until))


def _project_session(session: Session, context: ProjectionContext, language: str) -> ShownSession:
    title, title_language = pick(session.title, language)
    speaker, next_speaker = _get_floor(session, context, language)
    return ShownSession(
        id=session.id,
        title=title,
        kind=session.kind,
        kind_label=context.words.kind(language, session.kind),
        room=session.room,
        room_name=room_name(session.room, context, language),
        day=local_day(session.starts_at, context.zone),
        phase=session.phase.value,
        phase_label=phase_label(session, context.words, language),
        starts_at=_to_utc(session.starts_at),
        ends_at=_to_utc(session.ends_at),
        since=_to_utc(session.since),
        until=_to_utc(session.until),
        reason=None if session.reason is None else context.words.reason(language, session.reason),
        speaker=speaker,
        next_speaker=next_speaker,
        order=session.order,
        language=title_language,
        fallback=title_language != language,
        assumed=session.assumed,
        changes=project_changes(session, context, language),
        previous_room=previous_room(session),
        previous_start=_to_utc(previous_start(session)),
    )


def _get_floor(
    session: Session, context: ProjectionContext, language: str
) -> tuple[ShownSpeaker | None, ShownSpeaker | None]:
    """Return the current and the next speaker; there is no current one unless the session is in session."""
    speakers = context.board.get(speakers_key(session.id))
    if not isinstance(speakers, SpeakersList) or session.phase not in (Phase.IN_SESSION, Phase.SUSPENDED):
        return None, None
    current, following = floor_of(speakers)
    return (
        _project_current(current, context, language) if current and session.phase is Phase.IN_SESSION else None,
        project_speaker(following, language) if following else None,
    )


def _project_current(speaker: Speaker, context: ProjectionContext, language: str) -> ShownSpeaker:
    return structs.replace(project_speaker(speaker, language), timer=_project_timer(speaker, context))


def _project_timer(speaker: Speaker, context: ProjectionContext) -> ShownTimer | None:
    if speaker.began_at is None or speaker.timer is None:
        return None
    timer, event_info = speaker.timer, context.board.get(EVENT)
    rules = event_info.speaking if isinstance(event_info, EventInfo) else SpeakingRules()
    since = None if timer.paused_at else speaker.began_at.astimezone(UTC) + timer.paused
    return ShownTimer(
        limit_s=timer.limit_s,
        since=_to_millisecond(since),
        ends_at=_to_millisecond(since + timedelta(seconds=timer.limit_s)) if since and timer.limit_s else None,
        used_s=round(used_time(speaker.began_at, timer, until=timer.paused_at).total_seconds(), 3)
        if timer.paused_at
        else None,
        amber_s=rules.amber_s,
        red_s=rules.red_s,
    )


def _to_millisecond(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(microsecond=at.microsecond // 1000 * 1000)


def project_speaker(speaker: Speaker, language: str) -> ShownSpeaker:
    """Return the projection of a speaker without a timer."""
    return _project_everywhere(speaker)[language]


@lru_cache(maxsize=MOST_PROJECTED)
def _project_everywhere(speaker: Speaker) -> Mapping[str, ShownSpeaker]:
    """Project a speaker by language; most speakers of a list are the same objects after an act as before it."""
    return {
        language: ShownSpeaker(
            id=speaker.id,
            name=pick(speaker.name, language)[0],
            role=_pick_optional(speaker.role, language),
            reply=speaker.reply,
        )
        for language in LANGUAGES
    }


def _pick_optional(text: Text, language: str) -> str:
    return text.get(language) or (pick(text, language)[0] if any(text.values()) else "")


@overload
def _to_utc(at: datetime) -> datetime: ...
@overload
def _to_utc(at: None) -> None: ...
def _to_utc(at: datetime | None) -> datetime | None:
    """Convert a time to the wire's form: UTC, whole seconds."""
    return None if at is None else at.astimezone(UTC).replace(microsecond=0)


class _ListSummary(Struct, frozen=True, kw_only=True):
    """What a list shows alike in all languages, and its next speakers by language."""

    current: Speaker | None
    upcoming: tuple[Mapping[str, ShownSpeaker], ...]
    spoken: int
    remaining: int


@lru_cache(maxsize=MOST_LISTS)
def _summarize_list(speakers: SpeakersList) -> _ListSummary:
    waiting = waiting_speakers(speakers)
    return _ListSummary(
        current=current_speaker(speakers),
        upcoming=tuple([_project_everywhere(speaker) for speaker in waiting[:UPCOMING_SPEAKERS]]),
        spoken=[one.turn for one in speakers.speakers].count(Turn.SPOKEN),
        remaining=len(waiting),
    )


def _project_speakers(speakers: SpeakersList, context: ProjectionContext, language: str) -> ShownSpeakers:
    summary = _summarize_list(speakers)
    return ShownSpeakers(
        session=speakers.session_id,
        current=None if summary.current is None else _project_current(summary.current, context, language),
        upcoming=tuple([shown[language] for shown in summary.upcoming]),
        spoken=summary.spoken,
        remaining=summary.remaining,
        total=len(speakers.speakers),
        closed=speakers.is_closed,
    )


def _project_announcement(announcement: Announcement, context: ProjectionContext, language: str) -> ShownAnnouncement:
    template, title_language = pick(announcement.text, language)
    return ShownAnnouncement(
        id=announcement.id,
        text=_fill_template(template, announcement, context, title_language),
        level=announcement.level.value,
        rooms=announcement.rooms,
        destinations=announcement.destinations and tuple(one.value for one in announcement.destinations),
        posted_at=_to_utc(announcement.posted_at),
        expires_at=_to_utc(announcement.expires_at),
        language=title_language,
        fallback=title_language != language,
    )


def _fill_template(template: str, announcement: Announcement, context: ProjectionContext, language: str) -> str:
    """Fill a prepared text with its parameters in `language`, each isolated; an operator's own text has none."""
    if announcement.template is None:
        return template
    values = {name: _format_number(name, n, context, language) for name, n in announcement.numbers.items()}
    values |= {name: context.words.clock_time(language, at, context.zone) for name, at in announcement.times.items()}
    values |= {name: room_name(room, context, language) for name, room in announcement.places.items()}
    values |= {name: pick(text, language)[0] for name, text in announcement.names.items()}
    return PLACEHOLDER.sub(lambda match: isolate(values[match[1]]) if match[1] in values else match[0], template)


def _format_number(name: str, number: int, context: ProjectionContext, language: str) -> str:
    match name:
        case "minutes":
            return context.words.minutes(language, number)
        case "count":
            return context.words.signatories(language, number)
        case _:
            return str(number)


def _project_event(event_info: EventInfo, language: str) -> ShownEvent:
    name, name_language = pick(event_info.name, language)
    return ShownEvent(
        name=name,
        short_name=pick(event_info.short_name, language)[0],
        theme=_pick_optional(event_info.theme, language),
        venue=pick(event_info.venue, language)[0],
        timezone=event_info.timezone,
        days=event_info.days,
        rooms=tuple(
            ShownRoom(id=room.id, name=pick(room.name, language)[0])
            for room in sorted(event_info.rooms, key=lambda room: (room.order, room.id))
        ),
        language=name_language,
        fallback=name_language != language,
    )
