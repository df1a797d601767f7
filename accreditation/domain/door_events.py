"""What has happened to the doors' devices and notices; published after it is durable."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.domain.devices import DeviceState


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device was offered an enrolment, enrolled, locked, unlocked, signed out or wiped."""

    device_id: str
    state: DeviceState
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticesChanged:
    """What the doors are asked to look out for has changed."""

    notice_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListChanged:
    """Somebody's line of the devices' lists has changed."""
