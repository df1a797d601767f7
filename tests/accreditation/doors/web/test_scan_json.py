"""JSON of scans: items are read strictly, hostile ones are refused."""

import json
from typing import Any

import pytest

from accreditation.access.rules import Direction
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import OverrideItem, ScanItem, UndoItem
from accreditation.doors.web.scan_json import MAX_ITEMS, ScansIn
from conference.errors import InvalidError
from conference.web.api import decode_json

COMMON = {"key": "0123456789", "door": "gate-a", "scanned_at": "2025-10-25T09:00:00+07:00", "skew_ms": -3}
SCAN = {**COMMON, "kind": "scan", "text": "P-0001-02", "method": "typed", "direction": "entry"}
OF = {**COMMON, "of": "9876543210"}
OVERRIDE = {**OF, "kind": "override", "reason": "escorted", "supervisor": "s", "proof": "0" * 64}
UNDO = {**OF, "kind": "undo", "reason": "mis_scan"}


def read(*items: dict[str, Any]) -> ScansIn:
    return decode_json(json.dumps({"items": items}).encode(), ScansIn)


def test_online_and_offline_scans_are_read() -> None:
    decided = {"verdict": "admitted", "direction": "exit", "grant": "g1"}
    online, offline = read(SCAN, {**SCAN, "decided": decided}).all_items()
    assert isinstance(online, ScanItem)
    assert isinstance(offline, ScanItem)
    assert (online.device_ruling, online.scanned_at.isoformat()) == (None, "2025-10-25T02:00:00+00:00")
    assert offline.device_ruling is not None
    assert (offline.device_ruling.verdict, offline.device_ruling.direction) == (Verdict.ADMITTED, Direction.EXIT)


def test_overrides_and_undos_are_read() -> None:
    override, undo = read(OVERRIDE, UNDO).all_items()
    assert isinstance(override, OverrideItem)
    assert isinstance(undo, UndoItem)
    assert (override.of, undo.of) == ("9876543210", "9876543210")


@pytest.mark.parametrize(
    "change",
    [
        {"key": "short"}, {"key": "x" * 65}, {"key": 12345678}, {"key": "\u0301" * 20}, {"door": "a b"},
        {"door": None}, {"scanned_at": "2025-10-25T09:00:00"}, {"scanned_at": 0}, {"skew_ms": 2**31},
        {"skew_ms": "1"}, {"kind": "sing"}, {"kind": None}, {"method": "thought"}, {"direction": "up"},
        {"text": None}, {"decided": {}}, {"decided": "admitted"}, {"unknown": 1},
        {"decided": {"verdict": "fine", "direction": "entry"}},
    ],
)  # fmt: skip
def test_invalid_item_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as raised:
        read(SCAN, SCAN | change)
    assert raised.value.code == "request.invalid"
    assert all(name.startswith("items[1]") for name in raised.value.fields)


@pytest.mark.parametrize("name", ["key", "door", "scanned_at", "skew_ms", "kind", "text", "method", "direction"])
def test_missing_field_is_refused(name: str) -> None:
    with pytest.raises(InvalidError):
        read({field: value for field, value in SCAN.items() if field != name})


def test_number_of_items_is_bounded() -> None:
    assert len(read(*[SCAN] * MAX_ITEMS).items) == MAX_ITEMS
    with pytest.raises(InvalidError):
        read(*[SCAN] * (MAX_ITEMS + 1))
