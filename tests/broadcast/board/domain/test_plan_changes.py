"""How screens tell what differs from the announced programme."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import EVENT, State
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.sessions import Phase, Session, change_plan, plan_of
from broadcast.board.domain.shown import ShownSession
from conference.texts.isolates import isolate
from tests.broadcast.board.domain.test_display import PlainWords
from tests.support.board_samples import HANOI, MORNING, NOON, event_info, session

TWO_HALLS = event_info("Great hall", "Hall 1")


def shown(one: Session, *others: Session) -> ShownSession:
    board: dict[str, State] = {EVENT: TWO_HALLS, **{f"session/{other.id}": other for other in others}}
    projected = project(one, ProjectionContext(words=PlainWords(), zone=HANOI, board=board), "fr")
    assert isinstance(projected, ShownSession)
    return projected


def texts(one: Session, *others: Session) -> list[str]:
    return [change.text for change in shown(one, *others).changes]


def changed(**parts: object) -> Session:
    one = session()
    return change_plan(one, replace(plan_of(one), **parts))  # type: ignore[arg-type]


def test_session_as_announced_has_no_changes() -> None:
    assert texts(session()) == []
    assert texts(changed(title={"en": "Other"})) == []


def test_moved_session_names_the_previous_room_and_time() -> None:
    moved = changed(room="hall1", starts_at=MORNING + timedelta(hours=1), ends_at=NOON + timedelta(hours=1))
    assert texts(moved) == ["room: Great hall (fr)", "time: 09:00"]
    assert (shown(moved).previous_room, shown(moved).previous_start) == ("hall", MORNING)
    assert shown(session()).previous_start is None
    other_day = changed(starts_at=MORNING + timedelta(days=1), ends_at=NOON + timedelta(days=1))
    assert texts(other_day) == ["time: 25 09:00"]


def test_agreed_end_is_told_alone() -> None:
    assert texts(changed(ends_at=NOON + timedelta(minutes=30))) == ["end: 12:30"]


def test_parts_of_a_session_name_each_other() -> None:
    second = session("opening-2", room="hall1", starts_at=NOON, added=True, continues="opening")
    first = replace(changed(ends_at=MORNING + timedelta(hours=1)), continued_in="opening-2")
    where = " · ".join((isolate("12:00"), isolate("Hall 1 (fr)")))
    assert texts(first, second) == ["end: 10:00", f"continued_in: {where}"]
    assert texts(second) == ["continues: "]
    assert texts(session(added=True)) == ["added: "]


def test_merged_session_is_not_called_cancelled() -> None:
    merged = session(phase=Phase.CANCELLED, merged_into="debate")
    assert texts(merged, session("debate")) == ["merged_into: debate (fr)"]
    assert shown(merged).phase_label == "merged plenary (fr)"
    assert shown(session(phase=Phase.CANCELLED)).phase_label == "cancelled plenary (fr)"
