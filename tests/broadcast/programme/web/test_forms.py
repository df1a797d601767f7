"""Typed days and hours of a venue."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from broadcast.programme.domain.acts import Move
from broadcast.programme.web.forms import ChangeForm, act_of_form, venue_moment
from conference.errors import InvalidError
from tests.support.board_samples import HANOI

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 3, 29)


def test_hour_that_summer_time_skips_is_refused_by_name() -> None:
    with pytest.raises(InvalidError) as refused:
        venue_moment(DAY, time(2, 30), zone=PARIS, field="starts")
    assert refused.value.fields == {"starts": "programme.skipped_time"}
    assert venue_moment(DAY, time(3, 30), zone=PARIS, field="starts") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_far_days_are_refused() -> None:
    with pytest.raises(InvalidError, match=r"field\.not_date"):
        venue_moment(date(9999, 1, 1), time(2, 30), zone=HANOI, field="starts")


def test_end_is_on_the_day_of_the_start_unless_another_is_named() -> None:
    form = ChangeForm(act="move", day=DAY, starts=time(22), ends=time(23))
    act = act_of_form(form, "a", zone=HANOI, usual_day=date(2025, 1, 1))
    assert isinstance(act, Move)
    assert act.ends_at == datetime(2026, 3, 29, 16, tzinfo=UTC)
