"""The event in the API."""

from aiohttp import web
from aiohttp.test_utils import TestClient

from rostrum.roles import DOOR
from rostrum.runtime import Runtime
from tests.support.api_tokens import make_header


async def test_event_has_the_codes_of_other_answers(
    client: TestClient[web.Request, web.Application], runtime: Runtime
) -> None:
    event = await (await client.get("/api/v1/event", headers=await make_header(runtime, DOOR))).json()
    assert event["id"] == runtime.event.id
    assert [one["code"] for one in event["doors"]] == [door.id for door in runtime.event.doors]
    assert set(event["name"]) == set(runtime.event.languages)
    assert event["refusal_reasons"]
