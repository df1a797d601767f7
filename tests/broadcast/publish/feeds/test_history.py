"""Numbers and announced hours of sessions, from the log of the board."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcast.board.domain.board import State
from broadcast.board.domain.sessions import Phase, Session, Verb, move
from broadcast.board.domain.speaking.speaking_time import SpeakingRules
from broadcast.board.ports import Change
from broadcast.publish.feeds.history import SHORTEST_RESUMPTION, BoardHistory, SessionRecord
from tests.support.board_samples import MORNING, NOON, event_info, session

HOUR = timedelta(hours=1)


def change(offset: int, state: State | None, *, key: str = "session/opening", at: datetime = MORNING) -> Change:
    return Change(
        offset=offset, key=key, action="a", operator="o", operator_name="O", at=at, state=state, previous=None
    )


def record_of(*states: Session | None) -> SessionRecord:
    """The record of a session that has had these states, one an hour."""
    history = BoardHistory()
    history.add_changes((change(n, state, at=MORNING + n * HOUR) for n, state in enumerate(states)), until=len(states))
    return history.sessions["opening"]


def test_number_grows_with_each_change_and_only_then() -> None:
    history, numbers = BoardHistory(), []
    states = (session(), session(), session(room="hall1"), session(room="hall1"), None, None, session(room="hall1"))
    for offset, state in enumerate(states, 1):
        history.add_changes([change(offset, state)], until=offset)
        numbers.append(history.sessions["opening"].number)
    first = numbers[0]
    assert numbers == [first, first, first + 1, first + 1, first + 2, first + 2, first + 3]
    assert history.offset == len(states)


def test_number_is_the_same_however_the_log_is_read() -> None:
    changes = [change(n, session(order=n), at=MORNING + n * HOUR) for n in range(1, 6)]
    whole, pieces = BoardHistory(), BoardHistory()
    whole.add_changes(changes, until=5)
    for one in changes:
        pieces.add_changes([one], until=one.offset)
    assert whole.sessions == pieces.sessions


def test_number_grows_when_the_log_has_lost_its_end() -> None:
    """A backup without the last changes is restored: the board is at an earlier offset, the time is later."""
    before, after = BoardHistory(), BoardHistory()
    before.add_changes([change(n, session(order=n)) for n in range(1, 50)], until=49)
    after.add_changes([change(1, session()), change(2, session(order=1), at=NOON)], until=2)
    assert after.sessions["opening"].number > before.sessions["opening"].number


def test_number_grows_when_the_clock_is_set_back() -> None:
    history = BoardHistory()
    history.add_changes([change(1, session())], until=1)
    first = history.sessions["opening"].number
    history.add_changes([change(2, session(order=1), at=MORNING - HOUR)], until=2)
    assert history.sessions["opening"].number == first + 1
    assert first < 2**31


def test_event_counts_by_its_names_but_not_by_its_time_limits() -> None:
    history = BoardHistory()
    history.add_changes([change(1, event_info(), key="event")], until=1)
    first = history.event_number
    limits = replace(event_info(), speaking=SpeakingRules(amber_s=7))
    history.add_changes([change(2, limits, key="event")], until=2)
    assert history.event_number == first
    history.add_changes([change(3, event_info("Other hall"), key="event", at=NOON)], until=3)
    assert (history.event_number > first, history.event_changed_at) == (True, NOON)


def test_new_start_stays_when_the_session_has_begun() -> None:
    later = move(session(), Verb.DELAY, now=MORNING, until=NOON)
    begun = move(later, Verb.OPEN, now=NOON)
    for states in ((session(), later), (session(), later, begun)):
        record = record_of(*states)
        assert (record.starts_at, record.ends_at) == (NOON, NOON + 3 * HOUR)
    assert record_of(session(), later, session()).starts_at == MORNING


@pytest.mark.parametrize(("since", "duration"), [(MORNING + HOUR, 2 * HOUR), (NOON, SHORTEST_RESUMPTION)])
def test_resumption_has_the_time_that_remains(since: datetime, duration: timedelta) -> None:
    begun = move(session(), Verb.OPEN, now=MORNING)
    resumes = NOON + 5 * HOUR
    suspended = move(begun, Verb.SUSPEND, now=since, until=resumes)
    later = move(suspended, Verb.DELAY, now=since, until=resumes + HOUR)
    resumed = move(later, Verb.RESUME, now=resumes + HOUR)
    record = record_of(session(), begun, suspended)
    assert (record.starts_at, record.ends_at) == (resumes, resumes + duration)
    for states in ((session(), begun, suspended, later), (session(), begun, suspended, later, resumed)):
        record = record_of(*states)
        assert (record.starts_at, record.ends_at) == (resumes + HOUR, resumes + HOUR + duration)


def test_removed_session_keeps_its_last_state() -> None:
    record = record_of(session(), None)
    assert (record.session, record.removed_at) == (session(), MORNING + HOUR)
    assert record_of(session(), None, session(phase=Phase.SCHEDULED)).removed_at is None
