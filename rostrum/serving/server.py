"""The serving process: it serves one generation after another until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from socket import socket

import structlog
import uvloop
from msgspec import to_builtins

from conference.errors import RostrumError
from conference.event import EventDataError
from conference.logs import log_loop_error
from conference.tasks import end
from conference.texts.letters import collect_letters
from conference.texts.locale_data import drop_unused_locale_data
from conference.web.font_slices import cut_slices_ahead
from rostrum.app import font_folder
from rostrum.events.following import reload_turn, wait_for_other_version
from rostrum.parts.accreditation import ensure_issuing
from rostrum.runtime import open_runtime
from rostrum.serving.certificates import ensure_identity_of
from rostrum.serving.generations import Generation, open_generation
from rostrum.serving.process import allow_many_files, send_heartbeats, settle_memory, wait_for_stop
from rostrum.serving.redirect import serving_redirects
from rostrum.serving.runner import bind_addresses
from rostrum.serving.workers import Supervisor, start_worker
from rostrum.settings import Settings

RETRY_AFTER_CHECKS = 5
"""Checks of the loaded event that are left out after it could not be taken."""

RESUME_AFTER_S = 1.0
"""Seconds between two attempts to serve the earlier event again."""

_log = structlog.get_logger(__name__)


def serve(settings: Settings, *, on_listening: Callable[[], None]) -> None:
    """Serve until the process is told to stop, in one process or, once `check_workers` has passed, in several.

    `on_listening` is called when the first process listens. Raises ListenError when the address is not available.
    """
    if settings.workers > 1 and not settings.worker:
        uvloop.run(_run_supervisor(settings, on_listening))
    else:
        uvloop.run(_run_server(settings, on_listening))


async def _run_supervisor(settings: Settings, on_listening: Callable[[], None]) -> None:
    """Prepare what all workers share, then run the workers."""
    if settings.tls:
        ensure_identity_of(settings)
    async with open_runtime(settings) as runtime:
        if "desk" in settings.parts:
            await ensure_issuing(runtime)
    _log.info("supervising", workers=settings.workers, address=settings.address)
    await Supervisor(partial(start_worker, settings), settings.workers, on_listening=on_listening).run()


async def _run_server(settings: Settings, on_listening: Callable[[], None]) -> None:
    asyncio.get_running_loop().set_exception_handler(log_loop_error)
    allow_many_files()
    listening = asyncio.Event()
    async with AsyncExitStack() as stack:
        if settings.worker:
            stack.push_async_callback(end, asyncio.create_task(send_heartbeats(listening), name="beat"))
        bound = await bind_addresses(settings.host, settings.port, shared=settings.worker > 0)
        for opened in bound:
            stack.callback(opened.close)
        if settings.redirect_port:
            await stack.enter_async_context(serving_redirects(settings))
        drop_unused_locale_data()
        generation = await open_generation(settings)
        stack.push_async_callback(generation.close)
        await generation.start(bound)
        listening.set()
        if settings.worker <= 1 and settings.font_slices == "ahead":
            letters = collect_letters(to_builtins(generation.runtime.event, enc_hook=str))
            cutting = asyncio.create_task(cut_slices_ahead(font_folder(settings), letters), name="font slices")
            stack.push_async_callback(end, cutting)
        if not settings.worker:
            on_listening()
        await Server(settings, bound, generation).run()


class Server:
    """Serves the started generation on bound sockets, and after it one of each version of the event that is loaded."""

    def __init__(self, settings: Settings, bound: Sequence[socket], generation: Generation) -> None:
        self._settings = settings
        self._bound = bound
        self._generation = generation
        self._pause_s = 0.0

    async def run(self) -> None:
        """Serve until a signal to stop. The generation that serves then is stopped and closed."""
        stopping = asyncio.create_task(wait_for_stop(supervised=self._settings.worker > 0), name="stop")
        self._log_serving()
        try:
            while not stopping.done():
                await self._serve_until_change(stopping)
            await self._linger_before_stop(stopping.result())
        finally:
            await end(stopping)
            await self._generation.stop()
            await self._generation.close()

    def _log_serving(self) -> None:
        runtime = self._generation.runtime
        event = {"conference": runtime.event.id, "version": runtime.event_version}
        _log.info("serving", address=self._settings.address, **event, database=runtime.database.dialect)

    async def _linger_before_stop(self, stop: signal.Signals) -> None:
        _log.info("stopping", signal=stop.name, linger_s=self._settings.linger_s)
        self._generation.announce_stop()
        await asyncio.sleep(self._settings.linger_s)

    async def _serve_until_change(self, stopping: asyncio.Task[signal.Signals]) -> None:
        """Serve until told to stop, or until another version is loaded and taken, or could not be taken."""
        unused = None
        async with AsyncExitStack() as turn:
            waiting = asyncio.create_task(self._wait_for_turn(turn), name="event")
            await asyncio.wait({stopping, waiting}, return_when=asyncio.FIRST_COMPLETED)
            await end(waiting)
            if not stopping.done():
                unused = await self._take_event(stopping)
        if unused is not None:
            await _close_unused(unused)

    async def _wait_for_turn(self, turn: AsyncExitStack) -> None:
        """Wait for another version of the event, and then for the turn to take it, which `turn` holds."""
        await asyncio.sleep(self._pause_s)
        runtime = self._generation.runtime
        while True:
            await wait_for_other_version(runtime)
            try:
                await turn.enter_async_context(reload_turn(runtime.database))
                return
            except Exception as error:
                _log.warning("event.turn_failed", error=str(error))

    async def _take_event(self, stopping: asyncio.Task[signal.Signals]) -> Generation | None:
        """Serve the loaded event, or go on with the earlier one; return the generation that is not used any more."""
        self._pause_s = RETRY_AFTER_CHECKS * self._settings.event_check_ms / 1000
        following = await _open_following(self._settings)
        if following is None:
            return None
        earlier = self._generation
        _log.info("event.taking", version=following.runtime.event_version)
        await _stop_earlier(earlier)
        if await _start_following(following, self._bound):
            self._generation, self._pause_s = following, 0.0
            self._log_serving()
            return earlier
        while not stopping.done() and not await _restart_earlier(earlier, self._bound):
            await asyncio.wait({stopping}, timeout=RESUME_AFTER_S)
        return following


async def _open_following(settings: Settings) -> Generation | None:
    """Open the next generation beside the present one, or return None and log why that is not possible."""
    try:
        return await open_generation(settings)
    except (EventDataError, RostrumError) as error:
        _log.error("event.not_taken", error=str(error))
    except Exception:
        _log.exception("event.not_taken")
    return None


async def _stop_earlier(generation: Generation) -> None:
    generation.shorten_drain()
    try:
        await generation.stop()
    except Exception:
        _log.exception("event.earlier_not_stopped")


async def _start_following(generation: Generation, bound: Sequence[socket]) -> bool:
    try:
        await generation.start(bound)
    except Exception:
        _log.exception("event.not_served")
        return False
    return True


async def _restart_earlier(generation: Generation, bound: Sequence[socket]) -> bool:
    try:
        generation.renew_application()
        await generation.start(bound)
    except Exception:
        _log.exception("event.earlier_not_served")
        return False
    return True


async def _close_unused(generation: Generation) -> None:
    try:
        await generation.close()
    except Exception:
        _log.exception("event.unused_not_closed")
    settle_memory()
