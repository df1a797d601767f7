"""Applications, decisions and outlets in the API: the same rules and permissions as on the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.outlets import Outlet
from conference.clock import ManualClock
from conference.ids import RandomIds
from rostrum.parts.stores import outlet_store
from rostrum.roles import ACCREDITATION_OFFICER, BADGE_DESK, DOOR, OPERATOR, SECURITY_OFFICER
from rostrum.runtime import Runtime
from tests.conftest import client
from tests.support.api_tokens import make_header
from tests.support.badge_office import make_office

__all__ = ["client"]

Client = TestClient[web.Request, web.Application]
ROOT = "/api/v1/applications"


@dataclass
class Desk:
    """Programs of both agencies, with one application that waits."""

    client: Client
    header: Mapping[str, str]
    other: Mapping[str, str]
    id: str = "app_1"

    async def read(self, path: str = "", header: Mapping[str, str] | None = None) -> Any:
        response = await self.client.get(f"{ROOT}{path}", headers=header or self.header)
        assert response.status == 200, await response.text()
        return await response.json()

    async def act(self, act: str, header: Mapping[str, str] | None = None, **body: Any) -> tuple[int, Any]:
        address = f"{ROOT}/{self.id}/{act}"
        response = await self.client.post(address, json=body, headers=header or self.header)
        answer = await response.json()
        return response.status, answer.get("state") or answer["code"]


@pytest.fixture
async def desk(client: Client, runtime: Runtime, clock: ManualClock, tmp_path: Path) -> Desk:
    office = await make_office(runtime.transactions, clock, RandomIds(), tmp_path)
    async with runtime.transactions.write() as transaction:
        outlet = await outlet_store().add(transaction, Outlet("out_1", "Nile Gazette"))
    await office.apply(state=State.SUBMITTED, decision=None, outlet_id=outlet.id)
    return Desk(
        client,
        await make_header(runtime, ACCREDITATION_OFFICER, name="lan"),
        await make_header(runtime, SECURITY_OFFICER, name="minh"),
    )


async def test_applications_are_listed_and_searched(desk: Desk) -> None:
    listed = await desk.read()
    assert (listed["total"], listed["applications"][0]["id"]) == (1, desk.id)
    assert (await desk.read("?q=gazette&filter=all"))["total"] == 1
    assert (await desk.read("?q=nobody"))["applications"] == []
    refused = await desk.client.get(f"{ROOT}?filter=x&page=0", headers=desk.header)
    assert refused.status == 422
    assert set((await refused.json())["errors"]) == {"filter", "page"}


async def test_both_agencies_approve_by_the_versions_they_saw(desk: Desk) -> None:
    one = await desk.read(f"/{desk.id}")
    assert await desk.act("finding", finding="approved") == (422, "api.version_missing")
    assert await desk.act("finding", finding="approved", version=one["version"] - 1) == (409, "application.changed")
    assert await desk.act("finding", finding="approved", version=one["version"]) == (200, "in_review")
    assert await desk.act("finding", desk.other, finding="approved", version=one["version"]) == (200, "approved")


async def test_agency_reads_only_the_finding_of_the_other(desk: Desk) -> None:
    version = (await desk.read(f"/{desk.id}"))["version"]
    await desk.act("question", fields=["photo", "photo"], message="Please look up.", note="own", version=version)
    own, foreign = await desk.read(f"/{desk.id}"), await desk.read(f"/{desk.id}", desk.other)
    assert own["checks"]["accreditation"]["note"] == "own"
    assert own["checks"]["accreditation"]["fields"] == ["photo"]
    assert set(foreign["checks"]["accreditation"]) == {"finding", "at"}


async def test_entity_tag_is_the_version_to_act_on(desk: Desk) -> None:
    tag = (await desk.client.get(f"{ROOT}/{desk.id}", headers=desk.header)).headers["ETag"]
    address = f"{ROOT}/{desk.id}/hold"
    sent = {**desk.header, "If-Match": tag}
    assert (await desk.client.post(address, json={}, headers=sent)).status == 200
    assert (await desk.client.post(address, json={}, headers=sent)).status == 409


async def test_acts_follow_the_rules_of_the_pages(desk: Desk) -> None:
    version = (await desk.read(f"/{desk.id}"))["version"]
    assert await desk.act("finding", finding="refused", version=version) == (409, "vetting.reason_missing")
    assert await desk.act("finding", finding="x", version=version) == (422, "request.invalid")
    assert await desk.act("question", fields=[], version=version) == (409, "vetting.fields_missing")
    assert await desk.act("hold", note="x", version=version) == (200, "on_hold")
    assert await desk.act("resumption", desk.other, version=version + 1) == (409, "vetting.held_by_other_agency")
    assert await desk.act("resumption", version=version + 1) == (200, "submitted")
    refused = {"finding": "refused", "reason": "incomplete", "version": version + 2}
    reasons = await (await desk.client.get("/api/v1/event", headers=desk.header)).json()
    refused["reason"] = reasons["refusal_reasons"][0]["code"]
    assert await desk.act("finding", **refused) == (200, "refused")
    assert await desk.act("reopening", version=version + 3) == (200, "submitted")
    assert await desk.act("undo", version=version + 4) == (409, "vetting.not_your_finding")
    assert await desk.act("revocation", version=version + 4, reason="x") == (422, "vetting.reason_unknown")


async def test_withheld_decisions_are_released_as_seen(desk: Desk) -> None:
    address = "/api/v1/decisions"
    withheld = await (await desk.client.get(address, headers=desk.header)).json()
    response = await desk.client.post(f"{address}/release", json={"count": withheld["count"]}, headers=desk.header)
    assert await response.json() == {"released": 0}
    wrong = await desk.client.post(f"{address}/release", json={"count": 7}, headers=desk.header)
    assert (wrong.status, (await wrong.json())["code"]) == (409, "releases.changed")
    assert (await desk.client.get(address, headers=desk.other)).status == 403


async def test_outlets_are_listed_and_searched(desk: Desk) -> None:
    for query, names in (("", ["Nile Gazette"]), ("?q=nile", ["Nile Gazette"]), ("?q=other", [])):
        found = await (await desk.client.get(f"/api/v1/outlets{query}", headers=desk.header)).json()
        assert [one["name"] for one in found["outlets"]] == names


async def test_other_roles_read_and_change_nothing(desk: Desk, runtime: Runtime) -> None:
    """Covers A12: each address of the API with a token of each other role."""
    assert desk.client.app is not None
    routes = [route for route in desk.client.app.router.routes() if route.resource]
    paths = {(route.method, route.resource.canonical) for route in routes if route.resource and route.method != "HEAD"}
    mine = [one for one in paths if one[1].startswith((ROOT, "/api/v1/decisions", "/api/v1/outlets"))]
    assert len(mine) == 12
    header = await make_header(runtime, BADGE_DESK, DOOR, OPERATOR, name="other")
    for method, path in mine:
        answer = await desk.client.request(method, path.format(application=desk.id), json={}, headers=header)
        assert answer.status == 403, path
