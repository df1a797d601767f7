"""Redis: whether it answers, has streams, keeps them, and tells the same time."""

import secrets
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from rostrum.doctor import Finding, Level, ok, problem, warning
from rostrum.doctor.clocks import apart
from rostrum.settings import Settings

OLDEST = 5
"""The version that brought streams."""

FULL = 0.9
WITHIN_S = 3.0


async def check_redis(settings: Settings) -> Iterable[Finding]:
    """Whether nodes can tell each other of changes."""
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
        return [finding async for finding in _looked_at(client)]
    except (RedisError, OSError) as error:
        todo = "Start it, or correct REDIS_URL; until then changes reach other nodes with the next tick."
        return [problem(f"Redis cannot be used: {error}", todo)]
    finally:
        await client.aclose()


async def _looked_at(client: "Redis") -> AsyncIterator[Finding]:
    about: dict[str, Any] = await client.info()
    version = str(about["redis_version"])
    if int(version.split(".", maxsplit=1)[0]) < OLDEST:
        yield problem(f"Redis {version} has no streams.", "Upgrade it to 5 or newer.")
        return
    yield ok(f"Redis {version} answers.")
    memory = _memory(about)
    yield memory
    if memory.level is not Level.PROBLEM:
        yield await _stream(client)
    before = datetime.now(UTC)
    seconds, microseconds = await client.time()
    theirs = datetime.fromtimestamp(seconds + microseconds / 1e6, UTC)
    yield apart("Redis", theirs, before, datetime.now(UTC))


async def _stream(client: "Redis") -> Finding:
    """Ring and hear on a stream of our own, which is removed."""
    name = f"rostrum:doctor:{secrets.token_hex(8)}"
    try:
        rung = await client.xadd(name, {"offset": 1}, maxlen=10, approximate=True)
        heard: Any = await client.xread({name: "0-0"}, count=1)
    finally:
        await client.delete(name)
    if not heard or heard[0][1][0][0] != rung:
        return problem("What is rung on a stream of Redis is not heard.", "Look whether a proxy stands before it.")
    return ok("A stream of Redis rings and is heard.")


def _memory(about: dict[str, Any]) -> Finding:
    most, used, policy = int(about.get("maxmemory", 0)), int(about["used_memory"]), about.get("maxmemory_policy", "")
    if most and used > FULL * most:
        said = f"Redis is full: {used} of {most} bytes are used, and it will take no rings."
        return problem(said, "Raise maxmemory, or give Rostrum a Redis of its own.")
    if str(policy).startswith("allkeys"):
        said = f"Redis may throw the doorbell's stream away: maxmemory-policy is {policy}."
        return warning(said, "Set maxmemory-policy noeviction, or give Rostrum a Redis of its own.")
    return ok(f"Redis keeps what it has: maxmemory-policy is {policy or 'not told'}.")
