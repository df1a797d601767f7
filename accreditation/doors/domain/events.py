"""Events of doors, devices and notices, published after the commit of their transaction."""

from datetime import datetime

from msgspec import Struct

from accreditation.doors.domain.devices import DeviceState
from accreditation.doors.domain.doors import Verdict


class DeviceChanged(Struct, frozen=True):
    """A device was offered an enrolment, enrolled, locked, unlocked, signed out or wiped."""

    device_id: str
    state: DeviceState
    at: datetime


class NoticesChanged(Struct, frozen=True):
    """A notice to the doors was posted or ended."""

    notice_id: str
    at: datetime


class ListChanged(Struct, frozen=True):
    """An entry of the roster has changed."""


class ScanRecorded(Struct, frozen=True):
    """A scan was recorded."""

    scan_id: str
    door: str
    verdict: Verdict
    badge_id: str | None
    at: datetime


class HolderMoved(Struct, frozen=True):
    """The presence of a badge changed without a new scan: a scan was reported differently, or undone."""

    badge_id: str


class ScanUndone(Struct, frozen=True):
    """An entry or exit was undone."""

    scan_id: str
    door: str
    at: datetime
