"""A generation of a serving process: runtime and application of one version of the event.

A process that takes another version opens the next generation beside the present one, stops the present application,
and starts the next on the same listening sockets. Connections that arrive meanwhile wait in the kernel.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from socket import socket

from aiohttp import web

from broadcast.feed.service import FEED
from conference.health import HEALTH
from conference.metrics import METRICS, serving_metrics
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.application import serve_application
from rostrum.settings import Settings

RECONNECT_WITHIN_S = 2.0
"""Seconds over which viewers reconnect to the next generation."""


class Generation:
    """An open runtime with its application, which is started and stopped."""

    def __init__(self, runtime: Runtime, app: web.Application, opened: AsyncExitStack) -> None:
        self.runtime = runtime
        self.app = app
        self._opened = opened
        self._started = AsyncExitStack()

    async def start(self, bound: Sequence[socket]) -> None:
        """Serve on duplicates of these sockets, which stay open."""
        settings = self.runtime.settings
        async with AsyncExitStack() as stack:
            duplicates = [one.dup() for one in bound]
            for opened in duplicates:
                stack.callback(opened.close)
            await stack.enter_async_context(serve_application(self.app, self.runtime, duplicates))
            if settings.metrics_port:
                port = settings.metrics_port + max(0, settings.worker - 1)
                registry = self.app[METRICS].registry
                await stack.enter_async_context(serving_metrics(registry, settings.metrics_host, port))
            self._started = stack.pop_all()

    def announce_stop(self) -> None:
        """Tell probes that the process is about to stop."""
        self.app[HEALTH].draining = True
        self.app[METRICS].draining.set(1)

    def shorten_drain(self) -> None:
        """Tell viewers, at the stop, to reconnect soon: the next generation is about to start."""
        if FEED in self.app:
            self.app[FEED].drain_s = min(self.app[FEED].drain_s, RECONNECT_WITHIN_S)

    async def stop(self) -> None:
        """Stop serving: open requests finish, viewers are sent away. The runtime stays open."""
        await self._started.aclose()

    def renew_application(self) -> None:
        """Make the application anew, after the earlier one was stopped, so that it can be started again."""
        self.runtime.bus.unsubscribe_all()
        self.app = make_application(self.runtime)

    async def close(self) -> None:
        """Close the runtime."""
        await self._opened.aclose()


async def open_generation(settings: Settings) -> Generation:
    """Open the runtime with the loaded event, and make its application."""
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(settings))
        runtime.catalogues.load_all()
        return Generation(runtime, make_application(runtime), stack.pop_all())
