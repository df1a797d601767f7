"""One process: what it asks of the machine, and how it is told to stop."""

import asyncio
import gc
import os
import resource
import signal
import sys
from contextlib import suppress

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1
BEAT_EVERY_S = 1.0

COLLECT_EVERY = 5_000, 20, 50
"""Objects that may come before garbage is looked for, and how often older ones are looked at (`gc.set_threshold`): a
viewer is a handful of objects, none of them in a cycle."""


async def told_to_stop(*, supervised: bool) -> signal.Signals:
    """Wait for the signal to stop; a second one ends the process at once.

    A supervised process also stops when its supervisor is gone: the pipe that is its standard input ends then.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Future[signal.Signals] = loop.create_future()

    def stop(name: signal.Signals) -> None:
        if told.done():
            os._exit(128 + name)
        told.set_result(name)

    def orphaned() -> None:
        loop.remove_reader(STANDARD_INPUT)
        if not told.done():
            told.set_result(signal.SIGHUP)

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop, name)
    if supervised:
        loop.add_reader(STANDARD_INPUT, orphaned)
    return await told


async def beat() -> None:
    """Tell the supervisor for ever that the event loop turns."""
    with suppress(BrokenPipeError):
        while True:
            os.write(STANDARD_OUTPUT, b".")
            await asyncio.sleep(BEAT_EVERY_S)


def files_allowed() -> int:
    """How many files this process may have open once it has asked for all it can get: each viewer is one."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return sys.maxsize if most == resource.RLIM_INFINITY else most


def allow_many_files() -> None:
    """Ask for all of them."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def settle_memory() -> None:
    """What is there once the program has started stays: no collection need ever look at it again.

    A full collection over it stops the event loop for 0.1 s and more; with it out of the way only what came later is
    looked at, and less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)
