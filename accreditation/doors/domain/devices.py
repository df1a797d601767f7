"""Devices of the doors: their rights, the period of their enrolment, and how it ends. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conference.texts.stream_safe import TYPED_PER_KEPT, normalize

ENROL_WITHIN = timedelta(minutes=15)
"""Lifetime of the code in an enrolment's QR; the code works once."""

LONGEST = timedelta(days=4)
"""Longest enrolment of a device: a conference with its rehearsal."""

LATE_DELIVERY = timedelta(hours=24)
"""Time after the end of an enrolment in which its token may still send scans made before the end."""

CLOCK_TOLERANCE = timedelta(minutes=1)
"""Difference between the corrected clock of a device and the server's that is no sign of a wrong time."""

SILENT_AFTER = timedelta(seconds=60)
"""Time without a request after which a device is shown as silent: three rounds of its sync."""


class Right(StrEnum):
    """What a device may do beyond scanning."""

    SEARCH = "search"
    """Look people up by name."""

    UNDO = "undo"
    """Undo entries and exits."""


class DeviceState(StrEnum):
    """State of a device. An `OFFERED` one waits for its code to be used; an ended one never becomes active again."""

    OFFERED = "offered"
    ACTIVE = "active"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    STORAGE_LOST = "storage_lost"
    """Signed out because the browser's storage was cleared. Scans that the page held in memory may still arrive."""
    WIPED = "wiped"


ENDED = frozenset({DeviceState.SIGNED_OUT, DeviceState.STORAGE_LOST, DeviceState.WIPED})
"""States of an enrolment that has ended."""

TRANSITIONS: dict[DeviceState, frozenset[DeviceState]] = {
    DeviceState.OFFERED: frozenset({DeviceState.ACTIVE, DeviceState.WIPED}),
    DeviceState.ACTIVE: frozenset({DeviceState.LOCKED, *ENDED}),
    DeviceState.LOCKED: frozenset({DeviceState.ACTIVE, DeviceState.SIGNED_OUT, DeviceState.WIPED}),
    DeviceState.SIGNED_OUT: frozenset(),
    DeviceState.STORAGE_LOST: frozenset(),
    DeviceState.WIPED: frozenset(),
}
"""Allowed changes of state: from → to."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Scope of an enrolment: doors by id (at least one), rights, and end."""

    doors: tuple[str, ...]
    rights: frozenset[Right]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """A device of the doors. `name` is for people; `enrolled_by` is the id of the person who offered the code."""

    id: str
    name: str
    scope: Scope
    state: DeviceState
    enrolled_by: str
    offered_at: datetime
    enrolled_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Latest report of a device.

    `door` is where it is used, `skew_ms` how far its clock is ahead of the server's, `queue` the number of unsent
    scans, `battery` its charge from 0 to 1 (None: unknown), `list_at` when its roster was last complete, `build` the
    build of its program.
    """

    at: datetime
    door: str
    skew_ms: int
    queue: int
    battery: float | None
    charging: bool | None
    list_at: datetime | None
    build: str
    language: str


def may_become(state: DeviceState, target: DeviceState) -> bool:
    """Return whether a device may change from one state to another."""
    return target in TRANSITIONS[state]


def clamp_time(at: datetime, device: Device, now: datetime) -> datetime | None:
    """Return the time of an act of a device, at most `now`; None if the device cannot have acted then.

    A device acts from its enrolment on. Clocks may differ by `CLOCK_TOLERANCE`.
    """
    first = device.enrolled_at or device.offered_at
    is_possible = first - CLOCK_TOLERANCE <= at <= now + CLOCK_TOLERANCE
    return min(at, now) if is_possible else None


def is_usable(device: Device, now: datetime) -> bool:
    """Return whether the enrolment of the device is in force; the device may be locked."""
    return device.state in (DeviceState.ACTIVE, DeviceState.LOCKED) and now < device.scope.expires_at


def may_send_late(device: Device, now: datetime) -> bool:
    """Return whether a device with an ended enrolment may still send scans made before the end: not after a wipe."""
    may_state_send = device.state not in (DeviceState.OFFERED, DeviceState.WIPED)
    return may_state_send and now < device.scope.expires_at + LATE_DELIVERY


def scope_flaw(scope: Scope, doors: Collection[str], now: datetime) -> dict[str, str]:
    """Return what is wrong with a scope, field → code: doors that the event does not have, or an end that is past or
    further away than `LONGEST`."""
    flaws: dict[str, str] = {}
    if not scope.doors or not set(scope.doors) <= set(doors):
        flaws["doors"] = "device.doors_unfit"
    if not now < scope.expires_at <= now + LONGEST:
        flaws["until"] = "device.until_unfit"
    return flaws


MAX_NAME = 80
"""Maximum characters of a device's name."""


def tidy_name(name: str) -> str:
    """Return a device's name in one line of printable characters; empty when nothing is left or it is too long."""
    if len(name) > TYPED_PER_KEPT * MAX_NAME:
        return ""
    printable = "".join(c if c.isprintable() else " " for c in normalize("NFC", name))
    tidy = " ".join(printable.split())
    return tidy if len(tidy) <= MAX_NAME else ""


MOST_AT_ONCE = 20
"""Maximum number of devices that are offered together."""


def next_name(name: str) -> str:
    """Return the name of the device after this one: `Phone 8` after `Phone 7`, `Gate 2` after `Gate`."""
    stem = name.rstrip("0123456789")
    number = name[len(stem) :]
    return f"{stem}{int(number) + 1}" if number else f"{name} 2"


def numbered_names(name: str, count: int) -> list[str]:
    """Return the names of devices that are offered together; the only one keeps its name."""
    tidied = tidy_name(name)
    names = [tidied if count == 1 or not tidied or tidied[-1].isdecimal() else f"{tidied} 1"]
    while len(names) < count and tidied:
        names.append(next_name(names[-1]))
    return names
