"""The feed as Server-Sent Events and as JSON."""

import asyncio
import json
from dataclasses import replace

import aiohttp
import pytest
from websockets.asyncio.client import connect

from broadcast.board.ports import Board
from broadcast.feed import wire
from conference.bus import Bus
from conference.clock import ManualClock
from conference.languages import LANGUAGES
from tests.broadcast.feed.web.clients import WITHIN_S, receive
from tests.support.board_moves import adjourn_session, open_session
from tests.support.board_samples import CANARY, OPERATOR
from tests.support.feed_server import Served, serving


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


async def test_one_stream_carries_every_language(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get(f"/feed/v1/events?languages={','.join(LANGUAGES)}") as response:
        events = Events(response)
        snapshots = [await events.next() for _ in LANGUAGES]
        await open_session(served.board, "opening", operator=OPERATOR)
        updates = [await events.next() for _ in LANGUAGES]
        await served.hub.tick()
        tick = await events.next()
        assert len(served.feed.connections) == 1
    for language, snapshot, update in zip(LANGUAGES, snapshots, updates, strict=True):
        assert (snapshot["event"], json.loads(snapshot["data"])["language"]) == (language, language)
        assert update["event"] == language
    labels = [json.loads(update["data"])["state"]["phase_label"] for update in updates]
    assert len(set(labels)) == len(LANGUAGES)
    assert [("id" in event) for event in updates] == [False] * (len(LANGUAGES) - 1) + [True]
    assert tick["event"] == "tick"


async def test_stream_of_languages_resumes(served: Served, http: aiohttp.ClientSession) -> None:
    revision = served.hub.latest.revision
    await open_session(served.board, "opening", operator=OPERATOR)
    await served.hub.refresh()
    address = f"/feed/v1/events?languages=vi,ar&epoch={revision.epoch}&offset={revision.offset}"
    async with http.get(address) as response:
        events = Events(response)
        received = [await events.next() for _ in range(2)]
    assert [event["event"] for event in received] == ["ar", "vi"]
    assert [list(json.loads(event["data"])["keys"]) for event in received] == [["session/opening"]] * 2


@pytest.mark.parametrize("query", ["", "?languages=", "?languages=fr,xx", "?languages=fr,,ar"])
async def test_stream_of_unknown_languages_is_not_found(
    served: Served, http: aiohttp.ClientSession, query: str
) -> None:
    async with http.get(f"/feed/v1/events{query}") as response:
        assert response.status == 404


async def test_last_event_id_overrides_the_query(served: Served, http: aiohttp.ClientSession) -> None:
    revision = served.hub.latest.revision
    await open_session(served.board, "opening", operator=OPERATOR)
    await adjourn_session(served.board, "opening", operator=OPERATOR)
    await served.hub.refresh()
    headers = {"Last-Event-ID": wire.event_id(replace(revision, offset=revision.offset + 1))}
    address = f"/feed/v1/fr/events?epoch={revision.epoch}&offset=0"
    async with http.get(address, headers=headers) as response:
        snapshot = json.loads((await Events(response).next())["data"])
    assert list(snapshot["keys"]) == ["session/opening"]


async def test_closed_sse_connection_is_removed(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get("/feed/v1/fr/events") as response:
        await Events(response).next()
        assert len(served.feed.connections) == 1
    async with asyncio.timeout(WITHIN_S):
        while len(served.feed.connections):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert served.hub.connections() == {}


async def test_events_end_properly_when_the_server_stops(programmed: Board, bus: Bus) -> None:
    async with aiohttp.ClientSession() as session:
        async with serving(programmed, bus) as served:
            response = await session.get(f"{served.http}/feed/v1/fr/events")
            events = Events(response)
            await events.next()
        async with asyncio.timeout(WITHIN_S):
            assert (await events.next())["event"] == "goodbye"
            assert await response.content.read() == b""


async def test_json_is_the_snapshot(served: Served, http: aiohttp.ClientSession) -> None:
    async with http.get("/feed/v1/zh/board.json") as response, connect(served.ws("zh")) as viewer:
        assert response.content_type == "application/json"
        assert await response.json() == await receive(viewer)
        assert "public" in response.headers["Cache-Control"]
        assert response.headers["Date"] == "Sat, 25 Oct 2025 02:00:00 GMT"


async def test_json_is_sent_again_only_after_a_change(served: Served, http: aiohttp.ClientSession) -> None:
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


async def test_json_of_an_unconfirmed_board_is_not_served(
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
