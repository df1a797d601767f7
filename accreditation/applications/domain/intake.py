"""Whether applications are accepted at a moment: before opening, open, late, closed. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

LATE_FORMS = timedelta(minutes=30)
"""How long after the closing a form that was open at the closing is accepted, and marked as late."""


class Intake(StrEnum):
    """State of the intake of applications; `LATE` accepts only forms that were open at the closing."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


def intake_at(now: datetime, *, opens_at: datetime, closes_at: datetime) -> Intake:
    """Return the state of the intake: open for `opens_at` ≤ now < `closes_at`, then late for `LATE_FORMS`."""
    if now < opens_at:
        return Intake.NOT_OPEN
    if now < closes_at:
        return Intake.OPEN
    return Intake.LATE if now < closes_at + LATE_FORMS else Intake.CLOSED
