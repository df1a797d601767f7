"""Which connections are viewers and which are not, and viewers that send frames byte by byte."""

import asyncio
from contextlib import AsyncExitStack

import aiohttp
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from broadcast.board.ports import Board
from broadcast.feed.admission import Admission
from broadcast.feed.connections.websocket_connection import MAX_FRAMES_PER_MINUTE, WebSocketConnection
from conference.bus import Bus
from conference.connections import limits
from conference.connections.limits import ConnectionLimits
from tests.broadcast.feed.web.clients import WITHIN_S, handshake, raw, receive
from tests.support.feed_server import Served, serving


async def open_silent(stack: AsyncExitStack, served: Served, data: bytes = b"") -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    stack.callback(writer.close)
    writer.write(data)


async def until_open(served: Served, connections: int) -> None:
    try:
        async with asyncio.timeout(WITHIN_S):
            while len(served.connections) != connections:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"{served.connections.describe()}") from None


async def test_viewers_are_not_in_the_table_of_connections(served: Served, http: aiohttp.ClientSession) -> None:
    async with connect(served.ws()) as viewer, http.get("/feed/v1/fr/events"):
        await receive(viewer)
        await until_open(served, 0)
        served.connections.clock = lambda: 1e9
        while served.connections.sweep():
            pass
        await (await viewer.ping())
        assert len(served.feed.connections) == 2
        served.connections.clock = asyncio.get_running_loop().time
    await until_open(served, 0)


async def test_silent_connections_take_no_place_of_viewers(board: Board, bus: Bus) -> None:
    async with serving(board, bus, admission=Admission(most=1)) as served, AsyncExitStack() as stack:
        for data in (b"", b"G", handshake()[:-2], b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"):
            for _ in range(20):
                await open_silent(stack, served, data)
        await until_open(served, 80)
        assert len(served.feed.connections) == 0
        async with connect(served.ws()) as viewer:
            assert (await receive(viewer))["type"] == "snapshot"


async def test_full_table_sheds_no_viewers(board: Board, bus: Bus) -> None:
    async with serving(board, bus) as served, AsyncExitStack() as stack:
        served.connections.limits = ConnectionLimits(files=0)
        viewers = [await stack.enter_async_context(connect(served.ws())) for _ in range(3)]
        for _ in range(limits.MIN_CONNECTIONS + 20):
            await open_silent(stack, served)
        await until_open(served, limits.MIN_CONNECTIONS)
        viewers.append(await stack.enter_async_context(connect(served.ws())))
        for viewer in viewers:
            assert (await receive(viewer))["type"] == "snapshot"
            await (await viewer.ping())
        assert len(served.feed.connections) == 4


async def test_network_does_not_fill_the_last_places(board: Board, bus: Bus) -> None:
    async with serving(board, bus, admission=Admission(most=10), proxies=1) as served, AsyncExitStack() as stack:
        for count in range(10):
            headers = {"X-Forwarded-For": "203.0.113.9"}
            viewer = await stack.enter_async_context(connect(served.ws(), additional_headers=headers))
            assert (await receive(viewer))["type"] == ("snapshot" if count < 9 else "goodbye")
        headers = {"X-Forwarded-For": "198.51.100.1"}
        other = await stack.enter_async_context(connect(served.ws(), additional_headers=headers))
        assert (await receive(other))["type"] == "snapshot"


async def test_handshake_in_pieces_is_served(served: Served) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        stack.callback(writer.close)
        for byte in handshake():
            writer.write(bytes((byte,)))
            await asyncio.sleep(0)
        async with asyncio.timeout(WITHIN_S):
            assert (await reader.readline()).startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize("sent", [b"\x81", b"\x81\x85abcdhel", b"\x01\x80abcd"])
async def test_frame_that_does_not_end_is_cut(served: Served, sent: bytes) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        stack.callback(writer.close)
        writer.write(handshake())
        await reader.readuntil(b'"type":"snapshot"')
        (viewer,) = served.feed.connections.list_open()
        assert isinstance(viewer, WebSocketConnection)
        for byte in sent:
            writer.write(bytes((byte,)))
            await asyncio.sleep(0)
        async with asyncio.timeout(WITHIN_S):
            while viewer._message_reader is None or not viewer._message_reader._reader.is_incomplete:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        served.feed.connections.check_all()
        assert len(served.feed.connections) == 1
        served.feed.connections.check_all()
        async with asyncio.timeout(WITHIN_S):
            while len(served.feed.connections):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        assert served.feed.connections.cut == 1


async def test_frames_in_pieces_that_end_are_not_cut(served: Served) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        stack.callback(writer.close)
        writer.write(handshake())
        await reader.readuntil(b'"type":"snapshot"')
        frame, (viewer,) = b"\x89\x81abcdx", served.feed.connections.list_open()
        assert isinstance(viewer, WebSocketConnection)
        writer.write(frame[:3])
        for _ in range(3):
            async with asyncio.timeout(WITHIN_S):
                while viewer._message_reader is None or not viewer._message_reader._reader.is_incomplete:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            served.feed.connections.check_all()
            writer.write(frame[3:] + frame[:3])
            async with asyncio.timeout(WITHIN_S):
                await reader.readuntil(b"\x8a\x01")
        assert len(served.feed.connections) == 1


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def closing(code: int) -> bytes:
    return b"\x88\x02" + code.to_bytes(2, "big")


@pytest.mark.parametrize("fronted", [True, False])
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (masked(Opcode.CLOSE, b"\x0f\xa0"), 1000),
        (masked(Opcode.CLOSE, b"\x03\xed"), 1002),
        (masked(Opcode.CLOSE, b"\x00"), 1002),
        (masked(Opcode.CLOSE, b"\x03\xe8\xff"), 1007),
        (masked(Opcode.TEXT, b"\xff"), 1007),
    ],
    ids=["own code", "reserved code", "one byte", "reason not UTF-8", "text not UTF-8"],
)
async def test_frame_in_the_segment_of_the_handshake_is_read(
    board: Board, bus: Bus, fronted: bool, data: bytes, code: int
) -> None:
    async with serving(board, bus, fronted=fronted) as served:
        answer = await raw(served.port, handshake() + data, until=closing(code))
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert closing(code) in answer


async def test_empty_fragments_are_counted(served: Served) -> None:
    fragments = masked(Opcode.TEXT, b"", fin=False) + masked(Opcode.CONT, b"", fin=False) * MAX_FRAMES_PER_MINUTE
    async with connect(served.ws()) as viewer:
        await receive(viewer)
        for start in range(0, len(fragments), 300):
            viewer.transport.write(fragments[start : start + 300])
            await asyncio.sleep(0)
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(WITHIN_S):
                await viewer.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
