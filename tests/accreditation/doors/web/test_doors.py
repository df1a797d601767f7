"""The doors' pages for staff: this browser, another device, one's own PIN."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

from accreditation.doors.domain.devices import DeviceState
from accreditation.doors.storage.devices import SqlDevices
from accreditation.doors.storage.pins import SqlPins
from conference.texts.link_qr import link_qr
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, enter_again, hidden
from tests.support.door_devices import ENROL, bearer, device_services_of

OFFER = {"name": "Phone 7", "doors": ["gate-a", "gate-b"], "rights": ["search"], "until": "2025-10-25"}


async def csrf(client: Client) -> str:
    return hidden(await (await client.get("/staff/doors")).text(), "csrf")


async def enrol_here(client: Client, door: str = "gate-a") -> dict[str, Any]:
    """The browser is enrolled as its app does it: what it is told."""
    form = {"csrf": await csrf(client), "door": door}
    response = await client.post("/staff/doors/enrol", data=form, allow_redirects=False)
    assert response.status == 303, await response.text()
    place = urlsplit(response.headers["Location"])
    assert (place.path, place.query) == ("/doors/", "")
    response = await client.post(ENROL, json={"code": place.fragment.removeprefix("enrol=")})
    return await response.json()  # type: ignore[no-any-return]


async def test_browser_enrolment_ends_with_the_guards_login(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("duc", roles.DOOR)
    page = await (await client.get("/staff/doors")).text()
    assert page.count('name="door" value=') == len(runtime.event.doors)
    assert "/staff/doors/devices" not in page
    enrolment = await enrol_here(client, "gate-b")
    assert (enrolment["doors"], enrolment["rights"], enrolment["name"]) == (["gate-b"], ["undo"], "Duc")
    assert (await client.get("/doors/v1/list", headers=bearer(enrolment["token"]))).status == 200
    await client.post("/staff/sign-out", data={"csrf": await csrf(client)})
    device_services_of(client).cache.forget(enrolment["device"])
    response = await client.get("/doors/v1/list", headers=bearer(enrolment["token"]))
    assert (response.status, (await response.json())["code"]) == (401, "device.unknown")


async def test_supervisor_offers_a_device_and_sees_it_enrolled(client: Client, sign_in: SignIn) -> None:
    await sign_in("ha", roles.DOOR_SUPERVISOR, language="ar")
    page = await (await client.get("/staff/doors")).text()
    assert 'name="door" value' not in page
    response = await client.post("/staff/doors/devices", data={"csrf": hidden(page, "csrf"), **OFFER})
    page = await response.text()
    assert response.status == 200, page
    assert response.headers["Cache-Control"] == "no-store"
    shown = re.search(r'enrolment-code"[^>]*>([^<]+)<', page)
    state = re.search(r'hx-get="([^"]+/state)"', page)
    assert shown
    assert state
    assert f'<path d="{link_qr(f"http://127.0.0.1:8080/doors/#enrol={shown[1]}").path}"' in page
    waiting = await client.get(unescape(state[1]))
    assert (waiting.status, 'data-state="offered"' in await waiting.text()) == (200, True)
    enrolment = await (await client.post(ENROL, json={"code": shown[1]})).json()
    assert (enrolment["name"], enrolment["doors"], enrolment["rights"]) == (
        "Phone 7",
        ["gate-a", "gate-b"],
        ["search"],
    )
    assert enrolment["expires_at"] == "2025-10-25T17:00:00.000Z"
    enrolled = await client.get(unescape(state[1]))
    part = await enrolled.text()
    assert (enrolled.status, 'data-state="active"' in part, "hx-get" in part) == (200, True, False)


async def test_offer_is_repeated_for_the_next_device(client: Client, sign_in: SignIn) -> None:
    await sign_in("ha", roles.DOOR_SUPERVISOR)
    offer = {"csrf": await csrf(client), **OFFER, "doors": "hall-west", "zones": "venue"}
    page = await (await client.post("/staff/doors/devices", data=offer)).text()
    again = re.search(r'<form class="actions".*?</form>', page, re.S)
    assert again
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', again[0])
    assert ("name", "Phone 8") in fields
    assert {value for name, value in fields if name == "doors"} == {"hall-west", "gate-a", "gate-b", "gate-c"}
    page = await (await client.post("/staff/doors/devices", data=fields)).text()
    assert "Phone 8" in page
    assert 'name="name" value="Phone 9"' in page


async def test_sheet_has_a_code_for_each_device(client: Client, sign_in: SignIn) -> None:
    await sign_in("ha", roles.DOOR_SUPERVISOR)
    offer = {"csrf": await csrf(client), **OFFER, "count": "3"}
    page = await (await client.post("/staff/doors/devices", data=offer)).text()
    codes = re.findall(r'enrolment-code"[^>]*>([^<]+)<', page)
    names = [(await (await client.post(ENROL, json={"code": code})).json())["name"] for code in codes]
    assert names == ["Phone 7", "Phone 8", "Phone 9"]
    for count in ("0", "21", "many"):
        assert (await client.post("/staff/doors/devices", data=offer | {"count": count})).status == 422


@pytest.mark.parametrize("language", ["ar", "zh"])
async def test_refused_offer_keeps_the_typed_values(client: Client, sign_in: SignIn, language: str) -> None:
    await sign_in("ha", roles.DOOR_SUPERVISOR, language=language)
    token = await csrf(client)
    for change, field in (
        ({"name": ""}, "name"), ({"doors": []}, "doors"), ({"doors": ["gate-z"]}, "doors"), ({"until": "x"}, "until"),
        ({"until": "2026-10-25"}, "until"), ({"until": "9999-12-31"}, "until"),
    ):  # fmt: skip
        response = await client.post("/staff/doors/devices", data={"csrf": token, **OFFER, **change})
        assert response.status == 422
        assert f'id="f-{field}-error"' in await response.text() or f'href="#f-{field}"' in await response.text()


async def test_each_page_is_for_those_whose_work_it_is(client: Client, sign_in: SignIn) -> None:
    for path in ("/staff/doors", "/staff/doors/pin", "/staff/doors/devices/dev_1/state"):
        assert (await client.get(path, headers={"Accept": "application/json"})).status == 401
    for role in (roles.BADGE_DESK, roles.ADMINISTRATOR, roles.OPERATOR, roles.SECURITY_OFFICER):
        await sign_in(role.name.replace("_", "-"), role)
        for path in ("/staff/doors", "/staff/doors/pin", "/staff/doors/devices/dev_1/state"):
            assert (await client.get(path)).status == 403, (role, path)
    await sign_in("duc", roles.DOOR)
    for path in ("/staff/doors/pin", "/staff/doors/devices/dev_1/state"):
        assert (await client.get(path)).status == 403
    token = await csrf(client)
    assert (await client.post("/staff/doors/devices", data={"csrf": token, **OFFER})).status == 403
    assert (await client.post("/staff/doors/enrol", data={"csrf": token, "door": "gate-z"})).status == 404
    assert (await client.post("/staff/doors/enrol", data={"door": "gate-a"})).status == 403
    await sign_in("ha", roles.DOOR_SUPERVISOR)
    assert (await client.get("/staff/doors/devices/dev_1/state")).status == 404
    assert (await client.post("/staff/doors/enrol", data={"csrf": await csrf(client), "door": "gate-a"})).status == 403


async def test_supervisor_sets_a_pin_unless_it_is_easy(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    staff = await sign_in("ha", roles.DOOR_SUPERVISOR)
    token = await csrf(client)
    for pin, again in (("12345", "12345"), ("123456", "123456"), ("804913", "804914"), ("٨٠٤٩١٣", "٨٠٤٩١٣")):
        response = await client.post("/staff/doors/pin", data={"csrf": token, "pin": pin, "again": again})
        assert response.status == 422
        assert f'value="{pin}"' not in await response.text()
    form = {"csrf": token, "pin": "804913", "again": "804913"}
    response = await client.post("/staff/doors/pin", data=form)
    assert (response.status, response.url.query_string) == (200, "did=set")
    async with runtime.transactions.read() as transaction:
        assert await SqlPins().find_verifier(transaction, staff.id) is not None
    await enter_again(client, "ha")


async def test_browser_of_a_disabled_guard_ends(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("duc", roles.DOOR, roles.DOOR_SUPERVISOR)
    enrolment = await enrol_here(client)
    assert enrolment["rights"] == ["search", "undo"]
    async with runtime.transactions.read() as transaction:
        kept = await SqlDevices().find(transaction, enrolment["device"])
    assert kept is not None
    assert kept.device.state is DeviceState.ACTIVE
