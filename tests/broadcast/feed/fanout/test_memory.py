from broadcast.feed.fanout.memory import MemoryFanout


async def test_memory_fanout_is_always_connected() -> None:
    fanout = MemoryFanout()
    await fanout.notify(1)
    await fanout.notify(2)
    assert (fanout.connected, fanout.notifications, fanout.failures, fanout.reconnects, fanout.gaps) == (
        True,
        2,
        0,
        0,
        0,
    )
    await fanout.close()
