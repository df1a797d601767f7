"""The address that describes the token of the request."""

from aiohttp import web
from aiohttp.test_utils import TestClient

from rostrum.roles import BADGE_DESK, DOOR
from rostrum.runtime import Runtime
from tests.support.api_tokens import make_header


async def test_token_describes_itself(client: TestClient[web.Request, web.Application], runtime: Runtime) -> None:
    told = await (
        await client.get("/api/v1/token", headers=await make_header(runtime, DOOR, BADGE_DESK, name="lan"))
    ).json()
    assert (told["owner"], told["name"], told["reads_only"]) == ("lan", "program", False)
    assert told["permissions"] == ["print_badges", "scan"]
