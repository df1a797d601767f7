"""History of an application: each step with what an officer or the applicant said, and the values before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.applications import Agency, Application, Field, Finding, Outcome
from accreditation.applications.domain.corrections import value_of


class Act(StrEnum):
    """What happened to an application at one of its versions.

    `ASKED`: a finding that asks the applicant to correct. `CORRECTED`: the answer to it. `EDITED`: the applicant
    changed the data of an approved application. `UNDONE`: an officer took back a finding. `RELEASED`: a decision was
    shown to the applicant before its time.
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
    RELEASED = "released"
    UNDONE = "undone"
    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    LINK_REPLACED = "link_replaced"
    ADDRESS_CHANGED = "address_changed"


class Change(Struct, frozen=True):
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
    `released_at` is when the applicant is shown the step, None for at once;
    `ends_withheld`: it took back or replaced a decision that the applicant had not been shown.
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
    released_at: datetime | None = None
    ends_withheld: bool = False


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


def shown_to_applicant(steps: Sequence[Step], now: datetime) -> list[Step]:
    """Return the steps that the applicant may see, without officers, notes, and agencies other than one that asks.

    Findings are seen only if they decided the application, and taken back only if a decision was. A decision is seen
    from its release on, with that time; one that was taken back before is never seen, and neither is that.
    """
    seen = [_as_seen(step, steps[position + 1 :], now) for position, step in enumerate(steps)]
    return sorted((_without_officers(step) for step in seen if step is not None), key=lambda step: step.at)


def _as_seen(step: Step, later: Sequence[Step], now: datetime) -> Step | None:
    """Return a step as the applicant sees it now, None if not at all."""
    if step.act is Act.RELEASED or (step.act in (Act.CHECKED, Act.UNDONE) and not step.outcome):
        return None
    if step.ends_withheld and step.act in (Act.UNDONE, Act.REOPENED):
        return None
    if step.released_at is None:
        return step
    released_at = min([step.released_at, *(one.at for one in later if one.act is Act.RELEASED)])
    if released_at > now or any(one.ends_withheld and one.at < released_at for one in later):
        return None
    if step.act is Act.REVOKED and step.ends_withheld:
        return replace(step, act=Act.CHECKED, outcome=Outcome.REFUSED, at=released_at)
    return replace(step, at=released_at)


def _without_officers(step: Step) -> Step:
    agency = step.agency if step.act is Act.ASKED else None
    return replace(step, agency=agency, officer=None, finding=None, note="")
