"""Badges in the API."""

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient

from conference.clock import ManualClock
from conference.ids import RandomIds
from rostrum.roles import ACCREDITATION_OFFICER, BADGE_DESK
from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.api_tokens import make_header
from tests.support.badge_office import make_office

__all__ = ["client"]

BADGES = "/api/v1/badges"


async def test_badges_are_listed_with_their_hand_over(
    client: TestClient[web.Request, web.Application], runtime: Runtime, clock: ManualClock, tmp_path: Path
) -> None:
    office = await make_office(runtime.transactions, clock, RandomIds(), tmp_path)
    badge = await office.active_badge("app_1")
    await office.applicant_of("app_2", "Lan")
    header = await make_header(runtime, BADGE_DESK)
    listed = await (await client.get(f"{BADGES}?shelf=collected", headers=header)).json()
    assert [one["badge"]["number"] for one in listed["badges"]] == [badge.number]
    one = await (await client.get(f"{BADGES}/app_1", headers=header)).json()
    assert (one["badge"]["identity"], one["badge"]["is_by_proxy"]) == ("passport", False)
    assert one["badge"]["active_at"] is not None
    assert badge.token not in str(one)
    assert (await client.get(f"{BADGES}/unknown", headers=header)).status == 404
    assert (await client.get(f"{BADGES}?shelf=x", headers=header)).status == 422
    other = await make_header(runtime, ACCREDITATION_OFFICER, name="other")
    assert (await client.get(BADGES, headers=other)).status == 403
