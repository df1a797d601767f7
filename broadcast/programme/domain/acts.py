"""Acts on the programme: what an operator asks for, and the states of the board that follow."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.board.domain.board import EVENT, EventInfo, Room, State, session_key, speakers_key
from broadcast.board.domain.programme import show_rooms
from broadcast.board.domain.sessions import NOT_BEGUN, Phase, Plan, Reason, Session, Verb, change_plan, move, plan_of
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.board.domain.timing import expected_start
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.languages import Text

LONGEST = timedelta(days=3)
"""Longest plan of one session."""

MOST_MINUTES = 24 * 60
"""Longest delay in minutes."""

LONGEST_TITLE = 300
"""Characters of a title in one language."""

_OVER = frozenset({Phase.ADJOURNED, Phase.CANCELLED})


class Move(Struct, frozen=True, kw_only=True):
    """Another room, another time, or both; None keeps a value. With a start alone the length stays."""

    session: str
    room: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Delay(Struct, frozen=True, kw_only=True):
    """A later beginning by some minutes or until a time; of a suspended session, a later resumption."""

    session: str
    minutes: int | None = None
    until: datetime | None = None
    reason: Reason | None = None


class Postpone(Struct, frozen=True, kw_only=True):
    """Another time, or none yet."""

    session: str
    until: datetime | None = None
    reason: Reason | None = None


class AgreeEnd(Struct, frozen=True, kw_only=True):
    """Another end."""

    session: str
    ends_at: datetime


class Split(Struct, frozen=True, kw_only=True):
    """Two sessions of one: the first ends at `ends_at`, the second begins at `resumes_at`.

    `with_waiting`: the speakers who wait go to the second session. None keeps room and end.
    """

    session: str
    ends_at: datetime
    resumes_at: datetime
    until: datetime | None = None
    room: str | None = None
    with_waiting: bool = True


class Merge(Struct, frozen=True, kw_only=True):
    """One session takes place as a part of another; its waiting speakers follow those of the other."""

    session: str
    into: str
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """A session that the loaded event does not have."""

    session: str
    title: Text
    kind: str
    room: str
    starts_at: datetime
    ends_at: datetime


class Cancel(Struct, frozen=True, kw_only=True):
    """A session does not take place."""

    session: str
    reason: Reason | None = None


class Retitle(Struct, frozen=True, kw_only=True):
    """Another title, in every language of the event."""

    session: str
    title: Text


Act = Move | Delay | Postpone | AgreeEnd | Split | Merge | Add | Cancel | Retitle


class ProgrammeView(Struct, frozen=True, kw_only=True):
    """Input of an act: the board, all rooms of the event, its languages, and the time.

    `taken` are the keys that the board has or had.
    """

    board: Mapping[str, State]
    taken: Collection[str]
    rooms: Sequence[Room]
    languages: Sequence[str]
    now: datetime

    def get(self, session_id: str) -> Session:
        """Return a session of the board. Raises: NotFoundError `board.unknown_key`."""
        state = self.board.get(session_key(session_id))
        if not isinstance(state, Session):
            raise NotFoundError("board.unknown_key", key=session_key(session_id))
        return state

    def find_speakers(self, session_id: str) -> SpeakersList:
        """Return the list of speakers of a session, which may be empty."""
        state = self.board.get(speakers_key(session_id))
        return state if isinstance(state, SpeakersList) else SpeakersList(session_id=session_id)


def carry_out(act: Act, view: ProgrammeView) -> dict[str, State]:
    """Return the states of the keys that an act changes.

    Raises: RuleError and InvalidError with the codes `programme.*` and `session.*`, NotFoundError for an unknown
    session.
    """
    match act:
        case Move():
            changed = [_move_session(act, view)]
        case Delay():
            changed = [_delay_session(act, view)]
        case Postpone():
            changed = [move(view.get(act.session), Verb.POSTPONE, now=view.now, until=act.until, reason=act.reason)]
        case Cancel():
            changed = [move(view.get(act.session), Verb.CANCEL, now=view.now, reason=act.reason)]
        case AgreeEnd():
            changed = [_agree_end(act, view)]
        case Retitle():
            session = view.get(act.session)
            title = check_title(act.title, view.languages)
            changed = [change_plan(session, replace(plan_of(session), title=title))]
        case Add():
            changed = [add_session(act, view)]
        case Split():
            return _split_session(act, view)
        case Merge():
            return _merge_sessions(act, view)
    return with_rooms({session_key(one.id): one for one in changed}, view)


def with_rooms(states: dict[str, State], view: ProgrammeView) -> dict[str, State]:
    """Return the states, with the event if sessions use a room that it does not show yet."""
    event_info = view.board.get(EVENT)
    if not isinstance(event_info, EventInfo):
        return states
    used = {state.room for state in states.values() if isinstance(state, Session)}
    shown = show_rooms(event_info, view.rooms, used)
    return states if shown == event_info else {EVENT: shown} | states


def check_title(title: Text, languages: Iterable[str]) -> Text:
    """Return a title without spaces around it, in the languages of the event.

    Raises: InvalidError `programme.title_missing` or `programme.title_long`, with the languages as `title.<code>`.
    """
    cleaned = {code: " ".join(title.get(code, "").split()) for code in languages}
    for code, words in cleaned.items():
        if not words:
            raise InvalidError("programme.title_missing", {f"title.{code}": "programme.title_missing"})
        if len(words) > LONGEST_TITLE:
            raise InvalidError("programme.title_long", {f"title.{code}": "programme.title_long"})
    return cleaned


def add_session(act: Add, view: ProgrammeView) -> Session:
    """Return a new session. Raises RuleError `programme.id_used`, and the errors of a plan."""
    if session_key(act.session) in view.board:
        raise RuleError("programme.id_used")
    plan = Plan(
        title=check_title(act.title, view.languages),
        kind=act.kind,
        room=act.room,
        starts_at=act.starts_at,
        ends_at=act.ends_at,
    )
    check_plan(plan, view)
    return _new_session(act.session, plan)


def _new_session(session_id: str, plan: Plan) -> Session:
    return Session(
        id=session_id,
        title=plan.title,
        kind=plan.kind,
        room=plan.room,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        added=True,
    )


def check_plan(plan: Plan, view: ProgrammeView) -> None:
    """Raise InvalidError for an unknown room, an end that is not after the start, or a plan that is too long."""
    if plan.room not in {room.id for room in view.rooms}:
        raise InvalidError("programme.unknown_room", {"room": "programme.unknown_room"})
    if plan.ends_at <= plan.starts_at:
        raise InvalidError("programme.end_before_start", {"ends_at": "programme.end_before_start"})
    if plan.ends_at - plan.starts_at > LONGEST:
        raise InvalidError("programme.too_long", {"ends_at": "programme.too_long"})


def _must_not_be_over(session: Session) -> None:
    if session.phase in _OVER:
        raise RuleError("programme.is_over")


def _move_session(act: Move, view: ProgrammeView) -> Session:
    session = view.get(act.session)
    _must_not_be_over(session)
    starts_at = act.starts_at or session.starts_at
    length = session.ends_at - session.starts_at
    ends_at = act.ends_at or (starts_at + length if act.starts_at else session.ends_at)
    plan = replace(plan_of(session), room=act.room or session.room, starts_at=starts_at, ends_at=ends_at)
    is_later = starts_at != session.starts_at
    if is_later and session.phase not in NOT_BEGUN:
        raise RuleError("programme.has_begun")
    if is_later and starts_at <= view.now:
        raise InvalidError("session.until_past", {"starts_at": "session.until_past"})
    check_plan(plan, view)
    moved = change_plan(session, plan)
    return replace(moved, phase=Phase.SCHEDULED, since=None, until=None, reason=None) if is_later else moved


def _delay_session(act: Delay, view: ProgrammeView) -> Session:
    session = view.get(act.session)
    until = act.until
    if act.minutes is not None:
        if not 1 <= act.minutes <= MOST_MINUTES:
            raise InvalidError("programme.minutes_range", {"minutes": "programme.minutes_range"})
        from_time = (session.until or view.now) if session.phase is Phase.SUSPENDED else expected_start(session)
        until = from_time + timedelta(minutes=act.minutes)
    return move(session, Verb.DELAY, now=view.now, until=until, reason=act.reason)


def _agree_end(act: AgreeEnd, view: ProgrammeView) -> Session:
    session = view.get(act.session)
    _must_not_be_over(session)
    if session.phase not in NOT_BEGUN and act.ends_at <= view.now:
        raise InvalidError("programme.end_past", {"ends_at": "programme.end_past"})
    plan = replace(plan_of(session), ends_at=act.ends_at)
    check_plan(plan, view)
    return change_plan(session, plan)


def _split_session(act: Split, view: ProgrammeView) -> dict[str, State]:
    session = view.get(act.session)
    _must_not_be_over(session)
    if session.continued_in is not None:
        raise RuleError("programme.already_split")
    if not session.starts_at < act.ends_at <= act.resumes_at:
        raise InvalidError("programme.not_within", {"ends_at": "programme.not_within"})
    rest = max(session.ends_at - act.ends_at, timedelta(minutes=1))
    first = replace(plan_of(session), ends_at=act.ends_at)
    second = Plan(
        title=session.title,
        kind=session.kind,
        room=act.room or session.room,
        starts_at=act.resumes_at,
        ends_at=act.until or act.resumes_at + rest,
    )
    for plan in (first, second):
        check_plan(plan, view)
    new_id = _free_id(session.id, view)
    states: dict[str, State] = {
        session_key(new_id): replace(_new_session(new_id, second), continues=session.id, order=session.order),
        session_key(session.id): replace(change_plan(session, first), continued_in=new_id),
    }
    if act.with_waiting:
        states = _move_waiting(session.id, new_id, view) | states
    return with_rooms(states, view)


def _free_id(session_id: str, view: ProgrammeView) -> str:
    """Return the id of the session that continues another one: its id with the first free number."""
    numbered = (f"{session_id[:40]}-{number}" for number in range(2, 10_000))
    return next(one for one in numbered if session_key(one) not in view.taken)


def _merge_sessions(act: Merge, view: ProgrammeView) -> dict[str, State]:
    session, into = view.get(act.session), view.get(act.into)
    if session.id == into.id:
        raise RuleError("programme.same_session")
    if session.phase not in NOT_BEGUN:
        raise RuleError("programme.has_begun")
    _must_not_be_over(into)
    merged = replace(session, phase=Phase.CANCELLED, since=view.now, until=None, reason=None, merged_into=into.id)
    states: dict[str, State] = dict(_move_waiting(session.id, into.id, view))
    if act.ends_at is not None:
        plan = replace(plan_of(into), ends_at=act.ends_at)
        check_plan(plan, view)
        states[session_key(into.id)] = change_plan(into, plan)
    return states | {session_key(session.id): merged}


def _move_waiting(source: str, target: str, view: ProgrammeView) -> dict[str, State]:
    """Return two lists of speakers, the waiting ones of the first at the end of the second; a listed one stays.

    A load of the same event does not bring them back to the first.
    """
    one, other = view.find_speakers(source), view.find_speakers(target)
    listed = {speaker.id for speaker in other.speakers}
    moved = tuple(s for s in one.speakers if s.turn is Turn.WAITING and s.id not in listed)
    if not moved:
        return {}
    gone = {speaker.id for speaker in moved}
    return {
        speakers_key(source): replace(
            one,
            speakers=tuple(s for s in one.speakers if s.id not in gone),
            removed=(*one.removed, *(s.id for s in moved if not s.is_entered)),
        ),
        speakers_key(target): replace(
            other,
            speakers=(*other.speakers, *moved),
            removed=tuple(name for name in other.removed if name not in gone),
        ),
    }
