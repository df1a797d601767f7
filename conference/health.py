"""Liveness and readiness of a process: the checks of its parts, and whether it is stopping."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from msgspec import Struct

from conference.descriptions import TEXT, Access, Description, describes

ANSWER_WITHIN_S = 2.0
"""Seconds within which a check must answer: less than the usual timeout of a proxy or supervisor."""

ALIVE, READY = PROBES = ("/healthz", "/readyz")
"""Paths of the probes. They are asked by address, by whatever watches the process."""

Check = Callable[[], Awaitable[bool]]
_log = structlog.get_logger(__name__)


class Health:
    """Checks of the parts that must be healthy; results are not cached."""

    def __init__(self) -> None:
        self.draining = False
        self._checks: dict[str, Check] = {}

    def watch(self, part: str, check: Check) -> None:
        """Register the check of `part`. An exception of the check means unhealthy."""
        self._checks[part] = check

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
    """Return the two routes for supervisors and proxies."""
    return [web.get(ALIVE, show_alive), web.get(READY, show_ready)]


@describes(Description(answer=str, media=TEXT, access=Access.PROBE))
async def show_alive(_request: web.Request) -> web.Response:
    """`GET /healthz`: the process responds; no check is run."""
    return web.Response(text="alive\n", headers={"Cache-Control": "no-store"})


@describes(Description(answer=Readiness, others={503: Readiness}, access=Access.PROBE))
async def show_ready(request: web.Request) -> web.Response:
    """`GET /readyz`: 200 when every part is healthy, else 503; the body lists the parts."""
    parts = await request.config_dict[HEALTH].parts()
    ready = all(parts.values())
    headers = {"Cache-Control": "no-store"}
    return web.json_response({"ready": ready, "parts": parts}, status=200 if ready else 503, headers=headers)
