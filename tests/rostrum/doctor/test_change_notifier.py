"""Check of Redis: unreachable, too old, full, or evicting."""

import asyncio

import redis.asyncio

from rostrum.doctor.change_notifier import check_redis
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import warned, wrong
from tests.support.servers import free_port


async def test_redis_is_well_and_left_as_it_was(redis_url: str) -> None:
    client = redis.asyncio.Redis.from_url(redis_url)
    before = await client.dbsize()
    assert wrong(await check_redis(Settings(redis_url=redis_url))) == []
    assert await client.dbsize() == before
    await client.aclose()


async def test_unreachable_redis_is_reported() -> None:
    (said,) = wrong(await check_redis(Settings(redis_url=f"redis://127.0.0.1:{free_port()}/0")))
    assert said.startswith("Redis cannot be used: Error 111 connecting")


async def test_server_that_is_no_redis_is_reported() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert len(wrong(await check_redis(Settings(redis_url=f"redis://127.0.0.1:{port}/0")))) == 1


async def test_redis_without_streams_is_reported() -> None:
    about = b"# Server\r\nredis_version:4.0.14\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            words = []
            for _ in range(int(line[1:])):
                length = int((await reader.readline())[1:])
                words.append((await reader.readexactly(length + 2))[:-2])
            writer.write(b"$%d\r\n%b\r\n" % (len(about), about) if words[0] == b"INFO" else b"+OK\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found = wrong(await check_redis(Settings(redis_url=f"redis://127.0.0.1:{port}/0")))
    assert found == ["Redis 4.0.14 has no streams."]


async def test_redis_that_evicts_or_is_full_is_reported(redis_url: str) -> None:
    client = redis.asyncio.Redis.from_url(redis_url)
    try:
        await client.config_set("maxmemory-policy", "allkeys-lru")
        (said,) = warned(await check_redis(Settings(redis_url=redis_url)))
        assert said == "Redis may evict the change notifier's stream: maxmemory-policy is allkeys-lru."
        used = (await client.info("memory"))["used_memory"]
        await client.config_set("maxmemory", used // 2)
        assert any("is full" in said for said in wrong(await check_redis(Settings(redis_url=redis_url))))
    finally:
        await client.config_set("maxmemory", 0)
        await client.config_set("maxmemory-policy", "noeviction")
        await client.aclose()


async def test_nodes_without_redis_are_warned() -> None:
    assert warned(await check_redis(Settings(database_url="postgresql://db/x")))
    assert not warned(await check_redis(Settings()))
