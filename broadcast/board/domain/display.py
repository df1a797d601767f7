"""What a screen shows of each key in one language. Only the states of the board come in here, and they are public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, overload
from zoneinfo import ZoneInfo

from broadcast.board.domain.announcements import PLACEHOLDER, Announcement
from broadcast.board.domain.board import EVENT, EventInfo, State, speakers_key
from broadcast.board.domain.sessions import Phase, Reason, Session
from broadcast.board.domain.shown import (
    ShownAnnouncement,
    ShownEvent,
    ShownRoom,
    ShownSession,
    ShownSignatory,
    ShownSpeaker,
    ShownSpeakers,
    ShownState,
    ShownTally,
)
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn, current_speaker, waiting_speakers
from broadcast.board.domain.timing import local_day
from conference.languages import Text, pick

UPCOMING_SPEAKERS = 8
"""How many of those still to speak are pushed: a whole list of 71 would be sent again with every statement."""

LATEST_SIGNATORIES = 5
"""How many of the latest signatories are pushed."""


class Words(Protocol):
    """The words that are not the event's own, in each language."""

    def phase(self, language: str, phase: Phase, kind: str) -> str: ...
    def kind(self, language: str, kind: str) -> str: ...
    def reason(self, language: str, reason: Reason) -> str: ...
    def signatories(self, language: str, count: int) -> str: ...
    def country(self, language: str, code: str) -> str: ...
    def minutes(self, language: str, count: int) -> str: ...
    def clock_time(self, language: str, at: datetime, zone: ZoneInfo) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionContext:
    """What a projection looks through: the words, the venue's time zone and the rest of the board."""

    words: Words
    zone: ZoneInfo
    board: Mapping[str, State]


def project(state: State, lens: ProjectionContext, language: str) -> ShownState:
    """What a screen in `language` shows of one state of the board."""
    match state:
        case Session():
            return _session(state, lens, language)
        case SpeakersList():
            return _speakers(state, language)
        case Tally():
            return _tally(state, lens, language)
        case Announcement():
            return _announcement(state, lens, language)
        case EventInfo():
            return _event(state, language)


def _session(session: Session, lens: ProjectionContext, language: str) -> ShownSession:
    title, used = pick(session.title, language)
    speaker, next_speaker = _floor(session, lens, language)
    return ShownSession(
        id=session.id,
        title=title,
        kind=session.kind,
        kind_label=lens.words.kind(language, session.kind),
        room=session.room,
        room_name=_room_name(session.room, lens, language),
        day=local_day(session.starts_at, lens.zone),
        phase=session.phase.value,
        phase_label=lens.words.phase(language, session.phase, session.kind),
        starts_at=_utc(session.starts_at),
        ends_at=_utc(session.ends_at),
        since=_utc(session.since),
        until=_utc(session.until),
        reason=None if session.reason is None else lens.words.reason(language, session.reason),
        speaker=speaker,
        next_speaker=next_speaker,
        order=session.order,
        language=used,
        fallback=used != language,
        assumed=session.assumed,
    )


def _floor(session: Session, lens: ProjectionContext, language: str) -> tuple[ShownSpeaker | None, ShownSpeaker | None]:
    """Who has the floor and who is next; nobody has it unless the session is in session."""
    speakers = lens.board.get(speakers_key(session.id))
    if not isinstance(speakers, SpeakersList) or session.phase not in (Phase.IN_SESSION, Phase.SUSPENDED):
        return None, None
    current = current_speaker(speakers) if session.phase is Phase.IN_SESSION else None
    waiting = waiting_speakers(speakers)
    return (
        None if current is None else _speaker(current, language),
        _speaker(waiting[0], language) if waiting else None,
    )


def _speaker(speaker: Speaker, language: str) -> ShownSpeaker:
    return ShownSpeaker(id=speaker.id, name=pick(speaker.name, language)[0], role=_optional(speaker.role, language))


def _optional(text: Text, language: str) -> str:
    return pick(text, language)[0] if any(text.values()) else ""


@overload
def _utc(at: datetime) -> datetime: ...
@overload
def _utc(at: None) -> None: ...
def _utc(at: datetime | None) -> datetime | None:
    """The moment as the wire writes it: UTC, whole seconds."""
    return None if at is None else at.astimezone(UTC).replace(microsecond=0)


def _room_name(room: str, lens: ProjectionContext, language: str) -> str:
    occasion = lens.board.get(EVENT)
    if isinstance(occasion, EventInfo):
        for known in occasion.rooms:
            if known.id == room:
                return pick(known.name, language)[0]
    return room


def _speakers(speakers: SpeakersList, language: str) -> ShownSpeakers:
    current, waiting = current_speaker(speakers), waiting_speakers(speakers)
    return ShownSpeakers(
        session=speakers.session_id,
        current=None if current is None else _speaker(current, language),
        upcoming=tuple(_speaker(s, language) for s in waiting[:UPCOMING_SPEAKERS]),
        spoken=sum(1 for s in speakers.speakers if s.turn is Turn.SPOKEN),
        remaining=len(waiting),
        total=len(speakers.speakers),
    )


def _tally(tally: Tally, lens: ProjectionContext, language: str) -> ShownTally:
    return ShownTally(
        signed=len(tally.signatures),
        text=lens.words.signatories(language, len(tally.signatures)),
        of=tally.of,
        source=pick(tally.source, language)[0],
        as_of=_utc(tally.as_of),
        latest=tuple(_signatory(s, lens, language) for s in tally.signatures[: -LATEST_SIGNATORIES - 1 : -1]),
    )


def _signatory(signature: Signature, lens: ProjectionContext, language: str) -> ShownSignatory:
    return ShownSignatory(
        country=signature.country, name=lens.words.country(language, signature.country), at=_utc(signature.at)
    )


def _announcement(announcement: Announcement, lens: ProjectionContext, language: str) -> ShownAnnouncement:
    template, used = pick(announcement.text, language)
    return ShownAnnouncement(
        id=announcement.id,
        text=_filled(template, announcement, lens, used),
        level=announcement.level.value,
        rooms=announcement.rooms,
        posted_at=_utc(announcement.posted_at),
        expires_at=_utc(announcement.expires_at),
        language=used,
        fallback=used != language,
    )


def _filled(template: str, announcement: Announcement, lens: ProjectionContext, language: str) -> str:
    """The template with its parameters in the same language; an operator's own words hold none and stay as they are."""
    if announcement.template is None:
        return template
    values = {name: _number(name, n, lens, language) for name, n in announcement.numbers.items()}
    values |= {name: lens.words.clock_time(language, at, lens.zone) for name, at in announcement.times.items()}
    values |= {name: _room_name(room, lens, language) for name, room in announcement.places.items()}
    values |= {name: pick(text, language)[0] for name, text in announcement.names.items()}
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def _number(name: str, number: int, lens: ProjectionContext, language: str) -> str:
    match name:
        case "minutes":
            return lens.words.minutes(language, number)
        case "count":
            return lens.words.signatories(language, number)
        case _:
            return str(number)


def _event(occasion: EventInfo, language: str) -> ShownEvent:
    return ShownEvent(
        name=pick(occasion.name, language)[0],
        short_name=pick(occasion.short_name, language)[0],
        theme=pick(occasion.theme, language)[0],
        venue=pick(occasion.venue, language)[0],
        timezone=occasion.timezone,
        days=occasion.days,
        rooms=tuple(
            ShownRoom(id=room.id, name=pick(room.name, language)[0])
            for room in sorted(occasion.rooms, key=lambda room: (room.order, room.id))
        ),
    )
