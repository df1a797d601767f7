"""Liveness and readiness of a process: the checks of its parts, and whether it is stopping."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web
from msgspec import Struct

from conference.descriptions import TEXT, Access, Description, describes

ANSWER_WITHIN_S = 2.0
"""Seconds within which a check must answer: less than the usual timeout of a proxy or supervisor."""

ALIVE, READY, READY_FOR_READS = PROBES = ("/healthz", "/readyz", "/readyz/reads")
"""Paths of the probes. They are asked by address, by whatever watches the process."""

Check = Callable[[], Awaitable[bool]]
_log = structlog.get_logger(__name__)


class Health:
    """Checks of the parts that must be healthy; results are not cached."""

    def __init__(self) -> None:
        self.draining = False
        self._checks: dict[str, Check] = {}
        self._unneeded_by_reads: set[str] = set()

    def watch(self, part: str, check: Check, *, needed_by_reads: bool = True) -> None:
        """Register the check of `part`. An exception of the check means unhealthy.

        `needed_by_reads`: whether pages that only read fail without the part.
        """
        self._checks[part] = check
        if not needed_by_reads:
            self._unneeded_by_reads.add(part)

    def is_ready(self, parts: Mapping[str, bool], *, for_reads: bool) -> bool:
        """Whether every part is healthy; `for_reads`: every one that pages need which only read."""
        return all(healthy or (for_reads and part in self._unneeded_by_reads) for part, healthy in parts.items())

    async def parts(self) -> dict[str, bool]:
        """Return part → whether it is healthy. `serving` is false once the process is stopping."""
        answers = await asyncio.gather(*(self._is_healthy(part) for part in self._checks))
        return {**dict(zip(self._checks, answers, strict=True)), "serving": not self.draining}

    async def _is_healthy(self, part: str) -> bool:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._checks[part]()
        except Exception as error:
            _log.warning("health.not_ready", part=part, error=type(error).__name__)
            return False


class Readiness(Struct, frozen=True):
    """Answer of the probe of readiness: whether all parts are healthy, and each part."""

    ready: bool
    parts: dict[str, bool]


HEALTH: web.AppKey[Health] = web.AppKey("health", Health)


def routes() -> list[web.RouteDef]:
    """Return the routes for supervisors and proxies."""
    return [web.get(ALIVE, show_alive), web.get(READY, show_ready), web.get(READY_FOR_READS, show_ready_for_reads)]


@describes(Description(answer=str, media=TEXT, access=Access.PROBE))
async def show_alive(_request: web.Request) -> web.Response:
    """`GET /healthz`: the process responds; no check is run."""
    return web.Response(text="alive\n", headers={"Cache-Control": "no-store"})


@describes(Description(answer=Readiness, others={503: Readiness}, access=Access.PROBE))
async def show_ready(request: web.Request) -> web.Response:
    """`GET /readyz`: 200 when every part is healthy, else 503; the body lists the parts."""
    return await _readiness(request, for_reads=False)


@describes(Description(answer=Readiness, others={503: Readiness}, access=Access.PROBE))
async def show_ready_for_reads(request: web.Request) -> web.Response:
    """`GET /readyz/reads`: 200 also when only writes fail, for proxies: pages that only read must stay reachable."""
    return await _readiness(request, for_reads=True)


async def _readiness(request: web.Request, *, for_reads: bool) -> web.Response:
    health = request.config_dict[HEALTH]
    parts = await health.parts()
    ready = health.is_ready(parts, for_reads=for_reads)
    headers = {"Cache-Control": "no-store"}
    return web.json_response({"ready": ready, "parts": parts}, status=200 if ready else 503, headers=headers)
