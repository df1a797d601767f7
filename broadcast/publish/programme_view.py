"""What the page of the programme shows of the board: for each day a table of times and rooms, as the reader filters it.

The same rules as `static/programme_view.mjs`; `tests/vectors/programme.json` checks both.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from broadcast.board.domain.highlights import Highlights, find_highlights
from broadcast.board.domain.shown import ShownRoom, ShownSession
from broadcast.board.domain.timing import local_day
from broadcast.feed.public_board import PublicBoard, programme_moments
from broadcast.publish.event_schema import FLOOR
from broadcast.publish.speaking_lists import ListedSpeaker, SpeakingList
from conference.texts.folding import MAX_SEARCH_WORDS, fold

MINUTE = timedelta(minutes=1)


class ProgrammeChoice(Struct, frozen=True, kw_only=True):
    """The filters of a reader, each "" for all: day (ISO 8601), kind, room, language of interpretation, words."""

    day: str = ""
    kind: str = ""
    room: str = ""
    language: str = ""
    search: str = ""


class ProgrammeSlot(Struct, frozen=True, kw_only=True):
    """The sessions that begin or are resumed at one time: a cell for each room of the day, in the same order."""

    at: datetime
    cells: tuple[tuple[ShownSession, ...], ...]


class ProgrammeDay(Struct, frozen=True, kw_only=True):
    """The table of a day, with the room of the first session first.

    `now_line` is the index of the slot before which the current time is; None on other days.
    """

    day: date
    rooms: tuple[ShownRoom, ...]
    slots: tuple[ProgrammeSlot, ...]
    now_line: int | None


class ProgrammeView(Struct, frozen=True, kw_only=True):
    """The chosen part of the programme: its days, and of all days the current and next sessions."""

    days: tuple[ProgrammeDay, ...]
    highlights: Highlights


class ProgrammeOptions(Struct, frozen=True, kw_only=True):
    """Values of the filters with their names, in the order of the programme, of rooms and of channels."""

    days: tuple[date, ...]
    kinds: Mapping[str, str]
    rooms: Mapping[str, str]
    languages: Mapping[str, str]

    def keep_known(self, choice: ProgrammeChoice) -> ProgrammeChoice:
        """Return the choice without the values that the programme does not have."""
        return ProgrammeChoice(
            day=choice.day if choice.day in {day.isoformat() for day in self.days} else "",
            kind=choice.kind if choice.kind in self.kinds else "",
            room=choice.room if choice.room in self.rooms else "",
            language=choice.language if choice.language in self.languages else "",
            search=choice.search,
        )


def list_options(board: PublicBoard) -> ProgrammeOptions:
    """Return the values that the filters can have."""
    channels = [channel for one in board.interpretations for channel in one.channels]
    return ProgrammeOptions(
        days=board.event.days if board.event else (),
        kinds={session.kind: session.kind_label for session in board.sessions},
        rooms={room.id: room.name for room in _list_rooms(board, board.sessions)},
        languages={one.language: one.name for one in channels if one.language != FLOOR},
    )


def make_programme(
    board: PublicBoard, choice: ProgrammeChoice, now: datetime, lists: Sequence[SpeakingList] = ()
) -> ProgrammeView:
    """Return the part of the programme that a reader has chosen; words are searched in `lists` of speakers too."""
    listed = {one.session: one.speakers for one in lists}
    chosen = [one for one in board.sessions if _is_chosen(one, choice, board, listed.get(one.id, ()))]
    days = {local_day(at, board.zone) for session in chosen for at in programme_moments(session)}
    return ProgrammeView(
        days=tuple(_make_day(board, day, chosen, now) for day in sorted(days) if choice.day in ("", day.isoformat())),
        highlights=find_highlights(chosen, now=now, zone=board.zone),
    )


def _is_chosen(
    session: ShownSession, choice: ProgrammeChoice, board: PublicBoard, speakers: Iterable[ListedSpeaker]
) -> bool:
    return (
        choice.kind in ("", session.kind)
        and choice.room in ("", session.room)
        and (not choice.language or choice.language in _list_languages(session, board))
        and _contains_words(session, choice.search, speakers)
    )


def _list_languages(session: ShownSession, board: PublicBoard) -> list[str]:
    """Return the languages that listeners of a session can choose now."""
    channels = [channel for one in board.interpretations if one.session == session.id for channel in one.channels]
    return [channel.language for channel in channels if not channel.lost]


def _contains_words(session: ShownSession, search: str, speakers: Iterable[ListedSpeaker]) -> bool:
    """Return whether title, kind, room and speakers of a session contain every folded word of a search."""
    words = fold(search).split()[:MAX_SEARCH_WORDS]
    if not words:
        return True
    names = [session.title, session.kind_label, session.room_name, session.room]
    names += [text for speaker in speakers for text in (speaker.name, speaker.role)]
    text = " ".join(map(fold, names))
    return all(word in text for word in words)


def _make_day(board: PublicBoard, day: date, chosen: Iterable[ShownSession], now: datetime) -> ProgrammeDay:
    starts: dict[datetime, list[ShownSession]] = {}
    for session in chosen:
        at = next((at for at in programme_moments(session) if local_day(at, board.zone) == day), None)
        if at is not None:
            starts.setdefault(at, []).append(session)
    begins = {session.room: at for at in sorted(starts, reverse=True) for session in starts[at]}
    listed = _list_rooms(board, [session for sessions in starts.values() for session in sessions])
    rooms = tuple(sorted(listed, key=lambda room: begins[room.id]))
    slots = [
        ProgrammeSlot(at=at, cells=tuple(tuple(one for one in starts[at] if one.room == room.id) for room in rooms))
        for at in sorted(starts)
    ]
    next_minute = now.replace(second=0, microsecond=0) + MINUTE
    is_today = local_day(now, board.zone) == day
    now_line = sum(1 for slot in slots if slot.at < next_minute) if is_today else None
    return ProgrammeDay(day=day, rooms=rooms, slots=tuple(slots), now_line=now_line)


def _list_rooms(board: PublicBoard, sessions: Iterable[ShownSession]) -> tuple[ShownRoom, ...]:
    """Return the rooms of sessions in the order of the event, those that it does not name after the others."""
    used = {session.room: session.room_name for session in sessions}
    ordered = [room.id for room in board.event.rooms if room.id in used] if board.event else []
    return tuple(ShownRoom(id=one, name=used[one]) for one in dict.fromkeys([*ordered, *used]))
