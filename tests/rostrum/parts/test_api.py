"""Installation of the API: a node has the addresses of its parts, and problem details for all others."""

from dataclasses import replace

from aiohttp.test_utils import TestClient, TestServer

from rostrum.app import make_application
from rostrum.roles import ROLE_TABLE, SECURITY_OFFICER
from rostrum.runtime import Runtime
from tests.support.api_tokens import make_header


async def test_node_serves_the_addresses_of_its_parts(runtime: Runtime) -> None:
    doors = replace(runtime, settings=replace(runtime.settings, only=("doors",)))
    header = await make_header(runtime, *(set(ROLE_TABLE) - {SECURITY_OFFICER}))
    async with TestClient(TestServer(make_application(doors))) as client:
        paths = ("token", "event", "occupancy", "applications", "sessions", "badges")
        answers = [await client.get(f"/api/v1/{path}", headers=header) for path in paths]
    assert [one.status for one in answers] == [200, 200, 200, 404, 404, 404]
    assert {one.content_type for one in answers} == {"application/json", "application/problem+json"}
