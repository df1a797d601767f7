"""What an officer does with an application. Every route to an approval leads through `record_finding`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import Agency, Application, Finding, Move, State, may_move
from accreditation.applications.domain.events import (
    ApplicationApproved,
    ApplicationHeld,
    ApplicationRefused,
    ApplicationReopened,
    ApplicationResumed,
    ApprovalRevoked,
    CheckRecorded,
    InformationRequested,
)
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.domain import FindingInput, Officer, found, held, reopened, require_seen, resumed, revoked
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import InvalidError, RostrumError, RuleError
from conference.transactions import Transaction

PERMISSIONS = {
    Agency.ACCREDITATION: Permission.VET_ACCREDITATION,
    Agency.SECURITY: Permission.VET_SECURITY,
}
MOST_AT_ONCE = 200
"""Applications in one bulk action: what an officer can have looked at, and a second or two of work."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An application as an officer had it before their eyes."""

    application_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row of a bulk action: the application as it is now, or the error that stopped it."""

    application_id: str
    application: Application | None
    error: RostrumError | None


def officer_of(staff: Staff) -> Officer:
    """The member of staff as vetting sees them."""
    return Officer(staff.id, frozenset(agency for agency, right in PERMISSIONS.items() if may(staff, right)))


async def record_finding(
    services: ApplicationServices,
    statement: FindingInput,
    *,
    agency: Agency,
    seen: Seen,
    staff: Staff,
    only_first: bool = False,
) -> Application:
    """Record the agency's finding, instead of an earlier one (refused with `only_first`); decided when both decide it.

    Raises ForbiddenError, RuleError (`vetting.*`), ConflictError when it changed since it was seen, NotFoundError.
    """
    if statement.finding is Finding.REFUSED:
        _require_reason(statement.reason, services.rules.refusal_reasons)
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        require_seen(before, agency, seen.version)
        if only_first and agency in before.checks:
            raise RuleError("vetting.found_already")
        return found(before, statement, agency=agency, officer=officer, at=now)

    async with services.transactions.write() as transaction:
        application = await _change(services, transaction, seen.application_id, change)
        topics = [topic.value for topic in statement.topics]
        await _record(
            transaction, application, "checked", staff=staff, at=now, agency=agency.value,
            finding=statement.finding.value, reason=statement.reason, topics=topics,
        )  # fmt: skip
        for event in _told(application, statement, agency=agency, at=now):
            transaction.emit(event)
    return application


async def vet_many(
    services: ApplicationServices, statement: FindingInput, *, agency: Agency, seen: Sequence[Seen], staff: Staff
) -> list[Result]:
    """Record the same finding on many applications, each in its own transaction under the same rules.

    What the agency has looked at already stays as it found it: that is changed one by one.

    Raises InvalidError for more than `MOST_AT_ONCE`; what goes wrong with one row is in its result.
    """
    if len(seen) > MOST_AT_ONCE:
        raise InvalidError("vetting.too_many", most=MOST_AT_ONCE)
    return [await _attempt(services, statement, agency=agency, seen=one, staff=staff) for one in seen]


async def _attempt(
    services: ApplicationServices, statement: FindingInput, *, agency: Agency, seen: Seen, staff: Staff
) -> Result:
    try:
        application = await record_finding(services, statement, agency=agency, seen=seen, staff=staff, only_first=True)
    except RostrumError as error:
        return Result(seen.application_id, None, error)
    return Result(seen.application_id, application, None)


async def hold_application(
    services: ApplicationServices, *, agency: Agency, seen: Seen, staff: Staff, note: str = ""
) -> Application:
    """Set aside until the same agency resumes."""
    now, officer = services.clock.now(), officer_of(staff)

    def change(before: Application) -> Application:
        require_seen(before, agency, seen.version)
        return held(before, agency=agency, officer=officer, at=now, note=note)

    async with services.transactions.write() as transaction:
        application = await _change(services, transaction, seen.application_id, change)
        await _record(transaction, application, "held", staff=staff, at=now, agency=agency.value)
        transaction.emit(ApplicationHeld(application.id, agency, now))
    return application


async def resume_application(
    services: ApplicationServices, *, agency: Agency, application_id: str, staff: Staff
) -> Application:
    """Take up again what the agency had set aside."""
    now, officer = services.clock.now(), officer_of(staff)
    async with services.transactions.write() as transaction:
        application = await _change(
            services, transaction, application_id, lambda before: resumed(before, agency=agency, officer=officer)
        )
        await _record(transaction, application, "resumed", staff=staff, at=now, agency=agency.value)
        transaction.emit(ApplicationResumed(application.id, agency, now))
    return application


async def revoke_approval(
    services: ApplicationServices, *, agency: Agency, application_id: str, staff: Staff, reason: str
) -> Application:
    """Take an approval back; every badge issued for it ends in the same transaction."""
    _require_reason(reason, services.rules.revocation_reasons)
    now, officer = services.clock.now(), officer_of(staff)
    async with services.transactions.write() as transaction:
        application = await _change(
            services, transaction, application_id,
            lambda before: revoked(before, agency=agency, officer=officer, at=now, reason=reason),
        )  # fmt: skip
        await services.credentials.end(transaction, application.id, reason=reason, actor=staff.id, at=now)
        await _record(transaction, application, "revoked", staff=staff, at=now, agency=agency.value, reason=reason)
        transaction.emit(ApprovalRevoked(application.id, reason, now))
    return application


async def reopen_application(
    services: ApplicationServices, *, agency: Agency, application_id: str, staff: Staff
) -> Application:
    """Take back the agency's own refusal or revocation; it has to find anew."""
    now, officer = services.clock.now(), officer_of(staff)
    async with services.transactions.write() as transaction:
        application = await _change(
            services, transaction, application_id, lambda before: reopened(before, agency=agency, officer=officer)
        )
        await _record(transaction, application, "reopened", staff=staff, at=now, agency=agency.value)
        transaction.emit(ApplicationReopened(application.id, agency, now))
    return application


def moves_of(application: Application) -> frozenset[Move]:
    """What may be done with the application in its state; whose right it is, the action says."""
    return frozenset(move for move in Move if may_move(application, move))


async def _change(
    services: ApplicationServices,
    transaction: Transaction,
    application_id: str,
    change: Callable[[Application], Application],
) -> Application:
    application = change(await services.applications.load(transaction, application_id, lock=True))
    await services.applications.save(transaction, application)
    return application


def _require_reason(reason: str | None, known: frozenset[str]) -> None:
    if not reason:
        raise RuleError("vetting.reason_missing")
    if reason not in known:
        raise InvalidError("vetting.reason_unknown")


def _told(application: Application, statement: FindingInput, *, agency: Agency, at: datetime) -> list[object]:
    told: list[object] = [CheckRecorded(application.id, agency, statement.finding, at)]
    if statement.finding is Finding.NEEDS_INFORMATION:
        told.append(InformationRequested(application.id, agency, at))
    if application.state is State.APPROVED:
        told.append(ApplicationApproved(application.id, at))
    if application.state is State.REFUSED:
        told.append(ApplicationRefused(application.id, statement.reason or "", at))
    return told


async def _record(
    transaction: Transaction, application: Application, done: str, *, staff: Staff, at: datetime, **details: object
) -> None:
    entry = AuditEntry(
        action=f"accreditation:application:{done}",
        actor=staff.id,
        subject=application.id,
        at=at,
        details={"state": application.state.value, "version": application.version, **details},
    )
    await transaction.record(entry)
