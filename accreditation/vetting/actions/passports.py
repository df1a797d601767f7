"""Passport data for officers: masked for all who vet; in full for some roles, with an audit entry."""

from msgspec import Struct

from accreditation.applications.actions.passports import passport_findings, read_passport, today_of
from accreditation.applications.domain.applications import Application, State
from accreditation.applications.domain.passports.findings import PassportFinding
from accreditation.applications.domain.passports.records import (
    MaskedPassport,
    PassportState,
    full_birth_date,
    mask_zone,
)
from accreditation.applications.domain.passports.zones import Zone
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import PERMISSIONS
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError

READ = "accreditation:passport:read"


class PassportSummary(Struct, frozen=True):
    """What the page of an application shows: the state, the masked data, the findings."""

    state: PassportState
    masked: MaskedPassport | None = None
    findings: tuple[PassportFinding, ...] = ()


class FullPassport(Struct, frozen=True):
    """Zone of a passport with its application; `birth_date` is YYYY-MM-DD, "" if it was not kept."""

    application: Application
    zone: Zone
    birth_date: str
    findings: tuple[PassportFinding, ...]


async def summarize_passport(services: ApplicationServices, application: Application) -> PassportSummary:
    """Return the masked passport data of an application with the findings."""
    reading = await read_passport(services, application)
    if reading.zone is None:
        return PassportSummary(reading.state)
    findings = passport_findings(services, application, reading.zone)
    return PassportSummary(reading.state, mask_zone(reading.zone, today_of(services)), findings)


def may_see_passport(services: ApplicationServices, staff: Staff) -> bool:
    """Return whether the event lets this officer see full passport data."""
    roles = {role.name for role in staff.roles}
    return bool(roles & set(services.rules.identity.full_view_roles)) and any(
        may(staff, permission) for permission in PERMISSIONS.values()
    )


async def read_full_passport(services: ApplicationServices, application_id: str, *, staff: Staff) -> FullPassport:
    """Return the full passport data and record in the audit log that they were read.

    Raises ForbiddenError `role.missing`, NotFoundError `application.unknown`, `passport.none` if nothing can be read.
    """
    if not may_see_passport(services, staff):
        raise ForbiddenError("role.missing")
    async with services.transactions.read() as transaction:
        application = await services.applications.get(transaction, application_id)
    reading = await read_passport(services, application)
    if application.state is State.DRAFT or reading.zone is None:
        raise NotFoundError("passport.none")
    await services.transactions.record_read(AuditEntry(READ, staff.id, application.id, services.clock.now()))
    birth_date = full_birth_date(reading.zone, today_of(services))
    return FullPassport(application, reading.zone, birth_date, passport_findings(services, application, reading.zone))
