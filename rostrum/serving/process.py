"""One process: resource limits, garbage collection, stop signals, heartbeats."""

import asyncio
import gc
import os
import resource
import signal
import sys
from contextlib import suppress

from rostrum.imports import COLLECT_EVERY

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1
BEAT_EVERY_S = 1.0
BEAT, LISTENING_BEAT = b".", b"+"
"""Heartbeats of a process before and after it listens."""


async def wait_for_stop(*, supervised: bool) -> signal.Signals:
    """Wait for a signal to stop, and return it; a second one ends the process at once.

    A supervised process also stops when its supervisor exits, which closes the pipe of its standard input.
    """
    loop = asyncio.get_running_loop()
    received: asyncio.Future[signal.Signals] = loop.create_future()

    def on_signal(name: signal.Signals) -> None:
        if received.done():
            os._exit(128 + name)
        received.set_result(name)

    def on_supervisor_exit() -> None:
        loop.remove_reader(STANDARD_INPUT)
        if not received.done():
            received.set_result(signal.SIGHUP)

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, on_signal, name)
    if supervised:
        loop.add_reader(STANDARD_INPUT, on_supervisor_exit)
    return await received


async def send_heartbeats(listening: asyncio.Event) -> None:
    """Write a byte to stdout every `BEAT_EVERY_S` seconds, so that the supervisor detects a stalled loop."""
    with suppress(BrokenPipeError):
        while True:
            os.write(STANDARD_OUTPUT, LISTENING_BEAT if listening.is_set() else BEAT)
            await asyncio.sleep(BEAT_EVERY_S)


def files_allowed() -> int:
    """Return the hard limit of open files, which `allow_many_files` sets. Each viewer needs one."""
    hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return sys.maxsize if hard_limit == resource.RLIM_INFINITY else hard_limit


def allow_many_files() -> None:
    """Raise the limit of open files to the hard limit."""
    hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))


def exclude_present_objects() -> None:
    """Exclude present objects from garbage collection, without a collection: a full one takes a tenth of a start."""
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)


def settle_memory() -> None:
    """Exclude present objects from garbage collection, and collect less often. What was excluded before is collected.

    A full collection of start-up objects stops the event loop for 0.1 s and more.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)
