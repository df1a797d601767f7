"""What each act on the programme makes of the board, and what it refuses."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcast.board.domain.board import EVENT, EventInfo, State
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speakers import SpeakersList
from broadcast.programme.domain.acts import (
    Act,
    Add,
    AgreeEnd,
    Cancel,
    Delay,
    Merge,
    Move,
    Postpone,
    ProgrammeView,
    Retitle,
    Split,
    carry_out,
)
from conference.errors import InvalidError, RuleError
from conference.languages import LANGUAGES
from tests.support.board_samples import MORNING, NOON, event_info, session, speaker, text

ROOMS = event_info("Great hall", "Hall 1", "Hall 2").rooms
HOUR = timedelta(hours=1)


def view(*sessions: Session, now: datetime = MORNING - HOUR, **others: State) -> ProgrammeView:
    shown = replace(event_info(), rooms=ROOMS[:1])
    board: dict[str, State] = {EVENT: shown, **{f"session/{one.id}": one for one in sessions}}
    board |= {name.replace("__", "/"): state for name, state in others.items()}
    return ProgrammeView(board=board, taken=board.keys(), rooms=ROOMS, languages=LANGUAGES, now=now)


def only(act: Act, seen: ProgrammeView) -> Session:
    """Return the session that an act changes."""
    state = carry_out(act, seen)[f"session/{act.session}"]
    assert isinstance(state, Session)
    return state


def test_move_keeps_the_length_and_remembers_the_plan() -> None:
    moved = only(Move(session="opening", room="hall1", starts_at=MORNING + HOUR), view(session()))
    assert (moved.room, moved.starts_at, moved.ends_at) == ("hall1", MORNING + HOUR, NOON + HOUR)
    assert moved.planned is not None
    assert (moved.planned.room, moved.planned.starts_at) == ("hall", MORNING)
    back = only(Move(session="opening", room="hall", starts_at=MORNING), view(moved))
    assert back == session()


def test_move_to_an_unused_room_shows_the_room() -> None:
    event = carry_out(Move(session="opening", room="hall1"), view(session()))[EVENT]
    assert isinstance(event, EventInfo)
    assert [room.id for room in event.rooms] == ["hall", "hall1"]


def test_new_time_ends_a_delay() -> None:
    delayed = session(phase=Phase.DELAYED, until=MORNING + HOUR, since=MORNING - HOUR)
    moved = only(Move(session="opening", starts_at=MORNING + 2 * HOUR), view(delayed))
    assert (moved.phase, moved.until) == (Phase.SCHEDULED, None)


def test_running_session_may_change_its_room_and_end_only() -> None:
    running = session(phase=Phase.IN_SESSION, since=MORNING)
    seen = view(running, now=MORNING + HOUR)
    assert only(Move(session="opening", room="hall1"), seen).phase is Phase.IN_SESSION
    assert only(AgreeEnd(session="opening", ends_at=NOON + HOUR), seen).ends_at == NOON + HOUR
    with pytest.raises(RuleError, match=r"programme\.has_begun"):
        carry_out(Move(session="opening", starts_at=MORNING + 2 * HOUR), seen)


def test_delay_by_minutes_adds_to_the_expected_start() -> None:
    first = only(Delay(session="opening", minutes=10), view(session()))
    second = only(Delay(session="opening", minutes=5), view(first))
    assert (second.phase, second.until) == (Phase.DELAYED, MORNING + timedelta(minutes=15))


def test_resumption_over_night_is_delayed_from_the_next_day() -> None:
    suspended = session(phase=Phase.SUSPENDED, since=NOON, until=MORNING + timedelta(days=1))
    later = only(Delay(session="opening", minutes=30), view(suspended, now=NOON + HOUR))
    assert later.until == MORNING + timedelta(days=1, minutes=30)


def test_postponed_and_cancelled() -> None:
    tomorrow = MORNING + timedelta(days=1)
    postponed = only(Postpone(session="opening", until=tomorrow), view(session()))
    assert (postponed.phase, postponed.until) == (Phase.POSTPONED, tomorrow)
    assert only(Cancel(session="opening"), view(session())).phase is Phase.CANCELLED


def test_split_moves_the_rest_and_the_waiting_speakers() -> None:
    speakers = SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR")))
    act = Split(session="opening", ends_at=MORNING + HOUR, resumes_at=NOON, room="hall1")
    states = carry_out(act, view(session(), speakers__opening=speakers))
    first, second = states["session/opening"], states["session/opening-2"]
    assert isinstance(first, Session)
    assert isinstance(second, Session)
    assert (first.ends_at, first.continued_in) == (MORNING + HOUR, "opening-2")
    assert (second.starts_at, second.ends_at, second.room) == (NOON, NOON + 2 * HOUR, "hall1")
    assert (second.continues, second.added) == ("opening", True)
    moved = states["speakers/opening-2"]
    assert isinstance(moved, SpeakersList)
    assert [one.id for one in moved.speakers] == ["VN", "FR"]


def test_split_takes_the_next_free_id() -> None:
    act = Split(session="opening", ends_at=MORNING + HOUR, resumes_at=NOON)
    assert "session/opening-3" in carry_out(act, view(session(), session("opening-2")))


def test_merge_appends_the_waiting_speakers_that_are_not_listed() -> None:
    states = carry_out(
        Merge(session="opening", into="debate"),
        view(
            session(),
            session("debate"),
            speakers__opening=SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR"))),
            speakers__debate=SpeakersList(session_id="debate", speakers=(speaker("FR"),)),
        ),
    )
    merged, kept, moved = states["session/opening"], states["speakers/opening"], states["speakers/debate"]
    assert isinstance(merged, Session)
    assert isinstance(kept, SpeakersList)
    assert isinstance(moved, SpeakersList)
    assert (merged.phase, merged.merged_into) == (Phase.CANCELLED, "debate")
    assert [one.id for one in kept.speakers] == ["FR"]
    assert [one.id for one in moved.speakers] == ["FR", "VN"]


def test_title_is_corrected_in_every_language() -> None:
    assert only(Retitle(session="opening", title=text("  New  title")), view(session())).title == text("New title")
    with pytest.raises(InvalidError) as refused:
        carry_out(Retitle(session="opening", title={"en": "New"}), view(session()))
    assert refused.value.fields == {"title.ar": "programme.title_missing"}


def test_added_session_has_no_plan_of_the_event() -> None:
    act = Add(session="extra", title=text("Extra"), kind="plenary", room="hall2", starts_at=NOON, ends_at=NOON + HOUR)
    added = only(act, view(session()))
    assert (added.added, added.planned) == (True, None)
    with pytest.raises(RuleError, match=r"programme\.id_used"):
        carry_out(replace(act, session="opening"), view(session()))


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Move(session="opening", room="nowhere"), "programme.unknown_room"),
        (Move(session="opening", ends_at=MORNING), "programme.end_before_start"),
        (Move(session="opening", ends_at=MORNING + timedelta(days=4)), "programme.too_long"),
        (Move(session="opening", starts_at=MORNING - 2 * HOUR), "session.until_past"),
        (AgreeEnd(session="opening", ends_at=MORNING), "programme.end_before_start"),
        (Delay(session="opening", minutes=0), "programme.minutes_range"),
        (Delay(session="opening"), "session.until_missing"),
        (Split(session="opening", ends_at=MORNING, resumes_at=NOON), "programme.not_within"),
        (Split(session="opening", ends_at=NOON, resumes_at=NOON - HOUR), "programme.not_within"),
        (Merge(session="opening", into="opening"), "programme.same_session"),
        (Merge(session="opening", into="over"), "programme.is_over"),
        (Move(session="over", room="hall1"), "programme.is_over"),
        (AgreeEnd(session="over", ends_at=NOON + HOUR), "programme.is_over"),
        (Split(session="split", ends_at=NOON, resumes_at=NOON), "programme.already_split"),
        (AgreeEnd(session="running", ends_at=MORNING - timedelta(minutes=90)), "programme.end_past"),
        (Merge(session="running", into="opening"), "programme.has_begun"),
    ],
)
def test_act_is_refused_by_name(act: Act, code: str) -> None:
    seen = view(
        session(),
        session("over", phase=Phase.ADJOURNED),
        session("split", continued_in="split-2"),
        session("running", phase=Phase.IN_SESSION, starts_at=MORNING - 3 * HOUR),
    )
    with pytest.raises((InvalidError, RuleError)) as refused:
        carry_out(act, seen)
    assert refused.value.code == code
