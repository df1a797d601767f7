"""Background tasks end, even if a library swallows their cancellation."""

import asyncio

from conference.tasks import end


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
