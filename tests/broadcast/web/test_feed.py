"""The feed on a real port: three ways, one content; every handshake that is none (CASES B2, B3, B6, B24)."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from broadcast import wire
from broadcast.actions.programme import load_programme
from broadcast.actions.sessions import adjourn_session, open_session, suspend_session
from broadcast.actions.undo import undo_last
from broadcast.admission import LONGEST_RETRY_S, Admission
from broadcast.domain.apply import View
from broadcast.domain.board import Revision
from broadcast.outbox import BOUND
from broadcast.ports import Board
from broadcast.storage import SqlBoardStore
from broadcast.watch import see
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.languages import LANGUAGES
from conference.storage.engine import Database
from conference.storage.units import Units
from tests.broadcast.samples import CANARY, HANOI, OPERATOR, item, programme, text
from tests.broadcast.serving import Served, serving

WITHIN_S = 5.0


@pytest.fixture
async def board(sqlite_database: Database, bus: Bus, clock: ManualClock, ids: SequentialIds) -> Board:
    made = Board(
        units=Units(sqlite_database, bus),
        store=SqlBoardStore(),
        clock=clock,
        ids=ids,
        zone=HANOI,
        countries=("VN",),
    )
    await load_programme(made, programme(), operator=OPERATOR)
    return made


@pytest.fixture(params=[True, False], ids=["fronted", "by HTTP"])
async def served(request: pytest.FixtureRequest, board: Board, bus: Bus) -> AsyncIterator[Served]:
    async with serving(board, bus, fronted=request.param) as opened:
        yield opened


@pytest.fixture
async def http(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(served.http) as session:
        yield session


async def receive(connection: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(WITHIN_S):
        message: dict[str, Any] = json.loads(await connection.recv())
        return message


async def raw(port: int, request: bytes, *, until: bytes = b"\r\n\r\n") -> bytes:
    """What the server answers to these very bytes: its head, and what follows at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = b""
    try:
        async with asyncio.timeout(WITHIN_S):
            answer = await reader.readuntil(until)
        async with asyncio.timeout(0.1):
            answer += await reader.read(64 * 1024)
    except asyncio.IncompleteReadError as error:
        answer = error.partial
    except TimeoutError:
        assert answer
    finally:
        writer.close()
    return answer


def handshake(method: str = "GET", version: str = "1.1", path: str = "/feed/v1/fr/ws", **headers: str | None) -> bytes:
    given: dict[str, Any] = {
        "Host": "127.0.0.1",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/{version}", *(f"{k}: {v}" for k, v in given.items() if v is not None)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# --- WebSocket


async def test_a_viewer_gets_the_board_and_then_each_change(served: Served) -> None:
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


async def test_frames_are_never_compressed_even_for_who_offers_it(served: Served) -> None:
    async with connect(served.ws(), compression="deflate") as viewer:
        assert viewer.protocol.extensions == []
        await receive(viewer)


async def test_everyone_sees_the_same_revision_in_their_own_language(served: Served) -> None:
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
    assert len(served.feed.lines) == 0


async def test_a_viewer_resumes_with_what_it_missed(served: Served) -> None:
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
async def test_a_wrong_resume_gets_the_whole_board(served: Served, query: str) -> None:
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


async def test_the_epoch_survives_a_restart(board: Board, bus: Bus) -> None:
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


async def test_a_snapshot_larger_than_any_bound_arrives_and_updates_follow(board: Board, bus: Bus) -> None:
    many = [item(f"s{n}", title=text("x" * 2_000)) for n in range(300)]
    await load_programme(board, programme(*many), operator=OPERATOR)
    async with serving(board, bus) as served, connect(served.ws(), max_size=None) as viewer:
        message = await viewer.recv()
        assert len(message) > 512 * 1024
        await open_session(served.board, "s7", operator=OPERATOR)
        assert (await receive(viewer))["key"] == "session/s7"


async def test_a_reader_that_stops_does_not_hold_up_the_others(board: Board, bus: Bus) -> None:
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
    return max(line.transport.get_write_buffer_size() for line in served.feed.lines.open_ones())


async def test_the_server_says_goodbye_and_come_again(board: Board, bus: Bus) -> None:
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


async def test_another_version_of_websocket_is_told_ours(served: Served) -> None:
    answer = await raw(served.port, handshake(Sec_WebSocket_Version="12"))
    assert answer.startswith(b"HTTP/1.1 426 ")
    assert b"\r\nSec-WebSocket-Version: 13\r\n" in answer


async def test_pings_are_answered(served: Served) -> None:
    async with connect(served.ws()) as viewer:
        await receive(viewer)
        async with asyncio.timeout(WITHIN_S):
            await (await viewer.ping())


async def test_a_silent_connection_is_cut_and_a_speaking_one_is_not(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as silent:
        silent.sendall(handshake())
        async with connect(served.ws()) as viewer:
            await receive(viewer)
            for _ in range(5):
                served.feed.lines.check_all()
                await asyncio.sleep(0.05)
            async with asyncio.timeout(WITHIN_S):
                while len(served.feed.lines) > 1:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert served.feed.lines.cut == 1
            await open_session(served.board, "opening", operator=OPERATOR)
            assert (await receive(viewer))["type"] == "update"


@pytest.mark.parametrize("fronted", [True, False])
async def test_one_viewer_too_many_is_told_when_to_come_back(board: Board, bus: Bus, fronted: bool) -> None:
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
        assert len(served.feed.lines) == 1


# --- what screens say


async def test_a_screen_says_what_it_has_painted(served: Served) -> None:
    revision = served.hub.latest.revision
    async with connect(served.ws("ar", "?screen=lobby-1")) as screen:
        await receive(screen)
        row = served.feed.screens.listed()[0]
        assert (row.name, row.connected, row.language, row.shown) == ("lobby-1", True, "ar", None)
        await screen.send(wire.encode_shown("lobby-1", revision, "ar").decode())
        await screen.send(wire.encode_shown("lobby-2", Revision("x", 1), "ar").decode())
        await (await screen.ping())
        row = served.feed.screens.listed()[0]
        assert (row.shown, row.shown_at) == (revision, served.board.clock.now())
    async with asyncio.timeout(WITHIN_S):
        while served.feed.screens.listed()[0].connected:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert [row.name for row in served.feed.screens.listed()] == ["lobby-1"]


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


async def test_a_client_that_talks_too_much_is_cut(served: Served) -> None:
    async with connect(served.ws("fr", "?screen=a")) as viewer:
        message = wire.encode_shown("a", served.hub.latest.revision, "fr").decode()
        with pytest.raises(ConnectionClosed):
            for _ in range(2_000):
                await viewer.send(message)
                await asyncio.sleep(0)
            async with asyncio.timeout(WITHIN_S):
                await viewer.recv()
                await viewer.recv()


# --- handshakes that are none (B24)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", ["/feed/v1/fr/ws", "/feed/v1/fr/events"])
async def test_another_method_is_not_allowed(served: Served, method: str, path: str) -> None:
    answer = await raw(served.port, handshake(method, path=path, Content_Length="0"))
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"\r\nallow: get" in answer.lower()
    assert len(served.feed.lines) == 0


@pytest.mark.parametrize("path", ["/feed/v1/fr/ws", "/feed/v1/fr/events"])
async def test_http_1_0_is_not_spoken(served: Served, path: str) -> None:
    answer = await raw(served.port, handshake(version="1.0", path=path))
    assert answer.split(b" ")[1] == b"505"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:1", "http://127.0.0.1.evil.example", "null", "", "http://"]
)
@pytest.mark.parametrize("path", ["/feed/v1/fr/ws", "/feed/v1/fr/events"])
async def test_a_foreign_page_is_refused(served: Served, origin: str, path: str) -> None:
    answer = await raw(served.port, handshake(path=path, Host=f"127.0.0.1:{served.port}", Origin=origin))
    assert answer.startswith(b"HTTP/1.1 403 ")


async def test_our_own_page_is_not(served: Served) -> None:
    host = f"127.0.0.1:{served.port}"
    answer = await raw(served.port, handshake(Host=host, Origin=f"http://{host}"), until=b'"type":"snapshot"')
    assert answer.startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Upgrade": None},
        {"Connection": "keep-alive"},
        {"Sec_WebSocket_Key": None},
        {"Sec_WebSocket_Key": "short"},
        {"Sec_WebSocket_Version": None},
    ],
)
async def test_a_handshake_that_is_none_is_refused(served: Served, headers: dict[str, Any]) -> None:
    answer = await raw(served.port, handshake(**headers))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert len(served.feed.lines) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Long": "x" * 20_000},
        {"Cookie": "a=" + "b" * 100_000},
        {f"X_{n}": "1" for n in range(400)},
    ],
)
async def test_huge_headers_are_refused_and_not_repeated(served: Served, headers: dict[str, Any]) -> None:
    answer = await raw(served.port, handshake(**headers))
    assert answer.split(b" ")[1] == b"431"
    assert answer.endswith(b"\r\n\r\n431 Request Header Fields Too Large\n")


@pytest.mark.parametrize("language", ["xx", "EN", "en-GB", "%2e%2e", "ar%00", ""])
@pytest.mark.parametrize("path", ["ws", "events", "board.json"])
async def test_an_unknown_language_is_not_found(served: Served, language: str, path: str) -> None:
    answer = await raw(served.port, handshake(path=f"/feed/v1/{language}/{path}"))
    assert answer.startswith(b"HTTP/1.1 404 ")


async def test_after_bad_handshakes_a_good_one_still_works(served: Served) -> None:
    for _ in range(20):
        await raw(served.port, handshake(Sec_WebSocket_Key="short"))
    async with connect(served.ws()) as viewer:
        assert (await receive(viewer))["type"] == "snapshot"


# --- Server-Sent Events


class Events:
    """An EventSource, as far as tests need one (HTML standard §9.2)."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> dict[str, str]:
        event: dict[str, str] = {}
        async with asyncio.timeout(WITHIN_S):
            while True:
                line = (await self.response.content.readline()).decode().removesuffix("\n")
                if line:
                    field, _, value = line.partition(": ")
                    event[field] = value
                elif "data" in event:
                    return event


async def test_events_carry_the_same_messages(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get("/feed/v1/ru/events") as response, connect(served.ws("ru")) as viewer:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        events = Events(response)
        snapshot = await events.next()
        assert snapshot["retry"] == "3000"
        assert (snapshot["event"], json.loads(snapshot["data"])) == ("snapshot", await receive(viewer))
        await open_session(served.board, "opening", operator=OPERATOR)
        update = await events.next()
        message = json.loads(update["data"])
        assert message == await receive(viewer)
        assert update["id"] == f"{message['epoch']}.{message['offset']}"
        await served.hub.tick()
        tick = await events.next()
        assert (tick["event"], "id" in tick) == ("tick", False)


@pytest.mark.parametrize(
    ("header", "recovered"),
    [("{id}", True), ("{epoch}.999", False), ("nonsense", False), ("", False), ("{epoch}", False)],
)
async def test_events_resume_from_the_last_id(
    served: Served, http: aiohttp.ClientSession, header: str, recovered: bool
) -> None:
    async with http.get("/feed/v1/fr/events") as response:
        first = await Events(response).next()
    await open_session(served.board, "opening", operator=OPERATOR)
    await served.hub.refresh()
    epoch = json.loads(first["data"])["epoch"]
    headers = {"Last-Event-ID": header.format(id=first["id"], epoch=epoch)}
    async with http.get("/feed/v1/fr/events", headers=headers) as response:
        snapshot = json.loads((await Events(response).next())["data"])
    assert snapshot["recovered"] is recovered
    assert ("event" in snapshot["keys"]) is not recovered


async def test_the_last_id_goes_before_the_address(served: Served, http: aiohttp.ClientSession) -> None:
    revision = served.hub.latest.revision
    await open_session(served.board, "opening", operator=OPERATOR)
    await adjourn_session(served.board, "opening", operator=OPERATOR)
    await served.hub.refresh()
    headers = {"Last-Event-ID": wire.event_id(replace(revision, offset=revision.offset + 1))}
    address = f"/feed/v1/fr/events?epoch={revision.epoch}&offset=0"
    async with http.get(address, headers=headers) as response:
        snapshot = json.loads((await Events(response).next())["data"])
    assert list(snapshot["keys"]) == ["session/opening"]


async def test_a_reader_of_events_that_left_is_forgotten(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get("/feed/v1/fr/events") as response:
        await Events(response).next()
        assert len(served.feed.lines) == 1
    async with asyncio.timeout(WITHIN_S):
        while len(served.feed.lines):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert served.hub.connections() == {}


async def test_events_end_properly_when_the_server_stops(board: Board, bus: Bus) -> None:
    async with aiohttp.ClientSession() as session:
        async with serving(board, bus) as served:
            response = await session.get(f"{served.http}/feed/v1/fr/events")
            events = Events(response)
            await events.next()
        async with asyncio.timeout(WITHIN_S):
            assert (await events.next())["event"] == "goodbye"
            assert await response.content.read() == b""


# --- JSON


async def test_json_is_the_snapshot(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get("/feed/v1/zh/board.json") as response, connect(served.ws("zh")) as viewer:
        assert response.content_type == "application/json"
        assert await response.json() == await receive(viewer)
        assert "public" in response.headers["Cache-Control"]
        assert response.headers["Date"] == "Sat, 25 Oct 2025 02:00:00 GMT"


async def test_json_is_not_sent_again_until_something_changes(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get("/feed/v1/zh/board.json") as response:
        etag = response.headers["ETag"]
    for given in (etag, f'"other", {etag}'):
        async with http.get("/feed/v1/zh/board.json", headers={"If-None-Match": given}) as response:
            assert (response.status, await response.read()) == (304, b"")
            assert response.headers["ETag"] == etag
    async with http.get("/feed/v1/ar/board.json", headers={"If-None-Match": etag}) as response:
        assert response.status == 200
    await open_session(served.board, "opening", operator=OPERATOR)
    await served.hub.refresh()
    async with http.get("/feed/v1/zh/board.json", headers={"If-None-Match": etag}) as response:
        assert response.status == 200


async def test_json_that_nobody_confirms_is_not_served(
    served: Served, http: aiohttp.ClientSession, clock: ManualClock
) -> None:
    await served.hub.close()  # nobody looks at the database any more
    clock.advance(3 * 3600)
    async with http.get("/feed/v1/zh/board.json") as response:
        assert (response.status, "Retry-After" in response.headers) == (503, True)


async def test_private_items_are_in_no_byte_of_the_feed(served: Served, http: aiohttp.ClientSession) -> None:
    for language in LANGUAGES:
        async with http.get(f"/feed/v1/{language}/board.json") as response:
            body = await response.text()
        assert CANARY not in body
        assert "bilateral" not in body


async def test_a_burst_of_screens_coming_and_going_reaches_no_viewer(served: Served) -> None:
    async with connect(served.ws()) as viewer:
        await receive(viewer)
        sent = served.hub.counters.frames.sent
        for _ in range(4):
            burst = [await connect(served.ws("ar", f"?screen=s{n}")) for n in range(25)]
            for screen in burst:
                screen.transport.abort()
        async with asyncio.timeout(WITHIN_S):
            while len(served.feed.lines) > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert served.hub.counters.frames.sent == sent + 100
        await open_session(served.board, "opening", operator=OPERATOR)
        assert (await receive(viewer))["type"] == "update"
    assert [screen.connected for screen in served.feed.screens.listed()] == [False] * 25
