"""Events of badges, published after the transaction is durable."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.badges.domain.badges import BadgeStatus


@dataclass(frozen=True, slots=True)
class BadgeIssued:
    """A badge was issued, for the first time (`serial` 1) or in place of an earlier issue."""

    badge_id: str
    serial: int
    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BadgeStatusChanged:
    """A badge was suspended, restored or revoked."""

    badge_id: str
    standing: BadgeStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class BadgeCollected:
    """A badge was handed over, or (`taken_back`) the record of that was removed."""

    badge_id: str
    taken_back: bool
    at: datetime
