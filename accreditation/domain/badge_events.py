"""What has happened to badges and at doors; published after it is durable."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.domain.badges import Standing
from accreditation.domain.doors import Verdict


@dataclass(frozen=True, slots=True)
class BadgeIssued:
    """A badge was made, for the first time (`serial` 1) or instead of an earlier issue."""

    badge_id: str
    serial: int
    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BadgeStandingChanged:
    """A badge was suspended, restored or revoked."""

    badge_id: str
    standing: Standing
    at: datetime


@dataclass(frozen=True, slots=True)
class BadgeCollected:
    """A badge was handed over, or (`taken_back`) was not after all."""

    badge_id: str
    taken_back: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ScanRecorded:
    """A door has read something."""

    scan_id: str
    door: str
    verdict: Verdict
    badge_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class HolderMoved:
    """Somebody is elsewhere without a new scan: what was asked before has been told, or taken back."""

    badge_id: str


@dataclass(frozen=True, slots=True)
class ScanUndone:
    """An entry or an exit was taken back."""

    scan_id: str
    door: str
    at: datetime
