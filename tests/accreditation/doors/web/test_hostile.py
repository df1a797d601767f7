"""Hostile requests to the doors' addresses are refused with a code and do not affect other clients."""

import asyncio
import gzip
from contextlib import AsyncExitStack

import pytest

from accreditation.doors.actions.devices import lock_device, wipe_device
from accreditation.doors.runtime.device_cache import MAX_UNKNOWN_READS, DeviceCache
from accreditation.doors.web.devices import ENROLMENTS
from accreditation.doors.web.roster import WHOLE_LISTS
from conference.clock import ManualClock
from tests.accreditation.doors.web.test_scans import scan, send
from tests.support.accreditation_pages import Client
from tests.support.badge_office import GATE, OTHER_GATE, Office
from tests.support.door_devices import CHIEF, bearer, device_services_of, enrol

DEEP = b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BODIES = {
    "deep": DEEP,
    "huge number": b'{"code":"x","wait_s":1e999,"revision":' + b"9" * 5000 + b"}",
    "nan": b'{"battery":NaN}',
    "surrogate": b'{"code":"\\ud800","door":"\\udfff"}',
    "not utf-8": b'{"code":"\xff","door":"\xff"}',
    "no time zone": b'{"list_at":"2025-10-25T09:00:00"}',
    "gone": b"",
    "null": b"null",
}


@pytest.fixture
async def token(client: Client) -> str:
    return str((await enrol(client, GATE, OTHER_GATE))["token"])


@pytest.mark.parametrize("path", ["enrol", "scans", "sync"])
async def test_hostile_body_is_refused_without_server_error(client: Client, token: str, path: str) -> None:
    for name, body in BODIES.items():
        response = await client.post(f"/doors/v1/{path}", data=body, headers=bearer(token))
        assert response.status in (401, 422), (name, await response.text())


async def test_times_at_the_ends_of_the_calendar_are_accepted(client: Client, office: Office, token: str) -> None:
    badge = await office.active_badge()
    told = {"verdict": "admitted", "direction": "entry", "grant": None}
    moments = ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z")
    items = [
        scan(badge.token, f"key-{n:08}", scanned_at=moment, skew_ms=skew, decided=decided)
        for n, (moment, skew, decided) in enumerate(
            (moment, skew, decided) for moment in moments for skew in (-(2**31), 2**31 - 1) for decided in (told, None)
        )
    ]
    answers = await send(client, token, *items)
    assert [one["problem"] for one in answers] == [None] * len(items)


async def test_token_with_invalid_bytes_is_unauthorised(client: Client) -> None:
    for given in (b"\xff\xfe", b"\xc3\xa9", b"x" * 300):
        head = b"GET /doors/v1/list HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + given
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(head + b"\r\n\r\n")
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 401"), answer[:200]


async def test_compressed_body_over_the_limit_is_refused(client: Client, token: str) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    headers = {**bearer(token), "Content-Encoding": "gzip"}
    for path in ("enrol", "scans", "sync"):
        response = await client.post(f"/doors/v1/{path}", data=packed, headers=headers)
        assert response.status in (400, 413), await response.text()


async def test_enrolment_guesses_are_limited_before_the_database(client: Client) -> None:
    """Scans of the doors use the same database writer, which is held during the last request."""
    tried = [await client.post("/doors/v1/enrol", json={"code": f"{n}"}) for n in range(ENROLMENTS.burst + 5)]
    statuses = [response.status for response in tried]
    assert set(statuses[:20]) == {401}
    assert set(statuses[20:]) == {429}
    async with device_services_of(client).transactions.write():  # holds the only writer
        response = await asyncio.wait_for(client.post("/doors/v1/enrol", json={"code": "x"}), 2)
    assert response.status == 429


async def test_valid_codes_enrol_although_guesses_are_refused(client: Client) -> None:
    """X20: a team behind one address is not kept out by wrong codes from there."""
    for n in range(ENROLMENTS.burst + 1):
        response = await client.post("/doors/v1/enrol", json={"code": f"{n}"})
    assert response.status == 429
    assert (await enrol(client, GATE))["token"]


async def test_whole_lists_are_limited_and_changes_are_not(client: Client, office: Office) -> None:
    told = await enrol(client, GATE)
    await office.active_badge()
    headers, lists = bearer(told["token"]), "/doors/v1/list"
    listed = await (await client.get(lists, headers=headers)).json()
    for since in ("0", "999999") * (WHOLE_LISTS.burst // 2):
        response = await client.get(f"{lists}?since={since}&plan={listed['plan_digest']}", headers=headers)
    assert response.status == 429
    assert (await response.json())["code"] == "requests.throttled"
    changes = f"{lists}?since={listed['revision']}&plan={listed['plan_digest']}"
    assert [(await client.get(changes, headers=headers)).status for _ in range(30)] == [200] * 30
    other = bearer((await enrol(client, GATE))["token"])
    assert (await client.get(lists, headers=other)).status == 200


async def test_token_guesses_do_not_block_known_devices(client: Client, token: str) -> None:
    known = device_services_of(client).cache
    assert isinstance(known, DeviceCache)
    assert (await client.get("/doors/v1/list", headers=bearer(token))).status == 200
    async with AsyncExitStack() as stack:
        for _ in range(MAX_UNKNOWN_READS):
            await stack.enter_async_context(known._unknown_reads)
        guess = asyncio.create_task(client.get("/doors/v1/list", headers=bearer("guess")))
        assert (await client.get("/doors/v1/list", headers=bearer(token))).status == 200
        assert not guess.done()
    assert (await guess).status == 401


async def statuses(client: Client, token: str) -> list[int]:
    """Return the status of each address for a device."""
    headers = bearer(token)
    return [
        (await client.get("/doors/v1/list", headers=headers)).status,
        (await client.get("/doors/v1/photos/photo_app_1.jpg", headers=headers)).status,
        (await client.post("/doors/v1/scans", json={"items": []}, headers=headers)).status,
        (await client.post("/doors/v1/sync", json={"wait_s": 0}, headers=headers)).status,
    ]


async def test_each_address_requires_a_valid_device(client: Client, office: Office, clock: ManualClock) -> None:
    """A12, A13: unknown, wiped, signed-out and expired devices get 401, locked devices 403."""
    await office.active_badge("app_1")
    good, locked, wiped, signed_out = [await enrol(client, GATE) for _ in range(4)]
    await lock_device(device_services_of(client), locked["device"], staff=CHIEF)
    await wipe_device(device_services_of(client), wiped["device"], staff=CHIEF)
    await client.post("/doors/v1/sign-out", json={}, headers=bearer(signed_out["token"]))
    assert await statuses(client, good["token"]) == [200] * 4
    assert await statuses(client, locked["token"]) == [403] * 4
    for nobody in (wiped["token"], signed_out["token"], good["device"], "x"):
        assert await statuses(client, nobody) == [401] * 4
    clock.advance(9 * 3600)
    assert await statuses(client, good["token"]) == [401] * 4
    assert await statuses(client, locked["token"]) == [401, 401, 403, 401]  # once unlocked it may still send scans


async def test_device_of_another_door_is_refused(client: Client, office: Office, token: str) -> None:
    """A12: it cannot scan, undo, override or sync there; the key of another device's scan gives no access."""
    badge = await office.active_badge()
    other = (await enrol(client, "hall-east"))["token"]
    await send(client, token, scan(badge.token))
    common = {"of": "key-00000001", "scanned_at": "2025-10-25T09:00:00+07:00", "skew_ms": 0}
    undo = {"kind": "undo", "reason": "mis_scan", **common}
    override = {"kind": "override", "reason": "escorted", "supervisor": "staff_1", "proof": "ab" * 32, **common}
    acts = [
        {**act, "door": door, "key": f"key-{kind}-{door}"}
        for kind, act in enumerate((undo, override))
        for door in (GATE, "hall-east")
    ]
    answers = await send(client, other, scan(badge.token, "key-00000002"), scan(badge.token), *acts)
    assert [one["problem"] for one in answers] == ["door.out_of_scope"] * 3 + [
        "scan.unknown",
        "door.out_of_scope",
        "scan.unknown",
    ]
    stolen = await send(client, other, scan(badge.token, door="hall-east"))
    assert (stolen[0]["problem"], stolen[0]["scan"], stolen[0]["person"]) == ("scan.key_reused", None, None)
    response = await client.post("/doors/v1/sync", json={"door": GATE, "wait_s": 0}, headers=bearer(other))
    assert response.status == 422


async def test_missing_body_times_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conference.web.api.BODY_WITHIN_S", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /doors/v1/enrol HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{")
    head = await asyncio.wait_for(reader.readline(), 3)
    writer.close()
    assert head.startswith(b"HTTP/1.1 408")
