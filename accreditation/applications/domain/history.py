"""History of an application: each step with what an officer or the applicant said, and the values before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from accreditation.applications.domain.applications import Agency, Application, Field, Finding, Outcome
from accreditation.applications.domain.corrections import value_of


class Act(StrEnum):
    """What happened to an application at one of its versions.

    `ASKED`: a finding that asks the applicant to correct. `CORRECTED`: the answer to it. `EDITED`: the applicant
    changed the data of an approved application. `UNDONE`: an officer took back a finding.
    """

    SUBMITTED = "submitted"
    CHECKED = "checked"
    ASKED = "asked"
    CORRECTED = "corrected"
    EDITED = "edited"
    HELD = "held"
    RESUMED = "resumed"
    REVOKED = "revoked"
    REOPENED = "reopened"
    APPEALED = "appealed"
    APPEAL_ALLOWED = "appeal_allowed"
    APPEAL_DISMISSED = "appeal_dismissed"
    UNDONE = "undone"
    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    LINK_REPLACED = "link_replaced"
    ADDRESS_CHANGED = "address_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """Values of one field of the form before and after a correction; empty for no value.

    Those of `outlet` are names, those of `photo` are photo ids, those of choices are codes.
    """

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step, which led to this version of the application.

    `officer` is None for the applicant's steps. `agency` is the one that acted, or the only one to which the message of
    an applicant's step is addressed. `fields` and `answer_by` are those of a question. `outcome` is the one that the
    step decided, or took back. `reason` is the code of a refusal or revocation.
    """

    application_id: str
    version: int
    at: datetime
    act: Act
    agency: Agency | None = None
    officer: str | None = None
    finding: Finding | None = None
    fields: tuple[Field, ...] = ()
    message: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    answer_by: date | None = None
    outcome: Outcome | None = None
    reason: str | None = None


def list_changes(before: Application, after: Application, outlet_names: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the fields that differ between two versions, in the order of the form; `outlet_names` is by id."""

    def shown(application: Application, field: Field) -> str:
        value = value_of(application, field) or ""
        return outlet_names.get(value, value) if field is Field.OUTLET else value

    pairs = ((field, shown(before, field), shown(after, field)) for field in Field)
    return tuple(Change(field.value, earlier, later) for field, earlier, later in pairs if earlier != later)


def shown_to(step: Step, agency: Agency) -> Step:
    """Return the step as the agency may see it: of the other agency's steps only what was done, and the finding."""
    if step.agency is None or step.agency is agency:
        return step
    return replace(step, officer=None, fields=(), message="", note="", answer_by=None, reason=None)


def shown_to_applicant(steps: Sequence[Step]) -> list[Step]:
    """Return the steps that the applicant may see, without officers, notes, and agencies other than one that asks.

    Findings are seen only if they decided the application, and taken back only if a decision was.
    """
    return [_without_officers(step) for step in steps if step.outcome or step.act not in (Act.CHECKED, Act.UNDONE)]


def _without_officers(step: Step) -> Step:
    agency = step.agency if step.act is Act.ASKED else None
    return replace(step, agency=agency, officer=None, finding=None, note="")
