"""The doorbell over Redis servers that die, freeze, come back empty, or hide behind a broken network (CASES B12)."""

import asyncio
import ssl
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis.asyncio import Redis

from broadcast.feed.fanout import redis
from broadcast.feed.fanout.redis import MAX_STREAM_LENGTH, RedisFanout
from tests.faults.proxy import FaultProxy, Mode
from tests.support.servers import RedisServer, free_port

SILENT_S = 0.6
WITHIN_S = 8.0
"""What an action may wait for the bell, on a machine with other work."""


class Ear:
    """Listens to a doorbell, and remembers what it heard."""

    def __init__(self, fanout: RedisFanout) -> None:
        self.fanout = fanout
        self.heard: list[int] = []
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for offset in self.fanout.listen():
            self.heard.append(offset)
            self._more.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds, looking again after whatever is heard."""
        async with asyncio.timeout(WITHIN_S):
            while not true():
                self._more.clear()
                try:
                    await asyncio.wait_for(self._more.wait(), 0.02)
                except TimeoutError:
                    continue

    async def hears(self, offset: int) -> None:
        await self.until(lambda: offset in self.heard)


@asynccontextmanager
async def pair(
    url: str, *, other: str = "", stream: str = "", silent_s: float = SILENT_S
) -> AsyncIterator[tuple[RedisFanout, Ear]]:
    """A node that rings, and another one (at `other`) that listens and is connected."""
    stream = stream or f"test:{uuid.uuid4().hex}"
    here = RedisFanout(url, stream=stream, silent_s=silent_s)
    there = RedisFanout(other or url, stream=stream, silent_s=silent_s)
    ear = Ear(there)
    try:
        await ear.until(lambda: there.connected)
        yield here, ear
    finally:
        await here.close()
        await there.close()


def rings_at_once(fanout: RedisFanout, offset: int) -> None:
    """Notify, without waiting for anything: one step ends the coroutine."""
    with pytest.raises(StopIteration):
        fanout.notify(offset).send(None)


async def again_at_work(here: RedisFanout, ear: Ear, offset: int) -> None:
    """After a fault: it is connected again, has been told to look, and hears the next ring."""
    await ear.until(lambda: ear.fanout.connected)
    assert 0 in ear.heard
    rings_at_once(here, offset)
    await ear.hears(offset)


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """A Redis of this module's own, to be ill-treated."""
    opened = RedisServer()
    yield opened
    opened.close()


@pytest.fixture
def proxy(server: RedisServer) -> Iterator[FaultProxy]:
    """The way to it."""
    opened = FaultProxy(server.port)
    yield opened
    opened.close()


async def test_without_redis_own_notifications_and_zeros_arrive() -> None:
    fanout = RedisFanout(f"redis://127.0.0.1:{free_port()}/0", silent_s=SILENT_S)
    ear = Ear(fanout)
    await ear.hears(0)
    rings_at_once(fanout, 3)
    await ear.hears(3)
    await ear.until(lambda: ear.heard.count(0) >= 3 and fanout.notifications_failed > 0)
    assert (fanout.connected, fanout.failures > 0, fanout.notifications) == (False, True, 0)
    await fanout.close()


async def test_killed_and_back_empty(server: RedisServer) -> None:
    async with pair(server.url) as (here, ear):
        await here.notify(1)
        await ear.hears(1)
        server.kill()
        await ear.until(lambda: not ear.fanout.connected)
        ear.heard.clear()
        rings_at_once(here, 2)
        await ear.until(lambda: 0 in ear.heard)
        server.start()
        await again_at_work(here, ear, 3)
        assert ear.fanout.reconnects == 1


async def test_failed_notifications_are_resent_as_the_highest(server: RedisServer, proxy: FaultProxy) -> None:
    async with pair(f"redis://127.0.0.1:{proxy.port}/0", other=server.url) as (here, ear):
        proxy.mode = Mode.DROP
        for offset in (5, 7, 6):
            rings_at_once(here, offset)
        await ear.until(lambda: here.notifications_failed > 0)
        proxy.mode = Mode.PASS
        await ear.hears(7)
        assert not {5, 6} & set(ear.heard)
        await ear.until(lambda: here.notifications == 1)


async def test_frozen(server: RedisServer) -> None:
    async with pair(server.url) as (here, ear):
        server.freeze()
        rings_at_once(here, 1)
        await ear.until(lambda: not ear.fanout.connected)
        server.thaw()
        await again_at_work(here, ear, 2)


async def test_paused(server: RedisServer) -> None:
    async with pair(server.url) as (here, ear), Redis.from_url(server.url) as client:
        await client.client_pause(1000)
        rings_at_once(here, 1)
        await ear.until(lambda: not ear.fanout.connected)
        await again_at_work(here, ear, 2)


async def test_half_open(server: RedisServer, proxy: FaultProxy) -> None:
    url = f"redis://127.0.0.1:{proxy.port}/0"
    async with pair(url) as (here, ear):
        proxy.mode = Mode.DROP
        rings_at_once(here, 1)
        await ear.until(lambda: not ear.fanout.connected)
        proxy.mode = Mode.PASS
        await again_at_work(here, ear, 2)


async def test_slow_network_does_not_delay_notify(server: RedisServer, proxy: FaultProxy) -> None:
    url = f"redis://127.0.0.1:{proxy.port}/0"
    async with pair(url, other=server.url, silent_s=3 * WITHIN_S) as (here, ear):
        proxy.mode = Mode.HOLD
        async with asyncio.timeout(WITHIN_S):
            for offset in range(1, 6):
                await here.notify(offset)
        assert here.notifications == 0
        proxy.mode = Mode.PASS
        await ear.hears(5)
        await ear.until(lambda: here.notifications > 0)
        assert (here.notifications <= 2, here.notifications_failed) == (True, 0)


async def test_notification_is_repeated_after_a_firewall_drop(server: RedisServer, proxy: FaultProxy) -> None:
    url = f"redis://127.0.0.1:{proxy.port}/0"
    async with pair(url, other=server.url) as (here, ear):
        await here.notify(1)
        await ear.until(lambda: here.notifications == 1)
        proxy.forget()
        rings_at_once(here, 2)
        await ear.hears(2)
        assert here.notifications_failed == 1
        assert ear.fanout.failures == 0


async def test_long_idle_connection_is_not_reused(
    server: RedisServer, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis, "TRUSTED_S", 0.0)
    async with pair(f"redis://127.0.0.1:{proxy.port}/0", other=server.url) as (here, ear):
        await here.notify(1)
        await ear.until(lambda: here.notifications == 1)
        proxy.forget()
        rings_at_once(here, 2)
        await ear.hears(2)
        assert here.notifications_failed == 0


async def test_redis_closes_idle_connections(server: RedisServer) -> None:
    async with pair(server.url) as (here, ear), Redis.from_url(server.url) as client:
        await here.notify(1)
        await ear.hears(1)
        await client.client_kill_filter(_type="normal", skipme=True)
        await again_at_work(here, ear, 2)


async def test_output_buffer_limit_cuts_a_listener(server: RedisServer) -> None:
    stream = f"test:{uuid.uuid4().hex}"
    async with pair(server.url, stream=stream) as (here, ear), Redis.from_url(server.url) as client:
        ear.heard.clear()
        await client.config_set("client-output-buffer-limit", "normal 100000 0 0")
        async with client.pipeline(transaction=True) as many:
            for offset in range(1, 31):
                many.xadd(stream, {"offset": offset, "padding": "x" * 30_000})
            await many.execute()
        await ear.until(lambda: ear.fanout.reconnects == 1)
        await client.config_set("client-output-buffer-limit", "normal 0 0 0")
        await again_at_work(here, ear, 31)


async def test_another_redis_answers_whose_ids_are_behind(server: RedisServer) -> None:
    """A failover: the address leads elsewhere, to a stream that lies in the past of the first."""
    stream, second = f"test:{uuid.uuid4().hex}", RedisServer()
    proxy = FaultProxy(server.port)
    async with pair(f"redis://127.0.0.1:{proxy.port}/0", stream=stream) as (here, ear):
        await here.notify(1)
        await ear.hears(1)
        async with Redis.from_url(second.url) as client:
            await client.xadd(stream, {"offset": 1}, id="5-1")
        proxy.to_port = second.port
        proxy.cut()
        await ear.until(lambda: ear.fanout.reconnects == 1)
        await again_at_work(here, ear, 2)
    proxy.close()
    second.close()


async def test_stream_that_goes_back_is_a_gap(server: RedisServer) -> None:
    stream = f"test:{uuid.uuid4().hex}"
    async with pair(server.url, stream=stream) as (here, ear), Redis.from_url(server.url) as client:
        await here.notify(1)
        await ear.hears(1)
        ear.heard.clear()
        await client.delete(stream)
        await client.xadd(stream, {"offset": 8}, id="1-1")
        await ear.until(lambda: 0 in ear.heard)
        assert (ear.fanout.gaps, ear.fanout.reconnects) == (1, 0)
        await client.xadd(stream, {"offset": 9}, id="1-2")
        await ear.hears(9)


async def test_missing_number_is_a_gap(server: RedisServer) -> None:
    stream = f"test:{uuid.uuid4().hex}"
    async with pair(server.url, stream=stream) as (_, ear), Redis.from_url(server.url) as client:
        ear.heard.clear()
        for number in (1, 2, 2):
            await client.xadd(stream, {"offset": 10 + number, "node": "a", "number": number})
        await ear.hears(12)
        assert (0 in ear.heard, ear.fanout.gaps) == (False, 0)
        await client.xadd(stream, {"offset": 14, "node": "a", "number": 4})
        await ear.hears(14)
        assert (0 in ear.heard, ear.fanout.gaps) == (True, 1)
        await client.xadd(stream, {"offset": "nonsense"})
        await ear.until(lambda: ear.heard.count(0) == 2)


async def test_listener_leaves_a_read_only_replica(server: RedisServer) -> None:
    stream, replica = f"test:{uuid.uuid4().hex}", RedisServer(0, "--replicaof", "127.0.0.1", str(server.port))
    proxy = FaultProxy(replica.port)
    async with pair(f"redis://127.0.0.1:{proxy.port}/0", other=server.url, stream=stream) as (here, ear):
        rings_at_once(here, 1)
        await ear.until(lambda: here.notifications_failed > 0)
        proxy.to_port = server.port
        await ear.hears(1)
    proxy.close()
    replica.close()


async def test_password_of_the_server_is_sent(server: RedisServer) -> None:
    locked = RedisServer(0, "--requirepass", "s3cret")
    bare = f"127.0.0.1:{locked.port}/0"
    refused = RedisFanout(f"redis://:wrong@{bare}", silent_s=SILENT_S)
    ear = Ear(refused)
    await ear.until(lambda: refused.failures > 0)
    assert not refused.connected
    await refused.close()
    async with pair(f"redis://:s3cret@{bare}") as (here, ear):
        await again_at_work(here, ear, 1)
    locked.close()


async def test_tls(server: RedisServer, tmp_path: Path) -> None:
    proxy = FaultProxy(server.port, tls=_certified(tmp_path))
    async with pair(f"rediss://127.0.0.1:{proxy.port}/0?ssl_ca_certs={tmp_path}/cert.pem") as (here, ear):
        await again_at_work(here, ear, 1)
    stranger = RedisFanout(f"rediss://127.0.0.1:{proxy.port}/0", silent_s=SILENT_S)
    ear = Ear(stranger)
    await ear.until(lambda: stranger.failures > 0)
    assert not stranger.connected
    await stranger.close()
    proxy.close()


async def test_notification_just_before_close_is_sent(server: RedisServer) -> None:
    stream = f"test:{uuid.uuid4().hex}"
    async with pair(server.url, stream=stream) as (_, ear):
        leaving = RedisFanout(server.url, stream=stream, silent_s=SILENT_S)
        other = Ear(leaving)
        await other.until(lambda: leaving.connected)
        await leaving.notify(4)
        await leaving.close()
        await ear.hears(4)


async def test_closing_does_not_wait_for_a_frozen_redis(server: RedisServer) -> None:
    fanout = RedisFanout(server.url, stream=f"test:{uuid.uuid4().hex}", silent_s=SILENT_S)
    ear = Ear(fanout)
    await ear.until(lambda: fanout.connected)
    server.freeze()
    await fanout.notify(1)
    try:
        await asyncio.wait_for(fanout.close(), WITHIN_S)
    finally:
        server.thaw()


async def test_length_of_the_stream_is_bounded(server: RedisServer) -> None:
    stream = f"test:{uuid.uuid4().hex}"
    async with pair(server.url, stream=stream) as (here, ear), Redis.from_url(server.url) as client:
        async with client.pipeline(transaction=False) as many:
            for offset in range(MAX_STREAM_LENGTH + 500):
                many.xadd(stream, {"offset": offset})
            await many.execute()
        await here.notify(MAX_STREAM_LENGTH + 500)
        await ear.hears(MAX_STREAM_LENGTH + 500)
        assert await client.xlen(stream) < MAX_STREAM_LENGTH + 200


def _certified(folder: Path) -> ssl.SSLContext:
    """TLS for 127.0.0.1, vouched for by `cert.pem` in the folder alone."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
