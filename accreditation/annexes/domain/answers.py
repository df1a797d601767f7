"""Answers of one person to one follow-up form, and the moves between their states. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from accreditation.applications.domain.applications import Application
from conference.errors import ConflictError, RuleError

Value = str | int | bool
"""An answer: a text, a number, a code of a choice, a date as ISO 8601, or whether a box is checked."""

Row = Mapping[str, Value]
"""Answers by the id of their question. A question without an answer is left out."""


class FormRules(Protocol):
    """Follow-up form: until when it is accepted, for which badges, and its maximum of rows."""

    @property
    def closes_at(self) -> datetime:
        """When the form closes."""
        ...

    @property
    def categories(self) -> Sequence[str]:
        """Categories of badges that have the form; all of them if none is named."""
        ...

    @property
    def most_rows(self) -> int:
        """Maximum number of rows."""
        ...


class AnnexState(StrEnum):
    """State of the answers to a form that was sent."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers to a form, in rows. `note` is what the officer has written to the applicant with the decision.

    `version` counts the changes, from 1.
    """

    application_id: str
    annex: str
    rows: Sequence[Row]
    state: AnnexState
    version: int
    submitted_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str = ""


def is_offered(annex: FormRules, application: Application) -> bool:
    """Return whether an approved applicant has the form."""
    return application.is_approved and (not annex.categories or application.category in annex.categories)


def is_open(annex: FormRules, now: datetime) -> bool:
    """Return whether the form is accepted."""
    return now < annex.closes_at


def submit(
    before: Answers | None, rows: Sequence[Row], *, application_id: str, annex: str, seen: int, at: datetime
) -> Answers:
    """Return the answers sent now, which wait for a decision. `seen` is the version that the form showed, 0 for none.

    Raises ConflictError `annex.changed` when they have changed since.
    """
    require_seen(before, seen)
    return Answers(
        application_id=application_id,
        annex=annex,
        rows=tuple(rows),
        state=AnnexState.SUBMITTED,
        version=seen + 1,
        submitted_at=at,
    )


def decide(answers: Answers, outcome: AnnexState, *, note: str, officer: str, at: datetime) -> Answers:
    """Return the answers approved or returned. Raises RuleError `annex.decided` unless they wait for a decision."""
    if answers.state is not AnnexState.SUBMITTED:
        raise RuleError("annex.decided")
    return replace(answers, state=outcome, version=answers.version + 1, decided_at=at, decided_by=officer, note=note)


def require_seen(answers: Answers | None, seen: int) -> None:
    """Raise ConflictError `annex.changed` unless the answers have the version that a page has shown."""
    if (answers.version if answers else 0) != seen:
        raise ConflictError("annex.changed")
