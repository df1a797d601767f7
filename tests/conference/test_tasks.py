"""Background tasks: turns that are woken and that outlast failures, an end even if a cancellation is swallowed."""

import asyncio

from conference.tasks import RepeatedTurns, end


async def test_task_that_swallows_one_cancellation_ends() -> None:
    lost = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end(task)
    assert lost.is_set()
    assert task.cancelled()


async def test_failed_task_is_ended_without_raising() -> None:
    async def failing() -> None:
        raise ValueError("told elsewhere")

    task = asyncio.create_task(failing())
    await asyncio.sleep(0)
    await end(task)
    assert isinstance(task.exception(), ValueError)


async def test_turns_follow_when_woken_and_after_a_failure() -> None:
    done: asyncio.Queue[int] = asyncio.Queue()
    numbers = iter(range(10))

    async def take_turn() -> None:
        number = next(numbers)
        done.put_nowait(number)
        if number == 1:
            raise ValueError("logged")

    turns = RepeatedTurns("turns", take_turn, every_s=3600, failure="turns.failed")
    async with asyncio.timeout(10), turns.running():
        for expected in range(3):
            assert await done.get() == expected
            turns.wake()
    assert turns.is_stopping


async def test_turn_follows_after_a_while_without_being_woken() -> None:
    done: asyncio.Queue[None] = asyncio.Queue()

    async def take_turn() -> None:
        done.put_nowait(None)

    async with asyncio.timeout(10), RepeatedTurns("turns", take_turn, every_s=0.01, failure="turns.failed").running():
        await done.get()
        await done.get()
