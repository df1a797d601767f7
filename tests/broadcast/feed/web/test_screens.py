"""What screens say to the feed, and how many come and go."""

import asyncio
import json
from typing import cast

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from broadcast.board.domain.board import Revision
from broadcast.feed import wire
from broadcast.feed.displays.painted_text import digest_texts
from broadcast.feed.displays.standings import Standing
from broadcast.feed.screens import COMPARED_EVERY_S
from conference.clock import ManualClock
from tests.broadcast.feed.web.clients import WITHIN_S, receive
from tests.support.board_moves import open_session
from tests.support.board_samples import OPERATOR
from tests.support.feed_server import Served


async def test_screen_reports_the_painted_revision(served: Served) -> None:
    revision = served.hub.latest.revision
    async with connect(served.ws("ar", "?screen=lobby-1")) as screen:
        await receive(screen)
        row = served.feed.screens.list_all()[0]
        assert (row.name, row.connected, row.language, row.shown) == ("lobby-1", True, "ar", None)
        await screen.send(wire.encode_shown("lobby-1", revision, "ar").decode())
        await screen.send(wire.encode_shown("lobby-2", Revision("x", 1), "ar").decode())
        await (await screen.ping())
        row = served.feed.screens.list_all()[0]
        assert (row.shown, row.shown_at) == (revision, served.board.clock.now())
    async with asyncio.timeout(WITHIN_S):
        while served.feed.screens.list_all()[0].connected:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert [row.name for row in served.feed.screens.list_all()] == ["lobby-1"]


def _venue_texts(served: Served) -> list[tuple[str, str, str, str]]:
    state = json.loads(served.hub.latest.encoded_state("event", "ar"))
    return [("event", "venue", "ar", state["venue"])]


async def test_screen_with_other_texts_is_found_by_their_digest(served: Served) -> None:
    revision, texts = served.hub.latest.revision, {"event": "venue"}
    async with connect(served.ws("ar", "?screen=lobby-1")) as screen:
        await receive(screen)
        for digest, standing in (
            ("0" * 32, Standing.OTHER_TEXT),
            (digest_texts(_venue_texts(served)), Standing.CURRENT),
        ):
            report = {"layout": "lobby", "page": 1, "pages": 2, "texts": texts, "digest": digest}
            await screen.send(wire.encode_shown("lobby-1", revision, "ar", **report).decode())
            await (await screen.ping())
            (row,) = served.feed.screens.list_all()
            cast(ManualClock, served.board.clock).advance(COMPARED_EVERY_S)
            assert (served.feed.standing_of(row), row.layout, row.pages) == (standing, "lobby", 2)


async def test_only_a_screen_may_send_a_long_report(served: Served) -> None:
    report = wire.encode_shown("a", served.hub.latest.revision, "fr", texts={"session/x" * 60: "title"}).decode()
    async with connect(served.ws("fr", "?screen=a")) as screen, connect(served.ws("fr")) as viewer:
        for client in (screen, viewer):
            await receive(client)
            await client.send(report)
        await (await screen.ping())
        with pytest.raises(ConnectionClosed) as closed:
            await receive(viewer)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("hello", 1008),
        ("{}", 1008),
        (b"\x00\x01", 1008),
        ('{"type":"shown","screen":"a","epoch":"e","offset":-1,"language":"ar"}', 1008),
        ("x" * 600, 1009),
        ("x" * 100_000, 1009),
    ],
)
async def test_anything_else_from_a_client_ends_the_connection(served: Served, message: str | bytes, code: int) -> None:
    async with connect(served.ws()) as viewer:
        await receive(viewer)
        await viewer.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(WITHIN_S):
                await viewer.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


async def test_client_with_too_many_messages_is_cut(served: Served) -> None:
    async with connect(served.ws("fr", "?screen=a")) as viewer:
        message = wire.encode_shown("a", served.hub.latest.revision, "fr").decode()
        with pytest.raises(ConnectionClosed):
            for _ in range(2_000):
                await viewer.send(message)
                await asyncio.sleep(0)
            async with asyncio.timeout(WITHIN_S):
                await viewer.recv()
                await viewer.recv()


async def test_joining_and_leaving_screens_send_viewers_nothing(served: Served) -> None:
    async with connect(served.ws()) as viewer:
        await receive(viewer)
        sent = served.hub.counters.frames.sent
        for _ in range(4):
            burst = [await connect(served.ws("ar", f"?screen=s{n}")) for n in range(25)]
            for screen in burst:
                screen.transport.abort()
        async with asyncio.timeout(WITHIN_S):
            while len(served.feed.connections) > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert served.hub.counters.frames.sent == sent + 100
        await open_session(served.board, "opening", operator=OPERATOR)
        assert (await receive(viewer))["type"] == "update"
    assert [screen.connected for screen in served.feed.screens.list_all()] == [False] * 25
