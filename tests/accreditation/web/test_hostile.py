"""What a hostile device, or a stranger, sends to the doors' addresses: refused by name, and nobody else notices."""

import asyncio
import gzip

import pytest

from tests.accreditation.badge_office import GATE, OTHER_GATE, Office
from tests.accreditation.door_devices import bearer, enrol
from tests.accreditation.web.conftest import Client
from tests.accreditation.web.test_scans import scan, send

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


@pytest.mark.parametrize("path", ["enrol", "scans", "line"])
async def test_body_that_is_hostile_is_refused_and_no_mistake_of_ours(client: Client, token: str, path: str) -> None:
    for name, body in BODIES.items():
        response = await client.post(f"/doors/v1/{path}", data=body, headers=bearer(token))
        assert response.status in (401, 422), (name, await response.text())


async def test_times_at_the_ends_of_the_calendar_are_times(client: Client, office: Office, token: str) -> None:
    badge = await office.badge()
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


async def test_token_that_is_no_text_is_unknown(client: Client) -> None:
    for given in (b"\xff\xfe", b"\xc3\xa9", b"x" * 300):
        head = b"GET /doors/v1/list HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + given
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(head + b"\r\n\r\n")
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 401"), answer[:200]


async def test_body_that_unpacks_to_more_than_is_taken_is_refused(client: Client, token: str) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    headers = {**bearer(token), "Content-Encoding": "gzip"}
    for path in ("enrol", "scans", "line"):
        response = await client.post(f"/doors/v1/{path}", data=packed, headers=headers)
        assert response.status in (400, 413), await response.text()
