"""Cues: their planned times, their order, typed durations."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from broadcast.scripts.domain.cues import (
    MAX_CUES,
    Cues,
    follow_session,
    insert_cues,
    move_cue,
    plan_cues,
    read_duration,
    remove_cue,
    replace_cue,
    stamp_clocks,
    write_duration,
)
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from tests.support.scripts import HANOI, NINE, cue

AFTERNOON = NINE + timedelta(hours=5)
ABC: Cues = (cue("a"), cue("b"), cue("c"))


def ids_of(cues: Cues) -> str:
    return "".join(one.id for one in cues)


def test_cue_without_a_time_begins_when_the_one_before_ends() -> None:
    planned = plan_cues((cue("a"), cue("b", at=time(9, 10)), cue("c")), starts_at=NINE, zone=HANOI)
    assert [one.starts_at - NINE for one in planned] == [timedelta(minutes=minutes) for minutes in (0, 10, 15)]
    assert [one.overlaps for one in planned] == [False, False, False]


def test_cue_that_begins_before_the_one_before_ends_is_marked() -> None:
    planned = plan_cues((cue("a", minutes=30), cue("b", at=time(9, 10))), starts_at=NINE, zone=HANOI)
    assert [one.overlaps for one in planned] == [False, True]


def test_time_after_midnight_is_of_the_next_day() -> None:
    evening = datetime(2025, 10, 25, 16, 0, tzinfo=UTC)  # 23:00
    (planned,) = plan_cues((cue("a", at=time(0, 20)),), starts_at=evening, zone=HANOI)
    assert planned.starts_at - evening == timedelta(minutes=80)


def test_clock_times_move_with_the_session() -> None:
    written = (cue("a", at=time(9, 10)), cue("b"), replace(cue("c", at=time(14, 30)), written_for=AFTERNOON))
    followed = follow_session(written, starts_at=AFTERNOON, announced_at=NINE, zone=HANOI)
    assert [one.at for one in followed] == [time(14, 10), None, time(14, 30)]
    assert follow_session(followed, starts_at=NINE, announced_at=NINE, zone=HANOI)[2].at == time(9, 30)


def test_clock_time_that_moves_over_midnight_is_of_the_next_day() -> None:
    evening = datetime(2025, 10, 25, 16, 0, tzinfo=UTC)  # 23:00
    followed = follow_session((cue("a", at=time(10, 20)),), starts_at=evening, announced_at=NINE, zone=HANOI)
    (planned,) = plan_cues(followed, starts_at=evening, zone=HANOI)
    assert planned.starts_at - evening == timedelta(minutes=80)


def test_new_and_changed_clock_times_are_of_the_present_start() -> None:
    before = (cue("a", at=time(9, 10)), cue("b", at=time(9, 20)))
    changed = replace(before[1], at=time(14, 20))
    stamped = stamp_clocks((before[0], changed, cue("c")), before, starts_at=AFTERNOON)
    assert [one.written_for for one in stamped] == [None, AFTERNOON, None]


def test_cues_are_inserted_where_they_are_wanted() -> None:
    assert ids_of(insert_cues(ABC, [cue("x")])) == "abcx"
    assert ids_of(insert_cues(ABC, [cue("x")], after="")) == "xabc"
    assert ids_of(insert_cues(ABC, [cue("x")], after="a")) == "axbc"
    with pytest.raises(NotFoundError, match=r"script\.cue_unknown"):
        insert_cues(ABC, [cue("x")], after="gone")
    with pytest.raises(RuleError, match=r"script\.too_many_cues"):
        insert_cues(ABC, [cue(str(number)) for number in range(MAX_CUES - 2)])


@pytest.mark.parametrize(("by", "order"), [(-1, "bac"), (1, "acb"), (-9, "bac"), (9, "acb"), (0, "abc")])
def test_cue_moves_as_far_as_the_ends(by: int, order: str) -> None:
    assert ids_of(move_cue(ABC, "b", by=by)) == order


def test_cue_that_changed_since_it_was_seen_is_not_overwritten() -> None:
    changed = replace_cue(ABC, replace(ABC[1], what="new"), seen=1)
    assert (changed[1].what, changed[1].version) == ("new", 2)
    with pytest.raises(ConflictError, match=r"script\.cue_changed"):
        replace_cue(changed, ABC[1], seen=1)
    with pytest.raises(ConflictError, match=r"script\.cue_changed"):
        remove_cue(changed, "b", seen=1)
    assert ids_of(remove_cue(changed, "b", seen=2)) == "ac"


@pytest.mark.parametrize(("typed", "seconds"), [("", 0), ("5", 300), ("1:30", 90), ("٥", 300), (" 720 ", 43200)])
def test_typed_duration_is_read_and_written(typed: str, seconds: int) -> None:
    assert read_duration(typed) == seconds
    assert read_duration(write_duration(seconds)) == seconds


@pytest.mark.parametrize("typed", ["-5", "5m", "1:60", "721", "9999"])
def test_other_durations_are_refused(typed: str) -> None:
    with pytest.raises(InvalidError, match=r"script\.duration_unfit"):
        read_duration(typed)
