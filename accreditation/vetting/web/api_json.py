"""JSON of applications in the API: what programs send, and what they are answered (docs/api.md)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Check,
    Decision,
    Field,
    Finding,
    Outcome,
    State,
)
from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.applications.ports import ApplicationRow
from accreditation.vetting.actions.reading import ReadApplication
from conference.api.answers import CodeIn, NoteIn, SeenVersionIn


class ApplicationRowOut(Struct, frozen=True, kw_only=True):
    """An application in a list. `findings` are by agency; `version` is to be sent with an act."""

    id: str
    state: State
    native_name: str
    latin_name: str
    outlet: str | None
    is_outlet_confirmed: bool
    function: str
    country: str
    submitted_at: datetime | None
    is_late: bool
    withheld_until: datetime | None
    findings: Mapping[Agency, Finding]
    version: int


class ApplicationsOut(Struct, frozen=True):
    """A page of the list, and the number of applications in the whole list."""

    applications: list[ApplicationRowOut]
    page: int
    total: int


class CheckOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The finding of an agency. Only the agency itself reads more than `finding` and `at`."""

    finding: Finding
    at: datetime
    reason: str | None = None
    note: str = ""
    message: str = ""
    fields: tuple[Field, ...] = ()
    answer_by: date | None = None


class DecisionOut(Struct, frozen=True, kw_only=True):
    """The decision, with the code of its reason, and when the applicant learns of it."""

    outcome: Outcome
    agency: Agency
    at: datetime
    reason: str | None
    shown_at: datetime


class ApplicationOut(Struct, frozen=True, kw_only=True):
    """An application as the officers of an agency read it."""

    id: str
    state: State
    native_name: str
    family_name: str
    given_name: str
    email: str
    phone: str
    country: str
    language: str
    function: str
    category: str
    outlet_id: str | None
    outlet: str | None
    submitted_at: datetime | None
    is_late: bool
    checks: Mapping[Agency, CheckOut]
    held_by: Agency | None
    decision: DecisionOut | None
    version: int


class StateOut(Struct, frozen=True):
    """State and version of an application after an act."""

    id: str
    state: State
    version: int


class VersionIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The version of the application that the officer saw."""

    version: SeenVersionIn | None = None


class FindingIn(VersionIn, frozen=True, kw_only=True):
    """An approval or a refusal; a refusal needs the code of a reason."""

    finding: Literal["approved", "refused"]
    reason: CodeIn = ""
    note: NoteIn = ""


class QuestionIn(VersionIn, frozen=True, kw_only=True):
    """A question about fields of the form, with the day by which an answer is asked for."""

    fields: list[Field]
    message: NoteIn = ""
    note: NoteIn = ""
    answer_by: date | None = None


class HoldIn(VersionIn, frozen=True, kw_only=True):
    """A hold, with a note for the officers."""

    note: NoteIn = ""


class RevocationIn(VersionIn, frozen=True, kw_only=True):
    """A revocation, with the code of its reason."""

    reason: CodeIn


class WithheldOut(Struct, frozen=True):
    """Number of decisions that are not released yet, and the first hour of a release."""

    count: int
    first_at: datetime | None


class ReleaseIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Number of withheld decisions that the officer saw."""

    count: SeenVersionIn


class ReleasedOut(Struct, frozen=True):
    """Number of decisions that were released."""

    released: int


class OutletOut(Struct, frozen=True, kw_only=True):
    """An outlet with its other names. `country` is empty if it is not known."""

    id: str
    name: str
    is_confirmed: bool
    is_blocked: bool
    kind: OutletKind | None
    country: str
    aliases: tuple[str, ...]


class OutletsOut(Struct, frozen=True):
    """A page of the list, and the number of outlets in the whole list."""

    outlets: list[OutletOut]
    page: int
    total: int


def row_out(row: ApplicationRow) -> ApplicationRowOut:
    """Return a row of the list."""
    return ApplicationRowOut(
        id=row.id,
        state=row.state,
        native_name=row.native_name,
        latin_name=row.latin_name,
        outlet=row.outlet,
        is_outlet_confirmed=not row.is_outlet_unknown,
        function=row.function,
        country=row.country,
        submitted_at=row.submitted_at,
        is_late=row.is_late,
        withheld_until=row.withheld_until,
        findings=row.findings,
        version=row.version,
    )


def application_out(found: ReadApplication, agency: Agency) -> ApplicationOut:
    """Return an application as the agency may read it."""
    one, person = found.application, found.application.applicant
    return ApplicationOut(
        id=one.id,
        state=one.state,
        native_name=person.native_name,
        family_name=person.family_name,
        given_name=person.given_name,
        email=person.email,
        phone=person.phone,
        country=person.country,
        language=person.language,
        function=one.function,
        category=one.category,
        outlet_id=one.outlet_id,
        outlet=found.outlet.name if found.outlet else None,
        submitted_at=one.submitted_at,
        is_late=one.is_late,
        checks={checker: _check_out(check, is_own=checker is agency) for checker, check in one.checks.items()},
        held_by=one.hold.agency if one.hold else None,
        decision=_decision_out(one.decision) if one.decision else None,
        version=one.version,
    )


def state_out(application: Application) -> StateOut:
    """Return the state after an act."""
    return StateOut(application.id, application.state, application.version)


def outlet_out(outlet: Outlet) -> OutletOut:
    """Return an outlet."""
    return OutletOut(
        id=outlet.id,
        name=outlet.name,
        is_confirmed=outlet.verified,
        is_blocked=outlet.blocked_at is not None,
        kind=outlet.kind,
        country=outlet.country,
        aliases=outlet.aliases,
    )


def _check_out(check: Check, *, is_own: bool) -> CheckOut:
    if not is_own:
        return CheckOut(finding=check.finding, at=check.at)
    return CheckOut(
        finding=check.finding,
        at=check.at,
        reason=check.reason,
        note=check.note,
        message=check.message,
        fields=check.fields,
        answer_by=check.answer_by,
    )


def _decision_out(decision: Decision) -> DecisionOut:
    return DecisionOut(
        outcome=decision.outcome,
        agency=decision.agency,
        at=decision.at,
        reason=decision.reason,
        shown_at=decision.shown_at,
    )
