"""One process: stop signals, the supervisor's exit, heartbeats, limits and garbage collection."""

import asyncio
import gc
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from rostrum.imports import COLLECT_EVERY
from rostrum.serving import process
from rostrum.serving.process import (
    BEAT,
    LISTENING_BEAT,
    allow_many_files,
    exclude_present_objects,
    files_allowed,
    send_heartbeats,
    settle_memory,
    wait_for_stop,
)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The reading and the writing end of a pipe."""
    ends = os.pipe()
    yield ends
    for end in ends:
        with suppress(OSError):
            os.close(end)


async def started(task: asyncio.Task[signal.Signals]) -> None:
    """Let the task install its signal handlers."""
    await asyncio.sleep(0)
    assert not task.done()


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_signal_to_stop_is_returned(name: signal.Signals) -> None:
    waiting = asyncio.create_task(wait_for_stop(supervised=False))
    await started(waiting)
    os.kill(os.getpid(), name)
    async with asyncio.timeout(5):
        assert await waiting == name
    for handled in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().remove_signal_handler(handled)


async def test_exit_of_the_supervisor_stops_the_process(pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "STANDARD_INPUT", pipe[0])
    waiting = asyncio.create_task(wait_for_stop(supervised=True))
    await started(waiting)
    os.close(pipe[1])
    async with asyncio.timeout(5):
        assert await waiting == signal.SIGHUP
    for handled in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().remove_signal_handler(handled)


async def test_heartbeats_are_written_until_the_reader_closes(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STANDARD_OUTPUT", pipe[1])
    monkeypatch.setattr(process, "BEAT_EVERY_S", 0.001)
    listening = asyncio.Event()
    beating = asyncio.create_task(send_heartbeats(listening))
    received = b""
    async with asyncio.timeout(5):
        while len(received) < 3:
            received += await asyncio.to_thread(os.read, pipe[0], 1)
        listening.set()
        while LISTENING_BEAT not in received:
            received += await asyncio.to_thread(os.read, pipe[0], 1)
        os.close(pipe[0])
        await beating
    assert received.startswith(BEAT * 3)


@pytest.fixture
def file_limits() -> Iterator[None]:
    """Restore the limit of open files, which the other tests of this process share."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("file_limits")
def test_files_are_allowed_up_to_the_hard_limit() -> None:
    allow_many_files()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == hard
    assert files_allowed() == (sys.maxsize if hard == resource.RLIM_INFINITY else hard)


def test_unlimited_files_are_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (1024, resource.RLIM_INFINITY))
    assert files_allowed() == sys.maxsize


def test_refused_limit_of_files_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def refuse(_kind: int, limits: tuple[int, int]) -> None:
        asked.append(limits)
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    allow_many_files()
    assert len(asked) == 1


def test_present_objects_are_excluded_without_a_collection() -> None:
    before = gc.get_threshold()
    collections = sum(generation["collections"] for generation in gc.get_stats())
    try:
        kept = [object() for _ in range(3)]
        exclude_present_objects()
        assert gc.get_freeze_count() >= len(kept)
        assert gc.get_threshold() == COLLECT_EVERY
        assert sum(generation["collections"] for generation in gc.get_stats()) == collections
    finally:  # objects stay excluded, as in the rest of the test run
        gc.set_threshold(*before)


def test_settled_memory_excludes_present_objects() -> None:
    before = gc.get_threshold()
    try:
        kept = [object() for _ in range(3)]
        settle_memory()
        assert gc.get_freeze_count() >= len(kept)
        assert gc.get_threshold() == COLLECT_EVERY
    finally:  # objects stay excluded, as in the rest of the test run
        gc.set_threshold(*before)
