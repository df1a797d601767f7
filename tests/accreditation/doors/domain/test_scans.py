"""Items of devices: keys, times by the server's clock, late delivery, and what of a scanned text is stored."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accreditation.access.rules import Direction
from accreditation.doors.domain.devices import Device, DeviceState, Scope
from accreditation.doors.domain.doors import Ruling, Verdict
from accreditation.doors.domain.scans import (
    MAX_LOGGED,
    Method,
    ScanItem,
    UndoItem,
    UndoReason,
    digest,
    is_key,
    log_excerpt,
    may_arrive_late,
    occurred_at,
)

NOON = datetime(2025, 10, 25, 5, tzinfo=UTC)
SCAN = ScanItem(
    key="key-00000001", door="gate-a", scanned_at=NOON, text="x", method=Method.CAMERA, direction=Direction.ENTRY
)
SCOPE = Scope(("gate-a",), frozenset(), NOON + timedelta(hours=8))
DEVICE = Device("dev_1", "phone", SCOPE, DeviceState.ACTIVE, "staff_duc", NOON, NOON - timedelta(hours=1))
UNDO = UndoItem(key="key-00000002", door="gate-a", scanned_at=NOON, of=SCAN.key, reason=UndoReason.MIS_SCAN)


@pytest.mark.parametrize(("text", "expected"), [("a" * 8, True), ("a" * 7, False), ("a" * 65, False), ("é" * 8, False)])
def test_key_is_of_eight_to_sixty_four_safe_characters(text: str, expected: bool) -> None:
    assert is_key(text) is expected


def test_time_is_corrected_by_the_skew_and_at_most_the_receipt() -> None:
    received_at = NOON + timedelta(minutes=1)
    assert occurred_at(SCAN, DEVICE, received_at) == NOON
    assert occurred_at(replace(SCAN, skew_ms=5_000), DEVICE, received_at) == NOON - timedelta(seconds=5)
    assert occurred_at(replace(SCAN, skew_ms=-90_000), DEVICE, received_at) == received_at


@pytest.mark.parametrize(
    ("scanned_at", "skew_ms"),
    [
        (datetime.min.replace(tzinfo=UTC), 0),
        (datetime.min.replace(tzinfo=UTC), 1),
        (datetime.max.replace(tzinfo=UTC), 0),
        (datetime.max.replace(tzinfo=UTC), -1),
        (NOON - timedelta(hours=1, minutes=2), 0),
        (NOON, 3_720_000),
        (NOON + timedelta(minutes=2), 0),
    ],
)
def test_time_before_the_enrolment_or_to_come_is_none(scanned_at: datetime, skew_ms: int) -> None:
    assert occurred_at(replace(SCAN, scanned_at=scanned_at, skew_ms=skew_ms), DEVICE, NOON) is None


def test_only_decided_items_made_before_the_end_arrive_late() -> None:
    decided = replace(SCAN, device_ruling=Ruling(Verdict.ADMITTED))
    assert may_arrive_late(decided, NOON)
    assert may_arrive_late(UNDO, NOON)
    assert not may_arrive_late(SCAN, NOON)
    assert not may_arrive_late(decided, NOON - timedelta(seconds=1))


def test_excerpt_of_a_text_is_one_bounded_line_of_ascii() -> None:
    assert log_excerpt("plain") == "plain"
    assert log_excerpt("a\nä") == "a\\n\\xe4"
    for text in ("x" * 1000, "ä" * 199, "\ud800" * 300):
        excerpt = log_excerpt(text)
        assert len(excerpt) == MAX_LOGGED
        assert excerpt.isascii()
        assert excerpt.endswith("~")


def test_digest_takes_lone_surrogates() -> None:
    assert len(digest("\ud800")) == 64
    assert digest("a") != digest("b")
