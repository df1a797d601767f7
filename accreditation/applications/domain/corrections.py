"""Corrections and later edits: which fields are open, which changed, which approvals remain valid. Pure (A15, C10)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from accreditation.applications.domain.applications import (
    OPEN,
    Agency,
    Application,
    Check,
    Field,
    Finding,
    Move,
    State,
    apply_move,
)
from accreditation.applications.domain.spelling import is_same_name
from conference.errors import RuleError

_BOTH = frozenset(Agency)

DEPENDENT_CHECKS: Mapping[Field, frozenset[Agency]] = {
    Field.NATIVE_NAME: _BOTH,
    Field.FAMILY_NAME: _BOTH,
    Field.GIVEN_NAME: _BOTH,
    Field.COUNTRY: frozenset({Agency.SECURITY}),
    Field.PASSPORT_LINE: frozenset({Agency.SECURITY}),
    Field.OUTLET: frozenset({Agency.ACCREDITATION}),
    Field.FUNCTION: frozenset({Agency.ACCREDITATION}),
    Field.CATEGORY: _BOTH,
    Field.PHOTO: _BOTH,
    Field.EMAIL: frozenset(),
    Field.PHONE: frozenset(),
    Field.LANGUAGE: frozenset(),
}
"""Field → the agencies whose approval depends on it; a change of the field reopens only their checks (A15).

Another spelling of the same name (`spelling.is_same_name`) reopens the check of accreditation only.
"""

_NAMES = frozenset({Field.NATIVE_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME})

PRINTED_FIELDS = _NAMES | {Field.OUTLET, Field.FUNCTION, Field.CATEGORY, Field.PHOTO}
"""Fields that the badge shows."""

_STORED_AS = {
    Field.OUTLET: "outlet_id",
    Field.FUNCTION: "function",
    Field.CATEGORY: "category",
    Field.PHOTO: "photo_id",
    Field.PASSPORT_LINE: "passport_id",
}
"""Attributes of `Application` with values of the form; the other fields are attributes of `Applicant`."""


def state_of_checks(checks: Mapping[Agency, Check]) -> State:
    """Return the state that results from the checks. Two approvals by the same person leave it in review."""
    findings = {check.finding for check in checks.values()}
    if Finding.REFUSED in findings:
        return State.REFUSED
    if Finding.NEEDS_INFORMATION in findings:
        return State.INCOMPLETE
    officers = {check.officer for check in checks.values()}
    if set(checks) == set(Agency) and len(officers) == len(Agency):
        return State.APPROVED
    return State.IN_REVIEW if checks else State.SUBMITTED


def list_open_fields(application: Application) -> frozenset[Field]:
    """Return the fields that the applicant may change now: those that an agency asks for; after approval, all."""
    if application.is_approved:
        return frozenset(Field)
    if application.state is not State.INCOMPLETE:
        return frozenset()
    return frozenset(field for check in application.checks.values() for field in check.fields)


def merge_fields(before: Application, after: Application, fields: Collection[Field]) -> Application:
    """Return the application `before` with the values of these fields as in `after`, and nothing else of it."""
    personal: dict[str, Any] = {field.value: value_of(after, field) for field in fields if field not in _STORED_AS}
    own: dict[str, Any] = {_STORED_AS[field]: value_of(after, field) for field in fields if field in _STORED_AS}
    return replace(before, applicant=replace(before.applicant, **personal), **own)


def apply_correction(application: Application, changed: Application) -> Application:
    """Return the application with the values of its open fields as in `changed`, in the state for review.

    Requests for information are removed; an approval is kept unless a field that it depends on has changed.
    """
    corrected = merge_fields(application, changed, list_open_fields(application))
    fields = changed_fields(application, corrected)
    reopened = list_reopened_checks(application, corrected)
    checks = {
        agency: check
        for agency, check in application.checks.items()
        if check.finding is Finding.APPROVED and agency not in reopened
    }
    marks = {
        agency: application.corrected.get(agency, frozenset()) | fields
        for agency in Agency
        if agency in application.corrected or (agency in application.checks and agency not in checks)
    }
    moved = apply_move(application, Move.CORRECT, state_of_checks(checks))
    return replace(
        corrected,
        state=moved.state,
        checks=checks,
        corrected=marks,
        version=moved.version,
        data_version=moved.version,
    )


def apply_edit(application: Application, changed: Application, *, checked_by: Agency | None = None) -> Application:
    """Return an approved application with the values of all fields as in `changed`.

    The checks that depend on changed fields are reopened, but not that of `checked_by`, whose officer makes the change.
    Without a reopened check it stays approved. Raises RuleError when nothing has changed.
    """
    edited = merge_fields(application, changed, frozenset(Field))
    fields = changed_fields(application, edited)
    reopened = list_reopened_checks(application, edited) - {checked_by}
    checks = {agency: check for agency, check in application.checks.items() if agency not in reopened}
    moved = apply_move(application, Move.EDIT, state_of_checks(checks))
    if not fields:
        raise RuleError("application.unchanged")
    return replace(
        edited,
        state=moved.state,
        checks=checks,
        corrected=dict.fromkeys(reopened, fields),
        decision=None if reopened else application.decision,
        version=moved.version,
        data_version=moved.version,
    )


def keeps_badge(application: Application) -> bool:
    """Return whether a badge that was issued stays valid: approved, or open with the approval of security.

    So it stays valid while accreditation checks an edit again, and ends when the check of security is reopened.
    """
    check = application.checks.get(Agency.SECURITY)
    is_cleared = check is not None and check.finding is Finding.APPROVED
    return application.is_approved or (application.state in OPEN and is_cleared)


def changed_fields(before: Application, after: Application) -> frozenset[Field]:
    """Return the fields that differ between two versions of an application."""
    return frozenset(field for field in Field if value_of(before, field) != value_of(after, field))


def value_of(application: Application, field: Field) -> str | None:
    """Return the stored value of a field: of outlet, photo and passport its id, None without one."""
    holder = application if field in _STORED_AS else application.applicant
    value: str | None = getattr(holder, _STORED_AS.get(field, field.value))
    return value


def list_reopened_checks(before: Application, after: Application) -> frozenset[Agency]:
    """Return the agencies whose check depends on a field that differs between two versions."""
    fields = changed_fields(before, after)
    reopened = frozenset(agency for field in fields - _NAMES for agency in DEPENDENT_CHECKS[field])
    if not fields & _NAMES:
        return reopened
    is_spelling = is_same_name(before.applicant, after.applicant)
    return reopened | (frozenset({Agency.ACCREDITATION}) if is_spelling else _BOTH)
