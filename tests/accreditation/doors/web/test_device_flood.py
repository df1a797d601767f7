"""A device that sends without end waits for itself, and no other device does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy import select

from accreditation.doors.actions.devices import digest, lock_device, wipe_device
from accreditation.doors.runtime.request_queues import CAPACITY, MAX_HELD_REQUESTS
from accreditation.doors.storage.tables import scans
from accreditation.doors.web.device_context import DEVICE_QUEUES
from tests.accreditation.doors.web.test_scans import SCANS, scan, send
from tests.support.accreditation_pages import Client
from tests.support.badge_office import GATE, OTHER_GATE
from tests.support.door_devices import CHIEF, bearer, device_services_of, enrol


@pytest.fixture
async def token(client: Client) -> str:
    return str((await enrol(client, GATE, OTHER_GATE))["token"])


@pytest.fixture
async def other(client: Client) -> str:
    return str((await enrol(client, GATE, OTHER_GATE))["token"])


@asynccontextmanager
async def busy(client: Client, token: str) -> AsyncIterator[None]:
    """The device has as many requests under way as it may."""
    assert client.app is not None
    queues, queue = client.app[DEVICE_QUEUES], digest(token)
    async with AsyncExitStack() as stack:
        for _ in range(CAPACITY):
            await stack.enter_async_context(queues.place(queue))
            await stack.enter_async_context(queues.turn(queue))
        yield


async def raw_post(client: Client, token: str, body: bytes, *, sent: int | None = None) -> asyncio.StreamWriter:
    """A message on a connection of its own, or its first `sent` bytes."""
    _, writer = await asyncio.open_connection("127.0.0.1", client.port)
    head = f"POST {SCANS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}"
    writer.write(head.encode() + b"\r\n\r\n" + body[:sent])
    await writer.drain()
    return writer


async def places_of(client: Client, token: str, count: int) -> None:
    """Wait until the device has so many requests in hand."""
    assert client.app is not None
    queues = client.app[DEVICE_QUEUES]
    for _ in range(1000):
        if queues.held_by(digest(token)) == count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{queues.held_by(digest(token))} requests in hand instead of {count}")


async def test_device_waits_for_its_own_requests_alone(client: Client, token: str, other: str) -> None:
    async with busy(client, token):
        waiting = [
            asyncio.create_task(send(client, token, scan("x"))),
            asyncio.create_task(client.get("/doors/v1/list", headers=bearer(token))),
            asyncio.create_task(client.post("/doors/v1/sync", json={"wait_s": 0}, headers=bearer(token))),
        ]
        await places_of(client, token, CAPACITY + len(waiting))
        assert (await send(client, other, scan("x", "key-00000002")))[0]["verdict"] == "not_a_badge"
        assert (await client.get("/doors/v1/list", headers=bearer(other))).status == 200
        assert not any(task.done() for task in waiting)
    await asyncio.gather(*waiting)


async def test_request_of_a_locked_device_waits_too(client: Client) -> None:
    enrolled = await enrol(client, GATE)
    await lock_device(device_services_of(client), enrolled["device"], staff=CHIEF)
    async with busy(client, enrolled["token"]):
        refused = asyncio.create_task(client.get("/doors/v1/list", headers=bearer(enrolled["token"])))
        await places_of(client, enrolled["token"], CAPACITY + 1)
        assert not refused.done()
    assert (await refused).status == 403


async def test_device_that_ends_while_its_request_waits_is_refused(client: Client) -> None:
    enrolled = await enrol(client, GATE)
    async with busy(client, enrolled["token"]):
        waiting = asyncio.create_task(client.post(SCANS, json={"items": []}, headers=bearer(enrolled["token"])))
        await places_of(client, enrolled["token"], CAPACITY + 1)
        await wipe_device(device_services_of(client), enrolled["device"], staff=CHIEF)
    assert (await waiting).status == 401


async def test_request_over_the_queue_limit_gets_a_retry_time(client: Client, token: str, other: str) -> None:
    async with busy(client, token):
        waiting = [
            asyncio.create_task(send(client, token, scan("x", f"key-{n:08}")))
            for n in range(MAX_HELD_REQUESTS - CAPACITY)
        ]
        await places_of(client, token, MAX_HELD_REQUESTS)
        refused = await client.post(SCANS, json={"items": []}, headers=bearer(token))
        assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
        assert (await refused.json())["code"] == "requests.throttled"
        assert await send(client, other) == []
    answers = await asyncio.gather(*waiting)
    assert [one["problem"] for (one,) in answers] == [None] * len(waiting)


async def test_message_that_comes_slowly_holds_up_no_other(client: Client, token: str) -> None:
    """A telephone whose connection has died sends its scans on the next one."""
    body = json.dumps({"items": [scan("x", "key-00000009")]}).encode()
    slow = [await raw_post(client, token, body, sent=10) for _ in range(CAPACITY + 1)]
    await places_of(client, token, len(slow))
    assert len(await send(client, token, scan("x"))) == 1
    for writer in slow:
        writer.close()


async def wait_for_waiting_request(client: Client, token: str) -> None:
    """Wait until the body of a request has been read and the request waits for its turn."""
    assert client.app is not None
    queue = client.app[DEVICE_QUEUES]._queues[digest(token)]
    for _ in range(6000):
        if queue.waiting:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("no request waits for its turn")


async def test_message_of_a_closed_connection_is_dropped(client: Client, token: str) -> None:
    """The device sends it again; what nobody waits for does not grow while the server is slow."""
    async with busy(client, token):
        gone = await raw_post(client, token, json.dumps({"items": [scan("x", "key-of-gone")]}).encode())
        await wait_for_waiting_request(client, token)
        gone.close()
        await gone.wait_closed()
        stays = asyncio.create_task(send(client, token, scan("x", "key-of-one-that-stays")))
        await places_of(client, token, CAPACITY + 2)
    await stays
    async with device_services_of(client).transactions.read() as transaction:
        assert list(await transaction.connection.scalars(select(scans.c.key))) == ["key-of-one-that-stays"]
