"""Checks of the fault tests themselves: they detect lost and invented states."""

from typing import Any, cast

from broadcast.client.apply import View, ViewEntry
from broadcast.client.watch import FeedEvent
from tests.faults.crowd import Crowd, Watcher
from tests.faults.desk import Truth


def truth_of(*moments: tuple[str, int, dict[str, Any] | None]) -> Truth:
    truth = Truth(cast(Any, None))
    truth.epoch, truth.offset = "e", max(offset for _, offset, _ in moments)
    truth.ever["en"] = {("e", key, offset, "null" if state is None else '{"n": 1}') for key, offset, state in moments}
    truth.board["en"] = {key: (offset, '{"n": 1}') for key, offset, state in moments if state is not None}
    return truth


def sight(epoch: str, key: str, offset: int, state: dict[str, Any] | None) -> FeedEvent:
    return FeedEvent(view=View(epoch=epoch, offset=offset, keys={key: ViewEntry(offset, state)}), changed=(key,))


async def judged(truth: Truth, *sights: FeedEvent) -> tuple[Crowd, Watcher]:
    crowd, watcher = Crowd([]), Watcher("", "en", 0)
    crowd.watchers.append(watcher)
    for each in sights:
        watcher.see(each)
    return crowd, watcher


async def test_committed_state_passes_the_check() -> None:
    truth = truth_of(("tally", 1, {"n": 1}))
    crowd, watcher = await judged(truth, sight("e", "tally", 1, {"n": 1}))
    assert (crowd.never_were(truth), crowd.went_back(), watcher.has(truth)) == ([], [], True)


async def test_check_finds_a_state_that_was_never_committed() -> None:
    truth = truth_of(("tally", 1, {"n": 1}))
    for wrong in (sight("e", "tally", 1, {"n": 2}), sight("e", "tally", 2, {"n": 1}), sight("f", "tally", 1, {"n": 1})):
        crowd, watcher = await judged(truth, wrong, sight("e", "tally", 1, {"n": 1}))
        assert len(crowd.never_were(truth)) == 1
        assert watcher.has(truth)


async def test_check_finds_a_key_that_goes_back() -> None:
    truth = truth_of(("tally", 1, {"n": 1}), ("tally", 2, None))
    crowd, watcher = await judged(truth, sight("e", "tally", 2, None), sight("e", "tally", 1, {"n": 1}))
    assert crowd.went_back() == [(0, "en", ["tally"])]
    assert not watcher.has(truth)


async def test_another_epoch_may_begin_anew() -> None:
    truth = truth_of(("tally", 1, {"n": 1}))
    crowd, _ = await judged(truth, sight("d", "tally", 2, None), sight("e", "tally", 1, {"n": 1}))
    assert crowd.went_back() == []
