"""Events of badges, published after the transaction is durable."""

from datetime import datetime

from msgspec import Struct

from accreditation.badges.domain.badges import BadgeStatus


class BadgeIssued(Struct, frozen=True):
    """A badge was issued, for the first time (`serial` 1) or in place of an earlier issue."""

    badge_id: str
    serial: int
    application_id: str
    at: datetime


class BadgeStatusChanged(Struct, frozen=True):
    """A badge was suspended, restored or revoked."""

    badge_id: str
    standing: BadgeStatus
    at: datetime


class BadgeCollected(Struct, frozen=True):
    """A badge was handed over, or (`taken_back`) the record of that was removed."""

    badge_id: str
    taken_back: bool
    at: datetime
