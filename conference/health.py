"""Whether this process is ready for people: what must answer for that, and whether it is about to stop."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

ANSWER_WITHIN_S = 2.0
"""How long a part may take to say that it is well: less than the patience of whoever asks."""

Check = Callable[[], Awaitable[bool]]
_log = structlog.get_logger(__name__)


class Health:
    """The parts that must be well, each asked afresh."""

    def __init__(self) -> None:
        self.draining = False
        self._checks: dict[str, Check] = {}

    def watch(self, part: str, check: Check) -> None:
        """Ask `check` whether `part` is well; whatever it raises means that it is not."""
        self._checks[part] = check

    async def parts(self) -> dict[str, bool]:
        """Each part and whether it is well; `serving` is false once the process is told to stop."""
        answers = await asyncio.gather(*(self._asked(part) for part in self._checks))
        return {**dict(zip(self._checks, answers, strict=True)), "serving": not self.draining}

    async def _asked(self, part: str) -> bool:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._checks[part]()
        except Exception as error:
            _log.warning("health.not_ready", part=part, error=type(error).__name__)
            return False


HEALTH: web.AppKey[Health] = web.AppKey("health", Health)


def routes() -> list[web.RouteDef]:
    """The two addresses that a supervisor or a proxy asks."""
    return [web.get("/healthz", show_alive), web.get("/readyz", show_ready)]


async def show_alive(_request: web.Request) -> web.Response:
    """`GET /healthz`: the process answers; nothing else is asked."""
    return web.Response(text="alive\n", headers={"Cache-Control": "no-store"})


async def show_ready(request: web.Request) -> web.Response:
    """`GET /readyz`: 200 when every part is well, else 503; the body says which is not."""
    parts = await request.config_dict[HEALTH].parts()
    ready = all(parts.values())
    headers = {"Cache-Control": "no-store"}
    return web.json_response({"ready": ready, "parts": parts}, status=200 if ready else 503, headers=headers)
