"""Devices of the doors: changes of state, scope, name, late delivery."""

from datetime import UTC, datetime, timedelta

import pytest

from accreditation.doors.domain.devices import (
    ENDED,
    LATE_DELIVERY,
    LONGEST,
    MAX_NAME,
    Device,
    DeviceState,
    Scope,
    is_usable,
    may_become,
    may_send_late,
    numbered_names,
    scope_flaw,
    tidy_name,
)

NOON = datetime(2025, 10, 25, 5, tzinfo=UTC)
END = NOON + timedelta(days=1)


def make_device(state: DeviceState) -> Device:
    return Device("dev_1", "Gate", Scope(("gate-a",), frozenset(), END), state, "staff_ha", NOON)


def test_ended_device_never_changes_its_state() -> None:
    assert not any(may_become(ended, state) for ended in ENDED for state in DeviceState)
    assert may_become(DeviceState.ACTIVE, DeviceState.LOCKED)
    assert not may_become(DeviceState.LOCKED, DeviceState.STORAGE_LOST)


@pytest.mark.parametrize("state", DeviceState)
def test_usable_device_is_active_or_locked_before_its_end(state: DeviceState) -> None:
    assert is_usable(make_device(state), NOON) is (state in (DeviceState.ACTIVE, DeviceState.LOCKED))
    assert not is_usable(make_device(state), END)


@pytest.mark.parametrize("state", DeviceState)
def test_late_scans_come_from_any_device_but_offered_and_wiped(state: DeviceState) -> None:
    assert may_send_late(make_device(state), END) is (state not in (DeviceState.OFFERED, DeviceState.WIPED))
    assert not may_send_late(make_device(state), END + LATE_DELIVERY)


def test_scope_names_each_invalid_field() -> None:
    doors = {"gate-a"}
    assert scope_flaw(Scope(("gate-a",), frozenset(), END), doors, NOON) == {}
    assert list(scope_flaw(Scope((), frozenset(), END), doors, NOON)) == ["doors"]
    assert list(scope_flaw(Scope(("gate-z",), frozenset(), NOON), doors, NOON)) == ["doors", "until"]
    too_long = Scope(("gate-a",), frozenset(), NOON + LONGEST + timedelta(seconds=1))
    assert list(scope_flaw(too_long, doors, NOON)) == ["until"]


def test_name_is_one_line_within_its_limit() -> None:
    assert tidy_name("  Gate\n A ") == "Gate A"
    assert tidy_name("x" * MAX_NAME) == "x" * MAX_NAME
    assert tidy_name("x" * (MAX_NAME + 1)) == tidy_name("\x00") == tidy_name(" " * 10_000) == ""


@pytest.mark.parametrize(
    ("name", "count", "names"),
    [
        ("Gate", 1, ["Gate"]),
        ("Gate", 3, ["Gate 1", "Gate 2", "Gate 3"]),
        (" Phone  9 ", 2, ["Phone 9", "Phone 10"]),
        ("7", 2, ["7", "8"]),
        ("\u0669", 2, ["\u0669", "\u0669 2"]),
        ("", 2, [""]),
    ],
)
def test_devices_offered_together_are_numbered(name: str, count: int, names: list[str]) -> None:
    assert numbered_names(name, count) == names
