"""HTTP of playlists: bounded, without cookies, and to public addresses alone."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bench.certificates import make_certificate
from broadcast.media.domain.states import TrackState
from broadcast.media.fetching import MOST_BYTES, PlaylistFetcher
from broadcast.media.ports import FetchError


async def answer(request: web.Request) -> web.Response:
    assert "Cookie" not in request.headers
    path, _, rest = request.path.lstrip("/").partition("-")
    match path:
        case "hop":
            raise web.HTTPFound(f"/hop-{int(rest) - 1}" if int(rest) else "/a.m3u8")
        case "large":
            return web.Response(text="x" * (MOST_BYTES + 1))
        case "missing":
            raise web.HTTPNotFound
        case "away":
            raise web.HTTPFound("ftp://a.example/")
    response = web.Response(text="#EXTM3U")
    response.set_cookie("seen", "1")
    return response


def make_application() -> web.Application:
    app = web.Application()
    app.router.add_get("/{path}", answer)
    return app


@pytest.fixture
async def server() -> AsyncIterator[BaseTestServer]:
    async with TestServer(make_application()) as started:
        yield started


@pytest.fixture
async def fetcher() -> AsyncIterator[PlaylistFetcher]:
    """A fetcher that may connect to this machine."""
    opened = PlaylistFetcher(allows_private=True)
    yield opened
    await opened.close()


async def state_of(fetcher: PlaylistFetcher, address: str) -> TrackState:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(address)
    return caught.value.state


async def test_text_and_last_address_are_returned(server: BaseTestServer, fetcher: PlaylistFetcher) -> None:
    for path in ("/hop-2", "/a.m3u8"):
        assert await fetcher.fetch(str(server.make_url(path))) == ("#EXTM3U", str(server.make_url("/a.m3u8")))


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/hop-3", TrackState.REDIRECTS),
        ("/large", TrackState.NO_PLAYLIST),
        ("/missing", TrackState.REFUSED),
        ("/away", TrackState.UNREACHABLE),
    ],
)
async def test_answers_that_are_no_playlist_have_a_state(
    server: BaseTestServer, fetcher: PlaylistFetcher, path: str, state: TrackState
) -> None:
    assert await state_of(fetcher, str(server.make_url(path))) is state


async def test_server_that_does_not_answer_is_unreachable(fetcher: PlaylistFetcher) -> None:
    assert await state_of(fetcher, "http://127.0.0.1:1/a.m3u8") is TrackState.UNREACHABLE


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/a.m3u8", "https://[::1]/", "http://a.example/a.m3u8", "https://localhost/a.m3u8"]
)
async def test_private_addresses_are_not_connected_to(address: str) -> None:
    fetcher = PlaylistFetcher()
    assert await state_of(fetcher, address) is TrackState.PRIVATE
    await fetcher.close()


async def test_unknown_certificate_is_said(fetcher: PlaylistFetcher, tmp_path: Path) -> None:
    made = make_certificate(tmp_path, "ecdsa")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    server = TestServer(make_application(), scheme="https")
    await server.start_server(ssl=context)
    try:
        assert await state_of(fetcher, str(server.make_url("/a.m3u8"))) is TrackState.CERTIFICATE
    finally:
        await server.close()
