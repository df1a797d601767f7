"""Server of tests that goes on as the served one does when a client has gone."""

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


class LastingServer(TestServer):
    """A server whose handlers go on when a client has gone, as those that `rostrum serve` runs do.

    Connections on which the rest of a refused body does not come are closed soon: a test would wait for them.
    """

    async def _make_runner(self, **kwargs: Any) -> web.BaseRunner:
        return web.AppRunner(self.app, **{**kwargs, "handler_cancellation": False, "lingering_time": 2})
