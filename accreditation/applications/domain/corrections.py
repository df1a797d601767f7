"""Corrections by an applicant: which fields are open, which changed, which approvals remain valid. Pure (A15, C10)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Check,
    Field,
    Finding,
    Move,
    State,
    apply_move,
)

_BOTH = frozenset(Agency)

DEPENDENT_CHECKS: Mapping[Field, frozenset[Agency]] = {
    Field.NATIVE_NAME: _BOTH,
    Field.FAMILY_NAME: _BOTH,
    Field.GIVEN_NAME: _BOTH,
    Field.COUNTRY: frozenset({Agency.SECURITY}),
    Field.OUTLET: frozenset({Agency.ACCREDITATION}),
    Field.FUNCTION: frozenset({Agency.ACCREDITATION}),
    Field.CATEGORY: _BOTH,
    Field.PHOTO: _BOTH,
    Field.EMAIL: frozenset(),
    Field.PHONE: frozenset(),
    Field.LANGUAGE: frozenset(),
}
"""Field → the agencies whose approval depends on it; a change of the field reopens only their checks (A15)."""

_STORED_AS = {
    Field.OUTLET: "outlet_id",
    Field.FUNCTION: "function",
    Field.CATEGORY: "category",
    Field.PHOTO: "photo_id",
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
    """Return the fields that the applicant may correct now: those that an agency asks for."""
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
    reopened = _reopened_checks(fields)
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


def changed_fields(before: Application, after: Application) -> frozenset[Field]:
    """Return the fields that differ between two versions of an application."""
    return frozenset(field for field in Field if value_of(before, field) != value_of(after, field))


def value_of(application: Application, field: Field) -> str | None:
    """Return the stored value of a field: of an outlet and of a photo its id, None for a freelancer."""
    holder = application if field in _STORED_AS else application.applicant
    value: str | None = getattr(holder, _STORED_AS.get(field, field.value))
    return value


def _reopened_checks(fields: Collection[Field]) -> frozenset[Agency]:
    return frozenset(agency for field in fields for agency in DEPENDENT_CHECKS[field])
