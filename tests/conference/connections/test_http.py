"""Slow, silent and surplus clients of a real server: the answer they get, and the end of their connections."""

import asyncio

import pytest

from conference.connections import limits
from conference.connections.limits import ConnectionLimits
from tests.conference.connections.serving import GET, LARGE, Site, serving, until


def post(path: str = "/read", size: int = 1000, **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\nHost: a\r\n{more}Content-Length: {size}\r\n\r\n".encode()


async def test_later_head_has_the_same_time(site: Site) -> None:
    client = await site.connect(GET, idle=1)
    assert await client.answer() == b"HTTP/1.1 200 OK"
    site.pass_time(limits.IDLE_S - 1)
    client.send(GET[:5])
    await site.until(head=1)
    site.pass_time(limits.HEAD_S - 1)
    client.send(GET[5:])
    assert await client.answer() == b"HTTP/1.1 200 OK"
    await site.until(idle=1)
    client.send(GET[:5])
    await site.until(head=1)
    site.pass_time(limits.HEAD_S)
    assert await client.answer() == b"HTTP/1.1 408 Request Timeout"


async def test_head_after_a_request_under_way_has_the_same_time(site: Site) -> None:
    client = await site.connect(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", answer=1)
    client.send(GET[:5])
    await asyncio.sleep(0.05)
    site.go_on.set()
    assert await client.answer() == b"HTTP/1.1 200 OK"
    await site.until(head=1)
    site.pass_time(limits.HEAD_S)
    assert await client.answer() == b"HTTP/1.1 408 Request Timeout"


async def test_idle_connection_is_closed(site: Site) -> None:
    client = await site.connect(GET, idle=1)
    assert await client.answer() == b"HTTP/1.1 200 OK"
    site.pass_time(limits.IDLE_S - 1)
    assert site.phases["idle"] == 1
    site.pass_time(1)
    assert await client.is_closed()
    await site.until(ending=0)


async def test_idle_connection_of_a_proxy_is_kept_for_an_hour() -> None:
    async with serving(ConnectionLimits(proxies=1)) as site:
        client = await site.connect(GET, idle=1)
        assert await client.answer() == b"HTTP/1.1 200 OK"
        site.pass_time(3600)
        client.send(GET)
        assert await client.answer() == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("path", ["/read", "/nowhere", "/"])
async def test_body_that_drips_is_ended(site: Site, path: str) -> None:
    client = await site.connect(post(path), body=1)
    for _ in range(int(limits.BODY_GRACE_S / limits.BODY_CHECK_S) - 1):
        client.send(b"x")
        await site.received(1)
        site.pass_time(limits.BODY_CHECK_S)
    assert site.phases["body"] == 1
    for _ in range(2):
        site.pass_time(limits.BODY_CHECK_S)
    status = await client.answer()
    assert status.split()[1] == {"/read": b"408", "/nowhere": b"404", "/": b"405"}[path]
    assert await client.is_closed()
    await until(lambda: len(site.table) == 0, lambda: site.phases)


async def test_slow_body_that_goes_on_is_read(site: Site) -> None:
    size, step = 100 * 1024, 3 * limits.MIN_RATE
    client = await site.connect(post(size=size), body=1)
    for at in range(0, size - step, step):
        client.send(bytes(min(step, size - at)))
        await site.received(step)
        site.pass_time(limits.BODY_CHECK_S)
    assert site.time.now > 1000 + 60
    client.send(bytes(step))
    assert await client.answer() == b"HTTP/1.1 200 OK"


async def test_body_may_pause_after_it_has_brought_much(site: Site) -> None:
    client = await site.connect(post(size=300_000), body=1)
    client.send(bytes(200_000))
    await site.received(200_000)
    for _ in range(int(limits.BODY_PATIENCE_S / limits.BODY_CHECK_S) - 1):
        site.pass_time(limits.BODY_CHECK_S)
    client.send(bytes(100_000))
    assert await client.answer() == b"HTTP/1.1 200 OK"


async def test_body_has_an_absolute_limit(site: Site) -> None:
    client = await site.connect(post(size=10_000_000), body=1)
    for _ in range(int(limits.BODY_S / limits.BODY_CHECK_S)):
        client.send(bytes(4096))
        await site.received(4096)
        site.pass_time(limits.BODY_CHECK_S)
    assert await client.answer() == b"HTTP/1.1 408 Request Timeout"


async def test_body_that_the_server_does_not_read_is_not_slow(site: Site) -> None:
    client = await site.connect(post("/wait", 2_000_000), body=1)
    client.send(bytes(2_000_000))
    await site.received(200_000)
    await until(lambda: not site.waiting[0].transport.is_reading())
    for _ in range(100):
        site.pass_time(limits.BODY_CHECK_S)
    site.go_on.set()
    assert await client.answer() == b"HTTP/1.1 200 OK"


async def test_connection_is_idle_after_an_unread_body(site: Site) -> None:
    client = await site.connect(post("/nowhere", 10), body=1)
    assert await client.answer() == b"HTTP/1.1 404 Not Found"
    client.send(bytes(10))
    await site.until(idle=1)
    site.pass_time(limits.IDLE_S)
    assert await client.is_closed()


async def test_request_that_waits_for_its_answer_is_not_ended(site: Site) -> None:
    client = await site.connect(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", answer=1)
    for _ in range(100):
        site.pass_time(100)
    site.go_on.set()
    assert await client.answer() == b"HTTP/1.1 200 OK"


async def test_answer_that_is_not_read_ends_the_connection(site: Site) -> None:
    await site.connect(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    await until(lambda: len(site.table._unread) == 1)
    await asyncio.sleep(0.1)  # the kernel's buffers fill
    site.pass_time(limits.UNREAD_S)
    site.pass_time(limits.UNREAD_S)
    assert len(site.table) == 0


async def test_answer_that_is_read_slowly_is_sent(site: Site) -> None:
    client = await site.connect(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    await until(lambda: len(site.table._unread) == 1)
    head = await client.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    for _ in range(8):
        await client.reader.readexactly(LARGE // 16)
        await asyncio.sleep(0.05)  # the kernel asks for more
        site.pass_time(limits.UNREAD_S)
    await client.reader.readexactly(LARGE // 2)
    client.send(GET)
    assert await client.answer() == b"HTTP/1.1 200 OK"
    await site.until(idle=1)
    assert len(site.table._unread) == 0


async def test_full_table_ends_the_idle_first() -> None:
    async with serving(ConnectionLimits(files=0, most=limits.MIN_CONNECTIONS)) as site:
        first = await site.connect(head=1)
        idle = await site.connect(GET, idle=1)
        assert await idle.answer() == b"HTTP/1.1 200 OK"
        working = await site.connect(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", answer=1)
        begun = await site.connect(b"G", head=2)
        crowd = [await site.connect() for _ in range(limits.MIN_CONNECTIONS - 4)]
        await site.until(head=limits.MIN_CONNECTIONS - 2)
        await site.connect()
        assert await idle.is_closed()
        await site.connect()
        assert await first.is_closed()
        await site.connect()
        assert await begun.answer() == b"HTTP/1.1 503 Service Unavailable"
        await site.connect()
        assert await crowd[0].is_closed()
        site.go_on.set()
        assert await working.answer() == b"HTTP/1.1 200 OK"
        assert len(site.table) <= limits.MIN_CONNECTIONS


async def test_full_table_of_working_connections_refuses() -> None:
    async with serving(ConnectionLimits(files=0)) as site:
        for _ in range(limits.MIN_CONNECTIONS):
            await site.connect(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        await site.until(answer=limits.MIN_CONNECTIONS)
        refused = await site.connect()
        assert await refused.answer() == b"HTTP/1.1 503 Service Unavailable"
        assert await refused.is_closed()
        assert len(site.table) == limits.MIN_CONNECTIONS


async def test_full_table_of_unread_answers_ends_the_oldest() -> None:
    async with serving(ConnectionLimits(files=0)) as site:
        request = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
        for _ in range(3):
            await site.connect(request)
        await until(lambda: len(site.table._unread) == 3)
        for _ in range(limits.MIN_CONNECTIONS - 3):
            await site.connect(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        await site.until(answer=limits.MIN_CONNECTIONS)
        client = await site.connect(GET)
        assert await client.answer() == b"HTTP/1.1 200 OK"
        assert len(site.table._unread) == 2


async def test_enrolled_devices_are_not_shed() -> None:
    async with serving(ConnectionLimits(files=0)) as site:
        request = b"GET /devices/gate HTTP/1.1\r\nHost: a\r\n\r\n"
        device = await site.connect(request, device_idle=1)
        assert await device.answer() == b"HTTP/1.1 200 OK"
        for _ in range(2 * limits.MIN_CONNECTIONS):
            await site.connect()
        assert len(site.table) <= limits.MIN_CONNECTIONS
        device.send(request)
        assert await device.answer() == b"HTTP/1.1 200 OK"


async def test_device_keeps_few_connections(site: Site) -> None:
    for count in range(limits.MAX_PER_DEVICE):
        await site.connect(b"GET /devices/gate HTTP/1.1\r\nHost: a\r\n\r\n", device_idle=count + 1)
    await site.connect(b"GET /devices/gate HTTP/1.1\r\nHost: a\r\n\r\n", idle=1)
    assert site.phases["device_idle"] == limits.MAX_PER_DEVICE


async def test_connections_give_way_to_viewers(site: Site) -> None:
    site.table.limits = ConnectionLimits(files=limits.RESERVED_FILES + 1000)
    assert site.table.room == 1000
    site.table.count_viewers = lambda: 700
    assert site.table.room == 300
    site.table.count_viewers = lambda: 1000
    assert site.table.room == limits.MIN_CONNECTIONS


async def test_bodies_of_one_network_are_limited_behind_a_proxy() -> None:
    async with serving(ConnectionLimits(proxies=1, most_bodies_per_network=2)) as site:
        slow = await site.connect(post(X_Forwarded_For="198.51.100.1, 203.0.113.9"), body=1)
        site.pass_time(limits.BODY_CHECK_S)
        quick = await site.connect(post(X_Forwarded_For="198.51.100.2, 203.0.113.9"), body=2)
        await site.connect(post(X_Forwarded_For="203.0.113.9, 198.51.100.1"), body=3)
        await site.connect(post(X_Forwarded_For="198.51.100.3, 203.0.113.9"))
        assert await slow.answer() == b"HTTP/1.1 429 Too Many Requests"
        await site.until(body=3, ending=0)
        quick.send(bytes(1000))
        assert await quick.answer() == b"HTTP/1.1 200 OK"


async def test_header_of_a_client_without_proxy_counts_nothing() -> None:
    async with serving(ConnectionLimits(most_bodies_per_network=1)) as site:
        for count in range(3):
            await site.connect(post(X_Forwarded_For="203.0.113.9"), body=count + 1)
