from broadcast.feed.fanout.memory import MemoryFanout


async def test_a_bell_in_one_process_is_always_connected() -> None:
    fanout = MemoryFanout()
    await fanout.ring(1)
    await fanout.ring(2)
    assert (fanout.connected, fanout.rings, fanout.failures, fanout.reconnects, fanout.gaps) == (True, 2, 0, 0, 0)
    await fanout.close()
