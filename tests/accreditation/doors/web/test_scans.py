"""Scans over HTTP: what a device sends, and what it is told."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest

from accreditation.doors.domain.scans import OverrideReason
from tests.support.accreditation_pages import Client
from tests.support.badge_office import GATE, OTHER_GATE, STAGE, Office
from tests.support.door_devices import bearer, enrol

SCANS = "/doors/v1/scans"


def scan(text: str, key: str = "key-00000001", **changes: object) -> dict[str, object]:
    """A scan that asks."""
    item = {
        "kind": "scan",
        "key": key,
        "door": GATE,
        "text": text,
        "method": "camera",
        "direction": "entry",
        "scanned_at": "2025-10-25T09:00:00+07:00",
        "skew_ms": 0,
        "decided": None,
    }
    return item | changes


async def send(client: Client, token: str, *items: object) -> list[dict[str, Any]]:
    """The answers to these items."""
    response = await client.post(SCANS, json={"items": items}, headers=bearer(token))
    assert response.status == 200, await response.text()
    assert response.headers["Cache-Control"] == "no-store"
    body = await response.json()
    assert body["at"].endswith("Z")
    return list(body["answers"])


@pytest.fixture
async def token(client: Client) -> str:
    """A device at two gates."""
    return str((await enrol(client, GATE, OTHER_GATE))["token"])


async def test_online_scan_answers_with_verdict_and_person(client: Client, office: Office, token: str) -> None:
    badge = await office.active_badge()
    (answer,) = await send(client, token, scan(badge.token))
    person = answer.pop("person")
    assert answer.pop("scan").startswith("scan_")
    assert answer == {
        "key": "key-00000001",
        "verdict": "admitted",
        "direction": "entry",
        "at": "2025-10-25T02:00:00.000001Z",
        "badge_id": badge.id,
        "grant": None,
        "prior": None,
        "opening": None,
        "conflict": None,
        "problem": None,
    }
    assert (person["native_name"], person["number"], person["fits"]) == ("Nguyễn Thị Hoa", badge.number, True)
    (again,) = await send(client, token, scan(badge.token, "key-00000002", door=OTHER_GATE))
    assert again["verdict"] == "already_inside"
    assert again["prior"] == {"at": "2025-10-25T02:00:00.000001Z", "door": GATE, "key": "key-00000001"}


async def test_refusal_says_what_the_badge_opens(client: Client, office: Office) -> None:
    token = str((await enrol(client, GATE, STAGE))["token"])
    general, tomorrow = await office.active_badge(), await office.active_badge("app_2", category="day-26")
    (wrong_zone,) = await send(client, token, scan(general.token, door=STAGE))
    assert wrong_zone["opening"]["at"] is None
    assert {"press_centre", "exhibition"} <= set(wrong_zone["opening"]["zones"])
    (early,) = await send(client, token, scan(tomorrow.token, "key-00000002"))
    assert (early["verdict"], early["opening"]) == ("not_yet_valid", {"at": "2025-10-25T22:00:00.000000Z", "zones": []})


async def test_queue_is_answered_item_by_item(client: Client, office: Office, token: str) -> None:
    badge = await office.active_badge()
    device_ruling = {"verdict": "admitted", "direction": "entry", "grant": None}
    exit_told = {"verdict": "exit_recorded", "direction": "exit"}
    items = [
        scan(badge.token, "key-00000001", decided=device_ruling, scanned_at="2025-10-25T01:50:00Z"),
        scan(badge.token, "key-00000002", decided=device_ruling, scanned_at="2025-10-25T01:55:00Z", door=OTHER_GATE),
        scan(badge.token, "key-00000003", door="hall-east"),
        scan(badge.token, "key-00000004", decided=exit_told, direction="exit", scanned_at="2025-10-25T01:59:00Z"),
        {
            "kind": "undo",
            "key": "key-00000005",
            "of": "key-00000004",
            "door": GATE,
            "scanned_at": "2025-10-25T02:00:00Z",
            "skew_ms": -12,
            "reason": "mis_scan",
        },
    ]
    answers = await send(client, token, *items)
    assert [(one["verdict"], one["conflict"], one["problem"]) for one in answers] == [
        ("admitted", None, None),
        ("admitted", "twice", None),
        (None, None, "door.out_of_scope"),
        ("exit_recorded", None, None),
        ("exit_recorded", None, None),
    ]
    assert answers[1]["prior"]["key"] == "key-00000001"
    assert [one["person"] for one in answers] == [None] * 5
    assert await send(client, token, *items) == answers


async def test_fifty_devices_at_once_let_one_badge_in_once(client: Client, office: Office, token: str) -> None:
    """A1, over HTTP."""
    badge = await office.active_badge()
    answers = await asyncio.gather(
        *(send(client, token, scan(badge.token, f"key-{n:08}", door=(GATE, OTHER_GATE)[n % 2])) for n in range(50))
    )
    assert Counter(one["verdict"] for (one,) in answers) == {"admitted": 1, "already_inside": 49}
    assert all(one["person"]["photo"] and (one["prior"] or one["verdict"] == "admitted") for (one,) in answers)


async def test_garbage_of_a_megabyte_is_a_scan_and_three_are_too_much(client: Client, token: str) -> None:
    """A7."""
    for text in ("x" * 1_000_000, "\x00\x1b[2J", '{"badge": "P-0001"}'):
        (answer,) = await send(client, token, scan(text, f"key-{len(text):08}"))
        assert (answer["verdict"], answer["person"]) == ("not_a_badge", None)
    response = await client.post(SCANS, data=b"x" * 3_000_000, headers=bearer(token))
    assert response.status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"items": [{"kind": "dance"}]}',
        json.dumps({"items": [scan("x", "short")]}).encode(),
        json.dumps({"items": [scan("x", scanned_at="2025-10-25T02:00:00")]}).encode(),
        json.dumps({"items": [scan("x", skew_ms=10**12)]}).encode(),
        json.dumps(
            {"items": [scan("x", decided={"verdict": "admitted", "direction": "entry", "grant": "\0"})]}
        ).encode(),
        json.dumps({"items": [scan("x", decided={"verdict": "perhaps", "direction": "entry"})]}).encode(),
        json.dumps({"items": [scan("x", f"key-{n:08}") for n in range(201)]}).encode(),
    ],
)
async def test_body_that_does_not_fit_is_refused_as_a_whole(client: Client, token: str, body: bytes) -> None:
    response = await client.post(SCANS, data=body, headers=bearer(token))
    assert response.status == 422
    assert (await response.json())["code"] == "request.invalid"


async def test_scan_without_a_token_is_401(client: Client) -> None:
    response = await client.post(SCANS, json={"items": []}, headers=bearer("nobody"))
    assert response.status == 401
    assert (await response.json())["code"] == "device.unknown"


async def test_override_with_a_wrong_proof_is_refused(client: Client, office: Office, token: str) -> None:
    badge = await office.active_badge()
    override = {
        "kind": "override",
        "key": "key-00000003",
        "of": "key-00000002",
        "door": GATE,
        "scanned_at": "2025-10-25T02:00:00Z",
        "skew_ms": 0,
        "reason": OverrideReason.ESCORTED.value,
        "supervisor": "staff_nobody",
        "proof": "0" * 64,
    }
    scans = [scan(badge.token), scan(badge.token, "key-00000002")]
    answers = await send(client, token, *scans, override)
    assert [one["problem"] for one in answers] == [None, None, "override.proof_wrong"]
