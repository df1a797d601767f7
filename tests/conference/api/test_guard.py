"""The guard of the API: tokens instead of cookies, permissions, limits, versions, idempotency keys."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from sqlalchemy import select

from accreditation.applications.domain.applications import State
from conference.api.guard import API_GUARD, FAILURES, ApiGuard, limit_per_token, seen_version
from conference.api.tokens import find_owner
from conference.auth.people import set_roles
from conference.errors import InvalidError
from conference.storage.audit import audit_log
from rostrum.app import make_application
from rostrum.roles import ACCREDITATION_OFFICER, ADMINISTRATOR, BADGE_DESK, SECURITY_OFFICER
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import PASSWORD
from tests.support.api_tokens import add_owner, header_of, make_header
from tests.support.badge_office import Office

Client = TestClient[web.Request, web.Application]
APPLICATIONS = "/api/v1/applications"


async def first_application(client: Client, header: Mapping[str, str]) -> dict[str, Any]:
    found = await (await client.get(APPLICATIONS, headers=header)).json()
    return dict(found["applications"][0])


async def code_of(response: Any) -> tuple[int, str]:
    return response.status, (await response.json())["code"]


async def test_requests_without_a_valid_token_get_problem_details(client: Client) -> None:
    for header in ({}, {"Authorization": "Basic eA=="}, {"Authorization": "Bearer rst_x"}):
        response = await client.get("/api/v1/token", headers=header)
        assert response.status == 401
        assert response.content_type == "application/problem+json"
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert await code_of(await client.get("/api/v1/unknown")) == (404, "http_404")
    assert await code_of(await client.put("/api/v1/token")) == (405, "http_405")


async def test_cookies_open_no_address_of_the_api(client: Client, runtime: Runtime) -> None:
    await add_owner(runtime, "lan", ACCREDITATION_OFFICER)
    page = await (await client.get("/staff/sign-in")).text()
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    form = {"csrf": token[1], "username": "lan", "password": PASSWORD}
    assert (await client.post("/staff/sign-in", data=form)).status == 200
    assert (await client.get("/staff/vetting/accreditation")).status == 200
    assert await code_of(await client.get(APPLICATIONS)) == (401, "token.missing")


async def test_tokens_open_no_page(client: Client, runtime: Runtime) -> None:
    header = await make_header(runtime, ACCREDITATION_OFFICER)
    response = await client.get("/staff/vetting/accreditation", headers=header, allow_redirects=False)
    assert response.status == 303
    told = await client.get("/staff/", headers={**header, "Accept": "application/json"})
    assert told.status == 401


async def test_token_needs_the_permission_and_the_right_to_act(client: Client, runtime: Runtime) -> None:
    desk = await make_header(runtime, BADGE_DESK, name="desk")
    assert await code_of(await client.get(APPLICATIONS, headers=desk)) == (403, "role.missing")
    reader = await header_of(runtime, await add_owner(runtime, "lan", ACCREDITATION_OFFICER), reads_only=True)
    assert (await client.get(APPLICATIONS, headers=reader)).status == 200
    act = await client.post(f"{APPLICATIONS}/x/hold", json={"version": 1}, headers=reader)
    assert await code_of(act) == (403, "api.token_reads_only")


async def test_one_person_cannot_give_both_approvals(client: Client, runtime: Runtime, office: Office) -> None:
    """Covers A27: neither by one token, nor by tokens of two times, nor by a token and the page."""
    await office.apply(state=State.SUBMITTED, decision=None)
    owner = await add_owner(runtime, "lan", ACCREDITATION_OFFICER)
    first = await header_of(runtime, owner)
    one = await first_application(client, first)
    body = {"finding": "approved", "version": one["version"]}
    address = f"{APPLICATIONS}/{one['id']}/finding"
    assert (await client.post(address, json=body, headers=first)).status == 200
    administrator = await add_owner(runtime, "admin", ADMINISTRATOR)
    await set_roles(runtime.accounts, owner.id, [SECURITY_OFFICER], by=administrator)
    assert await code_of(await client.post(address, json=body, headers=first)) == (401, "token.invalid")
    second = await header_of(runtime, await find_owner(runtime.accounts, "lan"))
    body["version"] = 2
    assert await code_of(await client.post(address, json=body, headers=second)) == (409, "vetting.same_person")
    other = await make_header(runtime, SECURITY_OFFICER, name="minh")
    assert (await (await client.post(address, json=body, headers=other)).json())["state"] == "approved"


async def test_audit_entries_name_token_and_owner(client: Client, runtime: Runtime, office: Office) -> None:
    await office.apply(state=State.SUBMITTED, decision=None)
    owner = await add_owner(runtime, "lan", ACCREDITATION_OFFICER)
    header = await header_of(runtime, owner)
    token = await (await client.get("/api/v1/token", headers=header)).json()
    one = await first_application(client, header)
    await client.post(f"{APPLICATIONS}/{one['id']}/hold", json={"version": one["version"]}, headers=header)
    async with runtime.transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(audit_log).where(audit_log.c.actor == owner.id))).all()
    entries = {row.action: row.details for row in rows}
    for action in ("conference:api:read", "accreditation:application:held"):
        assert f'"token":"{token["id"]}"' in entries[action]


async def test_key_repeats_the_answer_and_not_the_act(client: Client, runtime: Runtime, office: Office) -> None:
    await office.apply(state=State.SUBMITTED, decision=None)
    header = await make_header(runtime, ACCREDITATION_OFFICER)
    one = await first_application(client, header)
    address, body = f"{APPLICATIONS}/{one['id']}/hold", {"version": one["version"]}
    keyed = {**header, "Idempotency-Key": "hold-1"}
    answers = [await client.post(address, json=body, headers=keyed) for _ in range(2)]
    assert [one.status for one in answers] == [200, 200]
    assert await answers[0].json() == await answers[1].json()
    assert [one.headers.get("Idempotency-Replayed") for one in answers] == [None, "true"]
    assert (await client.post(address, json=body, headers=header)).status == 409
    other = await client.post(address, json={**body, "note": "x"}, headers=keyed)
    assert await code_of(other) == (422, "api.key_reused")


async def test_limits_of_a_token_and_of_addresses_without_one(runtime: Runtime) -> None:
    app = make_application(runtime)
    header = await make_header(runtime, ACCREDITATION_OFFICER)
    app[API_GUARD] = ApiGuard(limit_per_token(12))
    async with TestClient(TestServer(app)) as client:
        statuses = [(await client.get("/api/v1/token", headers=header)).status for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = [(await client.get("/api/v1/token")).status for _ in range(FAILURES.burst + 1)]
        assert refused == [401] * FAILURES.burst + [429]


def test_version_is_that_of_body_or_header() -> None:
    request = make_mocked_request("POST", "/", headers={"If-Match": '"7"'})
    assert (seen_version(request, None), seen_version(request, 3)) == (7, 3)
    for given in ("", "*", '"x"', 'W/"1"', "9" * 30, "\u0667"):
        with pytest.raises(InvalidError, match=r"api\.version_missing"):
            seen_version(make_mocked_request("POST", "/", headers={"If-Match": given}), None)
