"""Batches of applications for an agency that does not sign in, as the installation remembers them. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.applications import Agency
from conference.errors import InvalidError, RuleError

MAX_BATCH_ROWS = 200
"""Applications of a batch: as many as a bulk action has (`accreditation.vetting.actions.bulk`)."""

MAX_DAYS = 60
"""Days until the deadline of a batch."""


class BatchState(StrEnum):
    """State of a batch. Its verdicts are accepted while it is open."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class BatchRow(Struct, frozen=True):
    """A row of a batch: the application, its version when it was written, and the SHA-256 of the row, hexadecimal."""

    application_id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch that was written for an agency. `sequence` counts the agency's batches from 1.

    `key_id` is the key to which it is sealed, `manifest` the SHA-256 of what it says of itself, `supersedes` the id of
    the batch that it replaces. `verdict_file` is the SHA-256 of the file that answered it.
    """

    id: str
    agency: Agency
    sequence: int
    key_id: str
    created_at: datetime
    created_by: str
    deadline: datetime
    count: int
    manifest: str
    supersedes: str = ""
    state: BatchState = BatchState.OPEN
    ended_at: datetime | None = None
    ended_by: str = ""
    verdict_file: str = ""


def end_batch(batch: Batch, state: BatchState, *, by: str, at: datetime, verdict_file: str = "") -> Batch:
    """Return the ended batch. Raises RuleError `batch.not_open`."""
    if batch.state is not BatchState.OPEN:
        raise RuleError("batch.not_open", state=batch.state.value)
    return replace(batch, state=state, ended_at=at, ended_by=by, verdict_file=verdict_file)


def deadline_after(days: int, now: datetime) -> datetime:
    """Return the deadline of a batch. Raises InvalidError by field `days`."""
    if not 1 <= days <= MAX_DAYS:
        raise InvalidError("batch.days_range", {"days": "batch.days_range"}, most=MAX_DAYS)
    return now + timedelta(days=days)
