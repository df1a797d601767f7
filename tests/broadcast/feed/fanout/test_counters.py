"""Counters of a change notifier, as the metrics read them."""

from broadcast.feed.fanout.counters import FanoutCounters
from broadcast.feed.fanout.memory import MemoryFanout


def test_notifier_that_never_answered_has_no_age() -> None:
    assert FanoutCounters().answered_at is None
    assert FanoutCounters().connected


async def test_notifications_are_counted_without_a_listener() -> None:
    fanout = MemoryFanout()
    for offset in (1, 2, 2):
        await fanout.notify(offset)
    assert (fanout.notifications, fanout.notifications_failed, fanout.gaps) == (3, 0, 0)


async def test_each_node_counts_for_itself() -> None:
    first, second = MemoryFanout(), MemoryFanout()
    assert first != second
    await first.notify(1)
    assert (first.notifications, second.notifications) == (1, 0)
