"""An application that listens until it is stopped."""

import asyncio

from aiohttp import ClientSession, web

from rostrum.app import make_application
from rostrum.runtime import Runtime
from rostrum.serving.application import serve_application
from rostrum.serving.runner import bind_addresses

WITHIN_S = 30


async def test_open_request_is_answered_before_the_block_ends(runtime: Runtime) -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def answer_late(_request: web.Request) -> web.Response:
        begun.set()
        await released.wait()
        return web.Response(text="late")

    app = make_application(runtime)
    app.router.add_get("/late", answer_late)
    bound = await bind_addresses("127.0.0.1", 0)
    async with ClientSession() as session:
        async with serve_application(app, runtime, bound):
            port = bound[0].getsockname()[1]
            asked = asyncio.create_task(session.get(f"http://127.0.0.1:{port}/late"))
            await asyncio.wait_for(begun.wait(), WITHIN_S)
            asyncio.get_running_loop().call_later(0.05, released.set)
        assert await (await asked).text() == "late"
