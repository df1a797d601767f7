"""How far an application has come, as its applicant sees it: steps with times, and when a decision is due. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.applications import Application, State

_UNDER_REVIEW = frozenset({State.SUBMITTED, State.IN_REVIEW})
_ENDED = frozenset({State.REFUSED, State.WITHDRAWN})
_REFERENCE_CHARACTERS = 8


class Step(StrEnum):
    """Step from the submission to the badge in the applicant's hands."""

    RECEIVED = "received"
    REVIEWED = "reviewed"
    PRINTED = "printed"
    COLLECTED = "collected"


class BadgeTimes(Struct, frozen=True):
    """When the current badge of an application was printed and collected; `active`: it was handed over."""

    printed_at: datetime | None
    collected_at: datetime | None
    active: bool = False


class StepTime(Struct, frozen=True):
    """A step with its time if it is done. `is_next`: the first that is not done; `due_at`: when it is due, if known."""

    step: Step
    at: datetime | None
    is_next: bool
    due_at: datetime | None = None


def progress_of(
    application: Application, badge: BadgeTimes | None, *, decision_due_at: datetime | None = None
) -> tuple[StepTime, ...]:
    """Return the steps in order; those after the end of a refused or withdrawn application are left out."""
    times = {
        Step.RECEIVED: application.submitted_at,
        Step.REVIEWED: _reviewed_at(application),
        Step.PRINTED: badge.printed_at if badge else None,
        Step.COLLECTED: badge.collected_at if badge else None,
    }
    if application.state in _ENDED:
        return tuple(StepTime(step, at, is_next=False) for step, at in times.items() if at is not None)
    upcoming = next((step for step, at in times.items() if at is None), None)
    due = {Step.REVIEWED: decision_due_at} if times[Step.REVIEWED] is None else {}
    return tuple(StepTime(step, at, step is upcoming, due.get(step)) for step, at in times.items())


def find_decision_due(
    application: Application, *, review: timedelta | None, decided_by: datetime | None
) -> datetime | None:
    """Return when the decision is due: after the usual duration of a review, but not after `decided_by`.

    None outside the review, and without both. An application submitted after `decided_by` has the usual duration.
    """
    submitted_at = application.submitted_at
    if application.state not in _UNDER_REVIEW or submitted_at is None:
        return None
    usual = [submitted_at + review] if review is not None else []
    last = [decided_by] if decided_by is not None and decided_by > submitted_at else []
    return min([*usual, *last], default=None)


def remaining_hours(days: Sequence[tuple[datetime, datetime]], now: datetime) -> tuple[datetime, datetime] | None:
    """Return from when until when badges can still be collected, of the hours of each day; None after the last."""
    remaining = [(opens_at, closes_at) for opens_at, closes_at in days if closes_at > now]
    if not remaining:
        return None
    return min(opens_at for opens_at, _ in remaining), max(closes_at for _, closes_at in remaining)


def reference_of(application_id: str) -> str:
    """Return the reference number that an applicant quotes: the last characters of the id, such as `7K3M-9QTX`."""
    tail = application_id[-_REFERENCE_CHARACTERS:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def read_reference(text: str) -> str | None:
    """Return the end of the id that a typed reference number means; None for other texts."""
    typed = "".join(text.split()).replace("-", "").lower()
    return typed if len(typed) == _REFERENCE_CHARACTERS and typed.isascii() and typed.isalnum() else None


def _reviewed_at(application: Application) -> datetime | None:
    is_decided = application.state in (State.APPROVED, State.REFUSED)
    return application.decision.shown_at if application.decision and is_decided else None
