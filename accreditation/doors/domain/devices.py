"""The phones and scanners of the doors: what each may do, for how long, and how it ends. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conference.texts.stream_safe import TYPED_PER_KEPT, normalize

ENROL_WITHIN = timedelta(minutes=15)
"""How long the code in an enrolment's QR may be used; it may be used once."""

LONGEST = timedelta(days=4)
"""No device is enrolled for longer: a conference with its rehearsal."""

LATE_DELIVERY = timedelta(hours=24)
"""How long after its end an enrolment's token may still send the scans that were made before the end."""

SILENT_AFTER = timedelta(seconds=60)
"""A device that has said nothing for so long is shown as silent: three rounds of its line."""


class Right(StrEnum):
    """What a device may do beyond scanning."""

    SEARCH = "search"
    """Look people up by name."""

    UNDO = "undo"
    """Take entries and exits back."""


class DeviceState(StrEnum):
    """How a device stands. `OFFERED` waits for its code to be used; what is ended never comes back."""

    OFFERED = "offered"
    ACTIVE = "active"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    STORAGE_LOST = "storage_lost"
    """Signed out because the browser's storage was cleared. Scans that the page held in memory may still arrive."""
    WIPED = "wiped"


ENDED = frozenset({DeviceState.SIGNED_OUT, DeviceState.STORAGE_LOST, DeviceState.WIPED})
"""States of an enrolment that is over."""

NEXT: dict[DeviceState, frozenset[DeviceState]] = {
    DeviceState.OFFERED: frozenset({DeviceState.ACTIVE, DeviceState.WIPED}),
    DeviceState.ACTIVE: frozenset({DeviceState.LOCKED, *ENDED}),
    DeviceState.LOCKED: frozenset({DeviceState.ACTIVE, DeviceState.SIGNED_OUT, DeviceState.WIPED}),
    DeviceState.SIGNED_OUT: frozenset(),
    DeviceState.STORAGE_LOST: frozenset(),
    DeviceState.WIPED: frozenset(),
}
"""From → to: every change there is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a device is enrolled for: doors by id (at least one), rights, until when."""

    doors: tuple[str, ...]
    rights: frozenset[Right]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """A device of the doors. `name` is what people call it, `enrolled_by` the staff id of who gave it its code."""

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
    """What a device last told of itself. `door` is where it stands, `skew_ms` how far its clock is ahead of ours,
    `battery` 0 to 1 (None: unknown), `list_at` when its list was last known to be complete, `queue` the scans
    that it has yet to send, `build` the program's build that it runs."""

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
    """Whether a device that stands so may be given the other state."""
    return target in NEXT[state]


def is_usable(device: Device, now: datetime) -> bool:
    """Whether the device is still one of ours, though it may be locked."""
    return device.state in (DeviceState.ACTIVE, DeviceState.LOCKED) and now < device.scope.expires_at


def may_send_late(device: Device, now: datetime) -> bool:
    """Whether an enrolment that is over may still send scans made before its end: not after a wipe."""
    is_state_right = device.state not in (DeviceState.OFFERED, DeviceState.WIPED)
    return is_state_right and now < device.scope.expires_at + LATE_DELIVERY


def scope_flaw(scope: Scope, doors: Collection[str], now: datetime) -> dict[str, str]:
    """Field → the code of what is wrong with a scope: doors that are not among the event's, or an end that is past
    or further away than `LONGEST`."""
    flaws: dict[str, str] = {}
    if not scope.doors or not set(scope.doors) <= set(doors):
        flaws["doors"] = "device.doors_unfit"
    if not now < scope.expires_at <= now + LONGEST:
        flaws["until"] = "device.until_unfit"
    return flaws


MAX_NAME = 80
"""Letters of a device's name."""


def tidy_name(name: str) -> str:
    """A device's name in one line of printable characters; empty when there is none, or it is too long."""
    if len(name) > TYPED_PER_KEPT * MAX_NAME:
        return ""
    printable = "".join(c if c.isprintable() else " " for c in normalize("NFC", name))
    tidy = " ".join(printable.split())
    return tidy if len(tidy) <= MAX_NAME else ""
