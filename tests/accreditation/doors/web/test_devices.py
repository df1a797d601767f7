"""Devices over HTTP: enrolment, bearer tokens, and nothing else that lets one in."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from accreditation.doors.actions.devices import lock_device, wipe_device
from accreditation.doors.web.device_context import device_of, for_devices
from conference.web import json_response
from rostrum import roles
from rostrum.app import make_application
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn
from tests.support.door_devices import CHIEF, ENROL, bearer, device_services_of, enrol, offered

SIGN_OUT = "/doors/v1/sign-out"


@for_devices
async def _whoami(request: web.Request) -> web.Response:
    return json_response({"device": device_of(request).id})


@for_devices(locked=True)
async def _whoami_locked(request: web.Request) -> web.Response:
    return json_response({"device": device_of(request).id})


@pytest.fixture
async def client(runtime: Runtime) -> AsyncIterator[Client]:
    """The whole application, and two addresses for devices that say who asks."""
    app = make_application(runtime)
    app.router.add_get("/try", _whoami)
    app.router.add_get("/try-locked", _whoami_locked)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_enrolment_answers_with_doors_and_rights(client: Client) -> None:
    enrolment = await enrol(client, "gate-a", "gate-b")
    token = enrolment.pop("token")
    assert len(token) >= 22
    assert enrolment.pop("device").startswith("dev_")
    assert enrolment == {
        "name": "Phone 7",
        "doors": ["gate-a", "gate-b"],
        "rights": ["search", "undo"],
        "expires_at": "2025-10-25T10:00:00.000Z",
        "at": "2025-10-25T02:00:00.000Z",
    }


async def test_invalid_enrolment_code_is_401(client: Client) -> None:
    response = await client.post(ENROL, json={"code": "x"})
    assert response.status == 401
    assert (await response.json())["code"] == "device.code_unknown"


async def test_malformed_body_is_422_in_json(client: Client) -> None:
    for body in (b"", b"{", b"[]", b'{"code":1}', b'{"code":"\xff"}'):
        response = await client.post(ENROL, data=body)
        assert response.status == 422
        assert (await response.json())["code"] == "request.invalid"


async def test_signing_out_ends_the_device_at_once(client: Client) -> None:
    token = (await enrol(client))["token"]
    assert (await client.post(SIGN_OUT, json={}, headers=bearer(token))).status == 204
    again = await client.post(SIGN_OUT, json={}, headers=bearer(token))
    assert again.status == 401
    assert (await again.json())["code"] == "device.unknown"


async def test_invalid_token_is_401(client: Client) -> None:
    for given in (None, "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 5000):
        headers = {"Authorization": given} if given else {}
        response = await client.post(SIGN_OUT, json={}, headers=headers)
        assert response.status == 401
        assert (await response.json())["code"] == "device.unknown"


async def test_login_cookie_does_not_authorise_a_device(client: Client, sign_in: SignIn) -> None:
    await sign_in("ha", roles.DOOR_SUPERVISOR, roles.DOOR, roles.ADMINISTRATOR)
    assert (await client.post(SIGN_OUT, json={})).status == 401


async def test_device_token_opens_no_staff_page(client: Client) -> None:
    token = (await enrol(client))["token"]
    headers = {**bearer(token), "Accept": "application/json"}
    assert (await client.get("/staff/doors", headers=headers)).status == 401
    assert (await client.post("/staff/doors", headers=headers, json={})).status in (401, 403, 405)


async def test_foreign_page_cannot_enrol(client: Client) -> None:
    code = (await offered(client)).code
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        response = await client.post(ENROL, json={"code": code}, headers=headers)
        assert response.status == 403
    assert (await client.post(ENROL, json={"code": code})).status == 200


async def test_pages_that_act_by_a_cookie_still_need_their_token(client: Client, sign_in: SignIn) -> None:
    await sign_in("duc", roles.DOOR)
    token = (await enrol(client))["token"]
    response = await client.post("/staff/language", data={"language": "fr"}, headers=bearer(token))
    assert response.status == 403


async def test_locked_device_may_only_sync(client: Client) -> None:
    enrolment = await enrol(client)
    headers = bearer(enrolment["token"])
    assert await (await client.get("/try", headers=headers)).json() == {"device": enrolment["device"]}
    await lock_device(device_services_of(client), enrolment["device"], staff=CHIEF)
    refused = await client.get("/try", headers=headers)
    assert refused.status == 403
    assert (await refused.json())["code"] == "device.locked"
    assert (await client.get("/try-locked", headers=headers)).status == 200
    await wipe_device(device_services_of(client), enrolment["device"], staff=CHIEF)
    assert (await client.get("/try-locked", headers=headers)).status == 401
