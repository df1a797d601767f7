"""A device's requests wait for each other: so many at a time, in their order, at a bounded rate."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from accreditation.doors.runtime.request_queues import CAPACITY, MAX_HELD_REQUESTS, MAX_WEIGHT, RequestQueues
from conference.errors import ThrottledError

NEVER_S = 3600.0


class Device:
    """Sends requests that are handled until they are let go; `begun` is the order in which their turns came."""

    def __init__(self, queues: RequestQueues, name: str = "dev_1") -> None:
        self.begun: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._queues = queues
        self._name = name
        self._ends: dict[str, asyncio.Event] = {}

    async def send(self, *names: str, weight: int = 1) -> None:
        for name in names:
            self._ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._handle(name, weight))
        await settle()

    async def end(self, *names: str) -> None:
        self.let_go(*names)
        await settle()

    def let_go(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()

    async def end_all(self) -> None:
        await self.end(*self._ends)
        await asyncio.gather(*self.tasks.values())

    async def _handle(self, name: str, weight: int) -> None:
        async with self._queues.place(self._name), self._queues.turn(self._name, weight):
            self.begun.append(name)
            await self._ends[name].wait()


async def settle() -> None:
    """Let everything happen that can happen now."""
    for _ in range(5):
        await asyncio.sleep(0)


@asynccontextmanager
async def device_of(queues: RequestQueues) -> AsyncIterator[Device]:
    """A device; what it has sent ends with the block, and nothing of it is kept."""
    device = Device(queues)
    yield device
    await device.end_all()
    assert len(queues) == 0


@pytest.fixture
def queues() -> RequestQueues:
    return RequestQueues(turn_least_s=0, refused_after_s=0)


async def test_requests_over_the_capacity_are_handled_in_twos(queues: RequestQueues) -> None:
    names = [f"{n:02}" for n in range(CAPACITY + 3)]
    async with device_of(queues) as device:
        await device.send(*names)
        assert device.begun == names[:CAPACITY]
        await device.end(*names[:CAPACITY])
        assert device.begun == names[: CAPACITY + 2]
        await device.end(names[CAPACITY])
        assert device.begun == names


async def test_large_messages_are_handled_one_at_a_time(queues: RequestQueues) -> None:
    async with device_of(queues) as device:
        await device.send("line")
        await device.send("first", "second", weight=MAX_WEIGHT)
        assert device.begun == ["line", "first"]
        await device.end("first")
        assert device.begun == ["line", "first", "second"]


async def test_large_message_leaves_room_for_the_line(queues: RequestQueues) -> None:
    async with device_of(queues) as device:
        await device.send("message", weight=MAX_WEIGHT)
        await device.send("line")
        assert device.begun == ["message", "line"]


async def test_small_request_does_not_overtake_a_message(queues: RequestQueues) -> None:
    async with device_of(queues) as device:
        await device.send("first", "second", weight=MAX_WEIGHT)
        await device.send("small")
        assert device.begun == ["first"]
        await device.end("first")
        assert device.begun == ["first", "second", "small"]


async def test_other_device_does_not_wait(queues: RequestQueues) -> None:
    loud, quiet = Device(queues, "dev_loud"), Device(queues, "dev_quiet")
    await loud.send(*(f"{n}" for n in range(MAX_HELD_REQUESTS)))
    await quiet.send("scan")
    assert quiet.begun == ["scan"]
    await loud.end_all()
    await quiet.end_all()


async def test_requests_beyond_those_that_may_wait_are_refused(queues: RequestQueues) -> None:
    async with device_of(queues) as device:
        await device.send(*(f"{n}" for n in range(MAX_HELD_REQUESTS)))
        with pytest.raises(ThrottledError, match=r"requests\.throttled") as refused:
            async with queues.place("dev_1"):
                pass
        assert refused.value.retry_after_s == 1
        assert len(device.begun) == CAPACITY
    assert len(device.begun) == MAX_HELD_REQUESTS


async def test_refusal_is_held_back() -> None:
    queues = RequestQueues(turn_least_s=0, refused_after_s=NEVER_S)
    device = Device(queues)
    await device.send(*(f"{n}" for n in range(MAX_HELD_REQUESTS + 1)))
    last = device.tasks.pop(f"{MAX_HELD_REQUESTS}")
    assert not last.done()
    last.cancel()
    await device.end_all()


async def test_refusals_of_a_device_come_one_after_another() -> None:
    queues = RequestQueues(turn_least_s=0, refused_after_s=0, refused_every_s=NEVER_S)
    device = Device(queues)
    first, second = f"{MAX_HELD_REQUESTS}", f"{MAX_HELD_REQUESTS + 1}"
    await device.send(*(f"{n}" for n in range(MAX_HELD_REQUESTS + 2)))
    with pytest.raises(ThrottledError):
        await device.tasks.pop(first)
    assert not device.tasks[second].done()
    device.tasks.pop(second).cancel()
    await device.end_all()


async def test_turn_is_kept_for_its_least_time() -> None:
    """However fast the requests are answered, the device is not served more often."""
    queues = RequestQueues(turn_least_s=NEVER_S)
    device = Device(queues)
    names = [f"{n}" for n in range(CAPACITY + 1)]
    await device.send(*names)
    await device.end(*names)
    assert device.begun == names[:CAPACITY]
    assert [task.done() for task in device.tasks.values()] == [True] * CAPACITY + [False]
    device.tasks[names[-1]].cancel()


@pytest.mark.parametrize("weight", [1, MAX_WEIGHT])
async def test_request_that_is_given_up_makes_room(queues: RequestQueues, weight: int) -> None:
    async with device_of(queues) as device:
        await device.send(*(f"{n}" for n in range(CAPACITY)))
        await device.send("given up", weight=weight)
        await device.send("next")
        device.tasks.pop("given up").cancel()
        await device.end("0", "1", "2", "3")
        assert device.begun[CAPACITY:] == ["next"]


async def test_request_given_up_as_its_turn_comes_makes_room(queues: RequestQueues) -> None:
    async with device_of(queues) as device:
        await device.send("first", "given up", "next", weight=MAX_WEIGHT)
        device.let_go("first")
        await asyncio.sleep(0)  # the first one ends and gives its turn away
        device.tasks.pop("given up").cancel()
        await settle()
        assert device.begun == ["first", "next"]
