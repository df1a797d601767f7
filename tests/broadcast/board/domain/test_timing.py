"""Days and hours at the venue (CASES B14)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.timing import (
    actual_start,
    expected_start,
    is_overdue,
    is_skipped,
    later_moment,
    local_day,
    moment,
    near_moment,
    next_moment,
    now_and_next,
    session_days,
    usual_day,
)
from tests.support.board_samples import HANOI, MORNING, session

NEW_YORK = ZoneInfo("America/New_York")
VIENNA = ZoneInfo("Europe/Vienna")
DAY_1, DAY_2 = date(2025, 10, 25), date(2025, 10, 26)


def hanoi(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 10, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


def test_day_is_that_of_the_venue() -> None:
    opening = hanoi(25, 9)
    assert local_day(opening, HANOI) == DAY_1
    assert local_day(opening, NEW_YORK) == date(2025, 10, 24)


def test_day_changes_at_midnight_of_the_venue() -> None:
    midnight = datetime(2025, 10, 25, 17, tzinfo=UTC)
    assert local_day(midnight - timedelta(seconds=1), HANOI) == DAY_1
    assert local_day(midnight, HANOI) == DAY_2


def test_leap_day_is_a_day() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    assert local_day(datetime(2028, 2, 28, 17, tzinfo=UTC), zone) == date(2028, 2, 29)
    assert next_moment(time(9), after=datetime(2028, 2, 28, 3, tzinfo=UTC), zone=zone).astimezone(zone) == datetime(
        2028, 2, 29, 9, tzinfo=zone
    )


def test_hour_that_comes_twice_is_the_first() -> None:
    assert moment(DAY_2, time(2, 30), VIENNA) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_skipped_hour_is_moved_on_by_the_gap() -> None:
    at = moment(date(2026, 3, 29), time(2, 30), VIENNA)
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at.astimezone(VIENNA).time() == time(3, 30)


def test_next_moment_is_today_then_tomorrow() -> None:
    assert next_moment(time(9, 30), after=hanoi(25, 9), zone=HANOI) == hanoi(25, 9, 30)
    assert next_moment(time(9, 30), after=hanoi(25, 9, 30), zone=HANOI) == hanoi(26, 9, 30)
    assert next_moment(time(0, 10), after=hanoi(25, 23, 50), zone=HANOI) == hanoi(26, 0, 10)


def test_next_moment_takes_the_second_when_the_first_is_over() -> None:
    first, second = datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    assert next_moment(time(2, 30), after=first - timedelta(minutes=1), zone=VIENNA) == first
    assert next_moment(time(2, 30), after=first, zone=VIENNA) == second
    assert next_moment(time(2, 30), after=second, zone=VIENNA) == datetime(2025, 10, 27, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "now", "meant"),
    [
        (time(9, 30), hanoi(25, 8, 49), hanoi(25, 9, 30)),
        (time(20), hanoi(25, 8), hanoi(25, 20)),
        (time(8, 48), hanoi(25, 8, 49), hanoi(25, 8, 48)),
        (time(0, 10), hanoi(25, 23, 50), hanoi(26, 0, 10)),
        (time(9), hanoi(25, 23, 50), hanoi(25, 9)),
    ],
)
def test_near_moment_is_no_other_day_but_around_midnight(clock: time, now: datetime, meant: datetime) -> None:
    assert near_moment(clock, now=now, zone=HANOI) == meant


def test_later_moment_is_on_the_day_even_when_past() -> None:
    assert later_moment(DAY_1, time(8, 48), now=hanoi(25, 8, 49), zone=HANOI) == hanoi(25, 8, 48)
    assert later_moment(DAY_2, time(8, 48), now=hanoi(25, 8, 49), zone=HANOI) == hanoi(26, 8, 48)
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert later_moment(DAY_2, time(2, 30), now=first, zone=VIENNA) == first + timedelta(hours=1)


def test_usual_day_is_today_or_that_of_a_start_to_come() -> None:
    for phase, day in ((Phase.SCHEDULED, DAY_2), (Phase.DELAYED, DAY_2), (Phase.IN_SESSION, DAY_1)):
        assert usual_day(hanoi(26, 9), phase, now=hanoi(25, 9), zone=HANOI) == day
    assert usual_day(hanoi(25, 9), Phase.SCHEDULED, now=hanoi(26, 9), zone=HANOI) == DAY_2


@given(
    seconds=st.integers(0, 6 * 365 * 86_400),
    clock=st.times(),
    zone=st.sampled_from([HANOI, VIENNA, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]),
)
def test_next_moment_is_ahead_and_within_about_a_day(seconds: int, clock: time, zone: ZoneInfo) -> None:
    after = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    at = next_moment(clock, after=after, zone=zone)
    assert after < at <= after + timedelta(hours=25)


def test_expected_start_is_the_new_one_of_a_delayed_session() -> None:
    delayed = session(phase=Phase.DELAYED, until=hanoi(25, 10))
    assert expected_start(delayed) == hanoi(25, 10)
    assert expected_start(session()) == MORNING
    assert expected_start(session(phase=Phase.SUSPENDED, until=hanoi(25, 10))) == MORNING


def test_actual_start_is_when_a_session_in_session_began() -> None:
    assert actual_start(session(phase=Phase.IN_SESSION, since=hanoi(25, 10))) == hanoi(25, 10)
    assert actual_start(session(phase=Phase.DELAYED, since=MORNING, until=hanoi(25, 10))) == hanoi(25, 10)
    assert actual_start(session(phase=Phase.ADJOURNED, since=hanoi(25, 10))) == MORNING


def test_hour_is_skipped_at_the_begin_of_summer_time_alone() -> None:
    assert is_skipped(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Paris"))
    assert not is_skipped(date(2026, 3, 29), time(3, 30), ZoneInfo("Europe/Paris"))
    assert not is_skipped(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Paris"))


def test_session_ending_at_midnight_belongs_to_its_day() -> None:
    evening = session(starts_at=hanoi(25, 19), ends_at=hanoi(26, 0))
    assert session_days(evening, HANOI) == (DAY_1,)


def test_session_over_midnight_belongs_to_both_days() -> None:
    assert session_days(session(starts_at=hanoi(25, 22), ends_at=hanoi(26, 1)), HANOI) == (DAY_1, DAY_2)


def test_session_suspended_overnight_belongs_to_both_days() -> None:
    suspended = session(
        starts_at=hanoi(25, 15),
        ends_at=hanoi(25, 18),
        phase=Phase.SUSPENDED,
        since=hanoi(25, 18, 5),
        until=hanoi(26, 9),
    )
    assert session_days(suspended, HANOI) == (DAY_1, DAY_2)


def test_session_suspended_overnight_is_on_in_the_morning() -> None:
    suspended = session("debate", phase=Phase.SUSPENDED, since=hanoi(25, 18), until=hanoi(26, 9))
    closing = session("closing", starts_at=hanoi(26, 16), ends_at=hanoi(26, 17))
    on, following = now_and_next([closing, suspended], now=hanoi(26, 8), zone=HANOI)
    assert [s.id for s in on] == ["debate"]
    assert following is closing


def test_next_is_todays_at_the_venue_and_overdue_ones_stay() -> None:
    overdue = session("opening", starts_at=hanoi(25, 9))
    tomorrow = session("tomorrow", starts_at=hanoi(26, 0, 30), ends_at=hanoi(26, 2))
    assert now_and_next([tomorrow, overdue], now=hanoi(25, 23, 59), zone=HANOI) == ((), overdue)
    assert now_and_next([tomorrow], now=hanoi(25, 23, 59), zone=HANOI) == ((), None)
    assert now_and_next([tomorrow], now=hanoi(26, 0), zone=HANOI) == ((), tomorrow)


@pytest.mark.parametrize("phase", [Phase.ADJOURNED, Phase.CANCELLED, Phase.POSTPONED])
def test_ended_session_is_neither_on_nor_next(phase: Phase) -> None:
    assert now_and_next([session(phase=phase)], now=MORNING, zone=HANOI) == ((), None)


def test_overdue_is_what_should_have_begun() -> None:
    assert is_overdue(session(), MORNING)
    assert not is_overdue(session(), MORNING - timedelta(seconds=1))
    assert not is_overdue(session(phase=Phase.DELAYED, until=MORNING + timedelta(hours=1)), MORNING)
    assert not is_overdue(session(phase=Phase.IN_SESSION), MORNING)
