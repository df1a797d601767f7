"""Check of Redis, the change notifier of many nodes: reachable, with streams, without eviction, with the same time."""

import secrets
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from rostrum.doctor import Finding, Level, ok, problem, warning
from rostrum.doctor.clocks import compare_clocks
from rostrum.settings import Settings

MIN_VERSION = 5
"""First major version with streams."""

FULL_SHARE = 0.9
WITHIN_S = 3.0


async def check_redis(settings: Settings) -> Iterable[Finding]:
    """Check that nodes can notify each other of changes."""
    if not settings.redis_url:
        if not settings.database_url.startswith("postgres"):
            return [ok("Redis is not used: one process needs none.")]
        said = f"Without Redis other nodes hear of a change only with their next tick, {settings.tick_s} s later."
        return [warning(said, "Set REDIS_URL on every node, or run one node of one process.")]
    client: Redis = Redis.from_url(
        settings.redis_url,
        protocol=2,
        socket_timeout=WITHIN_S,
        socket_connect_timeout=WITHIN_S,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return [finding async for finding in _check_server(client)]
    except (RedisError, OSError) as error:
        todo = "Start it, or correct REDIS_URL; until then changes reach other nodes with the next tick."
        return [problem(f"Redis cannot be used: {error}", todo)]
    finally:
        await client.aclose()


async def _check_server(client: "Redis") -> AsyncIterator[Finding]:
    info: dict[str, Any] = await client.info()
    version = str(info["redis_version"])
    if int(version.split(".", maxsplit=1)[0]) < MIN_VERSION:
        yield problem(f"Redis {version} has no streams.", "Upgrade it to 5 or newer.")
        return
    yield ok(f"Redis {version} answers.")
    memory = _check_memory(info)
    yield memory
    if memory.level is not Level.PROBLEM:
        yield await _check_stream(client)
    before = datetime.now(UTC)
    seconds, microseconds = await client.time()
    server_time = datetime.fromtimestamp(seconds + microseconds / 1e6, UTC)
    yield compare_clocks("Redis", server_time, before, datetime.now(UTC))


async def _check_stream(client: "Redis") -> Finding:
    """Write to and read from a temporary stream, which is then deleted."""
    name = f"rostrum:doctor:{secrets.token_hex(8)}"
    try:
        written_id = await client.xadd(name, {"offset": 1}, maxlen=10, approximate=True)
        entries: Any = await client.xread({name: "0-0"}, count=1)
    finally:
        await client.delete(name)
    if not entries or entries[0][1][0][0] != written_id:
        return problem("A stream of Redis does not return its entries.", "Check whether a proxy is in front of it.")
    return ok("A stream of Redis can be written and read.")


def _check_memory(info: dict[str, Any]) -> Finding:
    limit, used, policy = int(info.get("maxmemory", 0)), int(info["used_memory"]), info.get("maxmemory_policy", "")
    if limit and used > FULL_SHARE * limit:
        said = f"Redis is full: {used} of {limit} bytes are used, and it will take no notifications."
        return problem(said, "Raise maxmemory, or give Rostrum a Redis of its own.")
    if str(policy).startswith("allkeys"):
        said = f"Redis may evict the change notifier's stream: maxmemory-policy is {policy}."
        return warning(said, "Set maxmemory-policy noeviction, or give Rostrum a Redis of its own.")
    return ok(f"Redis keeps what it has: maxmemory-policy is {policy or 'not told'}.")
