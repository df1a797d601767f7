"""`rostrum watch` against a real server: it resumes, tells, and never gives up for long."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from io import StringIO

import pytest
from rich.console import Console
from websockets.asyncio.server import ServerConnection, serve

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import renew_epoch
from broadcast.board.actions.signing import record_signature
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import Revision
from broadcast.board.ports import Board
from broadcast.client.apply import View, shown_keys
from broadcast.client.watch import (
    BACKOFF_FIRST_S,
    MAX_BACKOFF_S,
    FeedEvent,
    PipeConsole,
    RefusedError,
    backoff_s,
    feed_url,
    follow,
    row,
    see,
    watch,
)
from broadcast.feed import wire
from conference.bus import Bus
from tests.support.board_moves import open_session, suspend_session
from tests.support.board_samples import MORNING, OPERATOR, text
from tests.support.feed_server import serving
from tests.support.servers import free_port

WITHIN_S = 10.0


@pytest.fixture
def board(programmed: Board) -> Board:
    return programmed


async def sight_where(sights: AsyncIterator[FeedEvent], wanted: Callable[[FeedEvent], object]) -> FeedEvent:
    async with asyncio.timeout(WITHIN_S):
        async for sight in sights:
            if wanted(sight):
                return sight
    raise AssertionError("it ended")


def phase(sight: FeedEvent) -> str | None:
    state = sight.view.keys["session/opening"].state if "session/opening" in sight.view.keys else None
    return state["phase"] if state else None


class ClosedPipe(StringIO):
    """The standard output of a program whose reader has ended."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError


async def test_closed_output_ends_the_watch(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served, asyncio.timeout(WITHIN_S):
        with pytest.raises(BrokenPipeError):
            await watch(served.http, "en", console=PipeConsole(file=ClosedPipe()))


async def test_watcher_sees_the_board_and_each_change(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served, aclosing(follow(served.http, "ar")) as sights:
        first = await anext(sights)
        assert (first.recovered, len(first.view.keys), first.at) == (False, 6, MORNING)
        await open_session(board, "opening", operator=OPERATOR)
        second = await anext(sights)
        assert (second.changed, phase(second)) == (("session/opening",), "in_session")


async def test_watcher_resumes_after_a_restart_of_the_server(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served:
        port = served.port
        sights = follow(served.http, "fr", chance=lambda: 0.1)
        await anext(sights)
    assert (await sight_where(sights, lambda sight: sight.problem)).view.offset == 6
    await open_session(board, "opening", operator=OPERATOR)
    async with serving(board, bus, port=port):
        sight = await sight_where(sights, lambda sight: sight.recovered is not None)
        assert (sight.recovered, sight.changed, phase(sight)) == (True, ("session/opening",), "in_session")
        await suspend_session(board, "opening", operator=OPERATOR)
        await sight_where(sights, lambda sight: phase(sight) == "suspended")
        await sights.aclose()


async def test_watcher_of_another_epoch_takes_the_whole_board(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served, aclosing(follow(served.http, "fr", chance=lambda: 0.0)) as sights:
        before = await anext(sights)
        await renew_epoch(board, operator=OPERATOR)
        after = await sight_where(sights, lambda sight: sight.view.epoch != before.view.epoch)
        assert (after.recovered, shown_keys(after.view)) == (False, shown_keys(before.view))


async def test_watcher_reports_a_silent_server(board: Board, bus: Bus) -> None:
    async with serving(board, bus, tick_s=1) as served, aclosing(follow(served.http, "fr")) as sights:
        await anext(sights)
        await served.hub.close()
        sight = await sight_where(sights, lambda sight: sight.problem)
        assert sight.view.offset == 6


async def test_watcher_waits_for_a_server_that_starts_later(board: Board, bus: Bus) -> None:
    port = free_port()
    sights = follow(f"127.0.0.1:{port}", "fr", chance=lambda: 0.1)
    assert (await anext(sights)).problem
    async with serving(board, bus, port=port):
        assert len((await sight_where(sights, lambda sight: sight.recovered is False)).view.keys) == 6
        await sights.aclose()


async def test_watcher_reconnects_at_the_time_of_a_goodbye(board: Board, bus: Bus) -> None:
    asked: list[str] = []

    async def answer(socket: ServerConnection) -> None:
        assert socket.request is not None
        asked.append(socket.request.path)
        revision = Revision("e1", 6)
        snapshot = wire.encode_snapshot(
            revision, {}, language="fr", recovered=len(asked) > 1, at=MORNING, tick_s=5, build="b"
        )
        if len(asked) != 2:  # the second is sent away before it has seen anything
            await socket.send(snapshot.payload.decode())
        if len(asked) < 3:
            await socket.send(wire.encode_goodbye(wire.Leaving.DRAIN, 0.3).payload.decode())
            await socket.close(1012)
        await socket.wait_closed()

    async with serve(answer, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        started = asyncio.get_running_loop().time()
        async with aclosing(follow(f"127.0.0.1:{port}", "fr", chance=lambda: 1.0)) as sights, asyncio.timeout(WITHIN_S):
            seen = [await anext(sights) for _ in range(4)]
    assert [(sight.recovered, sight.away_s, sight.problem) for sight in seen] == [
        (False, None, None),
        (None, 0.3, None),
        (None, 0.3, None),
        (True, None, None),
    ]
    assert asked == ["/feed/v1/fr/ws", *["/feed/v1/fr/ws?epoch=e1&offset=6"] * 2]
    assert asyncio.get_running_loop().time() - started >= 0.6


def test_goodbye_delay_is_at_most_two_minutes() -> None:
    def away_s(seconds: float) -> float | None:
        return see(View(), wire.Goodbye(reason=wire.Leaving.BUSY, retry_after_s=seconds)).away_s

    assert [away_s(seconds) for seconds in (-1.0, 0.0, 7.5, 86_400.0)] == [0.0, 0.0, 7.5, 120.0]


async def test_unknown_language_is_refused(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served:
        with pytest.raises(RefusedError, match="404"):
            await anext(follow(served.http, "xx"))


async def test_watch_prints_a_line_for_each_change(board: Board, bus: Bus) -> None:
    out = StringIO()
    async with serving(board, bus) as served:
        printing = asyncio.create_task(watch(served.http, "fr", console=Console(file=out, width=200)))
        async with asyncio.timeout(WITHIN_S):
            while "whole board" not in out.getvalue():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await open_session(board, "debate", operator=OPERATOR)
            await give_floor_to_next(board, "debate", operator=OPERATOR)
            await record_signature(board, "VN", operator=OPERATOR)
            await post_announcement(board, text("Evacuate"), operator=OPERATOR, level=Level.URGENT)
            while "Evacuate" not in out.getvalue():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        printing.cancel()
    connections = [line.lstrip(" 0123456789") for line in out.getvalue().splitlines()]
    assert "En cours  debate (fr) · Great hall (fr) · VN (fr)" in connections
    assert "debate: VN (fr) · 0/3" in connections
    assert "signataire · Office of Legal Affairs (fr) · 2025-10-25T02:00:00Z" in connections
    assert "Evacuate (fr)" in connections


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/feed/v1/ar/ws"),
        ("https://press.example.org/", "wss://press.example.org/feed/v1/ar/ws"),
        ("press.example.org", "ws://press.example.org/feed/v1/ar/ws"),
        ("https://example.org/rostrum/", "wss://example.org/rostrum/feed/v1/ar/ws"),
    ],
)
def test_address_of_the_feed_follows_from_the_server(address: str, url: str) -> None:
    assert feed_url(address, "ar", View()) == url
    assert feed_url(address, "ar", View(epoch="e&", offset=7)) == f"{url}?epoch=e%26&offset=7"


def test_waiting_grows_and_is_spread_out() -> None:
    assert [backoff_s(attempt, lambda: 1.0) for attempt in (0, 1, 2, 50)] == [
        BACKOFF_FIRST_S,
        2 * BACKOFF_FIRST_S,
        4 * BACKOFF_FIRST_S,
        MAX_BACKOFF_S,
    ]
    assert backoff_s(5, lambda: 0.0) == 0.0


def test_tick_ahead_of_the_view_marks_it_behind() -> None:
    view = View(epoch="e", offset=3)
    assert see(view, wire.decode_message(wire.encode_tick(Revision("e", 4), MORNING).payload)).view.behind


def test_removed_key_is_printed() -> None:
    assert row("session/x", 7, None).plain == "     7  – session/x"
