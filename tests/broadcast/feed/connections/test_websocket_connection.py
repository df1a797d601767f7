"""The feed by WebSocket on a real port: the board, each change, what was missed (CASES B2, B3, B6)."""

import asyncio
import socket

import aiohttp
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.undo import undo_last
from broadcast.board.ports import Board
from broadcast.client.apply import View
from broadcast.client.watch import see
from broadcast.feed import wire
from broadcast.feed.admission import LONGEST_RETRY_S, Admission
from broadcast.feed.connections.registry import SILENT_ROUNDS
from broadcast.feed.send_queue import BOUND
from conference.bus import Bus
from conference.languages import LANGUAGES
from tests.broadcast.feed.web.clients import WITHIN_S, handshake, raw, receive
from tests.support.board_moves import open_session, suspend_session
from tests.support.board_samples import OPERATOR, item, programme, text
from tests.support.feed_server import Served, serving


async def test_viewer_gets_the_board_and_then_each_change(served: Served) -> None:
    async with connect(served.ws("ar"), compression=None) as viewer:
        snapshot = await receive(viewer)
        assert (snapshot["type"], snapshot["language"], snapshot["recovered"]) == ("snapshot", "ar", False)
        assert snapshot["keys"]["session/opening"]["state"]["phase_label"] == "مقررة"
        await open_session(served.board, "opening", operator=OPERATOR)
        update = await receive(viewer)
        assert (update["type"], update["key"], update["offset"]) == (
            "update",
            "session/opening",
            snapshot["offset"] + 1,
        )
        assert update["state"]["phase_label"] == "جارية الآن"


async def test_frames_are_not_compressed_when_a_client_offers_it(served: Served) -> None:
    """Covers B11."""
    async with connect(served.ws(), compression="deflate") as viewer:
        assert viewer.protocol.extensions == []
        await receive(viewer)


async def test_languages_have_the_same_revision(served: Served) -> None:
    viewers = [await connect(served.ws(language)) for language in LANGUAGES for _ in range(3)]
    for viewer in viewers:
        await receive(viewer)
    await open_session(served.board, "opening", operator=OPERATOR)
    updates = [await receive(viewer) for viewer in viewers]
    assert len({update["offset"] for update in updates}) == 1
    assert len({update["state"]["title"] for update in updates}) == len(LANGUAGES)
    await asyncio.gather(*(viewer.close() for viewer in viewers))
    async with asyncio.timeout(WITHIN_S):
        while served.hub.connections():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert len(served.feed.connections) == 0


async def test_viewer_resumes_with_the_missed_changes(served: Served) -> None:
    async with connect(served.ws()) as viewer:
        before = await receive(viewer)
    await open_session(served.board, "opening", operator=OPERATOR)
    await suspend_session(served.board, "opening", operator=OPERATOR)
    await served.hub.refresh()
    async with connect(served.ws(query=f"?epoch={before['epoch']}&offset={before['offset']}")) as viewer:
        snapshot = await receive(viewer)
    assert (snapshot["recovered"], list(snapshot["keys"])) == (True, ["session/opening"])
    assert snapshot["keys"]["session/opening"]["state"]["phase"] == "suspended"


@pytest.mark.parametrize(
    "query",
    [
        "?epoch={epoch}",
        "?offset={offset}",
        "?epoch=&offset={offset}",
        "?epoch={epoch}&offset=",
        "?epoch={epoch}&offset=-1",
        "?epoch={epoch}&offset=1e3",
        "?epoch={epoch}&offset={future}",
        "?epoch={epoch}&offset=99999999999999999999999999",
        "?epoch=ep_of_another_node&offset={offset}",
        "?epoch=null&offset=null",
        "?epoch={epoch}%00&offset={offset}",
        "?epoch={epoch}&offset={offset}%0a",
    ],
)
async def test_wrong_revision_gets_the_whole_board(served: Served, query: str) -> None:
    revision = served.hub.latest.revision
    filled = query.format(epoch=revision.epoch, offset=revision.offset, future=revision.offset + 1)
    async with connect(served.ws(query=filled)) as viewer:
        snapshot = await receive(viewer)
    assert (snapshot["recovered"], snapshot["offset"]) == (False, revision.offset)
    assert len(snapshot["keys"]) == 6


async def test_other_words_make_another_epoch(board: Board, bus: Bus) -> None:
    async with serving(board, bus, build="one") as served, connect(served.ws()) as viewer:
        before = await receive(viewer)
    async with serving(board, bus, build="two") as served:
        query = f"?epoch={before['epoch']}&offset={before['offset']}"
        async with connect(served.ws(query=query)) as viewer:
            after = await receive(viewer)
    assert (after["recovered"], after["epoch"] != before["epoch"]) == (False, True)


async def test_epoch_stays_after_a_restart(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served, connect(served.ws()) as viewer:
        before = await receive(viewer)
    async with serving(board, bus) as served:
        query = f"?epoch={before['epoch']}&offset={before['offset']}"
        async with connect(served.ws(query=query)) as viewer:
            assert (await receive(viewer))["recovered"]


async def test_no_change_is_lost_between_snapshot_and_subscription(served: Served) -> None:
    """Viewers connect while the board changes all the time; each ends with the whole truth (B3)."""

    async def change() -> None:
        for _ in range(30):
            await open_session(served.board, "opening", operator=OPERATOR)
            await undo_last(served.board, "session/opening", operator=OPERATOR)

    async def view() -> View:
        held = View()
        async with connect(served.ws()) as viewer:
            while held.offset < last:
                async with asyncio.timeout(WITHIN_S):
                    held = see(held, wire.decode_message(await viewer.recv())).view
        return held

    last = served.hub.latest.offset + 60
    views = asyncio.gather(*(view() for _ in range(30)))
    await change()
    shown = [held.keys for held in await views]
    assert all(keys == shown[0] for keys in shown)


async def test_snapshot_over_the_send_bound_arrives_with_updates(board: Board, bus: Bus) -> None:
    many = [item(f"s{n}", title=text("x" * 2_000)) for n in range(300)]
    await load_programme(board, programme(*many), operator=OPERATOR)
    async with serving(board, bus) as served, connect(served.ws(), max_size=None) as viewer:
        message = await viewer.recv()
        assert len(message) > 512 * 1024
        await open_session(served.board, "s7", operator=OPERATOR)
        assert (await receive(viewer))["key"] == "session/s7"


async def test_stopped_reader_does_not_delay_others(board: Board, bus: Bus) -> None:
    """One socket is not read: it costs one outbox, the others get every update, and it catches up when it reads."""
    many = [item(f"s{n}", title=text("x" * 50_000)) for n in range(40)]
    await load_programme(board, programme(*many), operator=OPERATOR)
    async with serving(board, bus) as served:
        with socket.socket() as sleeper:
            sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sleeper.connect(("127.0.0.1", served.port))
            sleeper.sendall(handshake())
            async with connect(served.ws(), max_size=None) as viewer:
                await receive(viewer)
                held = [await change_all(served, viewer) for _ in range(2)]
            assert 0 < served.hub.pending <= 40
            assert held[1] <= max(held[0], BOUND)
            counters = served.hub.counters.frames
            assert counters.offered == counters.sent + counters.conflated + counters.dropped + served.hub.pending
            sleeper.setblocking(False)
            async with asyncio.timeout(WITHIN_S):
                while served.hub.pending:
                    await asyncio.get_running_loop().sock_recv(sleeper, 1 << 20)


async def change_all(served: Served, viewer: ClientConnection) -> int:
    """Open and undo forty sessions, each seen at once by the viewer; gives the bytes held for whoever holds most."""
    for n in range(40):
        await open_session(served.board, f"s{n}", operator=OPERATOR)
        assert (await receive(viewer))["key"] == f"session/s{n}"
    for n in range(40):
        await undo_last(served.board, f"session/s{n}", operator=OPERATOR)
        assert (await receive(viewer))["key"] == f"session/s{n}"
    return max(line.transport.get_write_buffer_size() for line in served.feed.connections.list_open())


async def test_stopping_server_sends_a_goodbye(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served:
        viewers = [await connect(served.ws()) for _ in range(3)]
        for viewer in viewers:
            await receive(viewer)
    for viewer in viewers:
        goodbye = await receive(viewer)
        assert (goodbye["type"], goodbye["reason"]) == ("goodbye", "drain")
        with pytest.raises(ConnectionClosed) as closed:
            await viewer.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012


async def test_other_websocket_version_is_answered_with_ours(served: Served) -> None:
    answer = await raw(served.port, handshake(Sec_WebSocket_Version="12"))
    assert answer.startswith(b"HTTP/1.1 426 ")
    assert b"\r\nSec-WebSocket-Version: 13\r\n" in answer


async def test_pings_are_answered(served: Served) -> None:
    async with connect(served.ws()) as viewer:
        await receive(viewer)
        async with asyncio.timeout(WITHIN_S):
            await (await viewer.ping())


async def test_connection_is_cut_only_when_silent(served: Served) -> None:
    """Covers B1."""
    with socket.create_connection(("127.0.0.1", served.port)) as silent:
        silent.sendall(handshake())
        async with connect(served.ws()) as viewer:
            await receive(viewer)
            for _ in range(5):
                served.feed.connections.check_all()
                await asyncio.sleep(0.05)
            async with asyncio.timeout(WITHIN_S):
                while len(served.feed.connections) > 1:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert served.feed.connections.cut == 1
            await open_session(served.board, "opening", operator=OPERATOR)
            assert (await receive(viewer))["type"] == "update"


async def test_slow_reader_lives_while_its_data_flow(served: Served) -> None:
    """Covers B7: the ping waits behind the data, so the viewer cannot answer it."""
    loop, connections = asyncio.get_running_loop(), served.feed.connections
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.setblocking(False)
        async with asyncio.timeout(WITHIN_S):
            await loop.sock_connect(slow, ("127.0.0.1", served.port))
            await loop.sock_sendall(slow, handshake())
            await loop.sock_recv(slow, 64)
            (connection,) = connections.list_open()
            connection.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
            connection.send(wire.text_frame(b"x" * 1_000_000))
            for _ in range(3 * SILENT_ROUNDS):
                unsent = connection.transport.get_write_buffer_size()
                while connection.transport.get_write_buffer_size() >= unsent:
                    await loop.sock_recv(slow, 1 << 14)
                connections.check_all()
        assert (connections.cut, connection.transport.get_write_buffer_size() > 0) == (0, True)
        for _ in range(SILENT_ROUNDS + 1):
            connections.check_all()
        assert connections.cut == 1


@pytest.mark.parametrize("fronted", [True, False])
async def test_viewer_above_the_limit_gets_a_retry_time(board: Board, bus: Bus, fronted: bool) -> None:
    admission = Admission(most=1)
    async with (
        serving(board, bus, admission=admission, fronted=fronted) as served,
        connect(served.ws()) as viewer,
        connect(served.ws()) as refused,
    ):
        await receive(viewer)
        goodbye = await receive(refused)
        assert (goodbye["type"], goodbye["reason"]) == ("goodbye", "busy")
        assert 0 < goodbye["retry_after_s"] <= LONGEST_RETRY_S
        with pytest.raises(ConnectionClosed) as closed:
            await refused.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013
        async with aiohttp.ClientSession(served.http) as http, http.get("/feed/v1/fr/events") as events:
            assert (events.status, int(events.headers["Retry-After"]) > 0) == (503, True)
        assert admission.refused == 2
        assert len(served.feed.connections) == 1
