"""Plain HTTP beside HTTPS: leads people to the public address, and answers the challenges of an ACME client.

Source: RFC 8555 §8.3 (http-01).
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from conference.web.prefix import inside
from rostrum.serving.runner import Runner, bind_addresses, listen_on
from rostrum.settings import Settings

CHALLENGES = "acme/.well-known/acme-challenge"
"""Folder of the challenges, under the data folder: the client's webroot is `acme`."""

LARGEST_CHALLENGE = 1024
"""Bytes of the largest file that is sent: a token, a dot and the digest of a key."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")


@asynccontextmanager
async def serving_redirects(settings: Settings) -> AsyncIterator[None]:
    """Serve the port of the settings until the block ends. Raises: ListenError."""
    app = make_redirects(settings.address, settings.data_dir / CHALLENGES)
    runner = Runner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        shared = settings.worker > 0
        await listen_on(runner, await bind_addresses(settings.host, settings.redirect_port, shared=shared))
        yield
    finally:
        await runner.cleanup()


def make_redirects(address: str, challenges: Path) -> web.Application:
    """Make the application that redirects every address to the same one below the public address."""

    prefix = urlsplit(address).path

    async def redirect(request: web.Request) -> web.Response:
        raise web.HTTPPermanentRedirect(f"{address}{inside(request.raw_path, prefix)}")

    async def answer_challenge(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        content = _read_challenge(challenges / token) if _TOKEN.fullmatch(token) else None
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    app = web.Application()
    app.on_response_prepare.append(_name_server)
    app.router.add_get("/.well-known/acme-challenge/{token}", answer_challenge)
    app.router.add_route("*", "/{path:.*}", redirect)
    return app


async def _name_server(_request: web.Request, response: web.StreamResponse) -> None:
    """Name the program without its versions, as pages do."""
    response.headers["Server"] = "rostrum"


def _read_challenge(path: Path) -> bytes | None:
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_CHALLENGE)
    except OSError:
        return None
