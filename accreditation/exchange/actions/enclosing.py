"""Rows and manifest of a batch: what an agency that does not sign in sees of the applications."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from accreditation.access.roles import ROLES
from accreditation.applications.actions.passports import today_of
from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.domain.passports.records import PassportState, full_birth_date, mask_zone
from accreditation.applications.domain.passports.zones import Zone
from accreditation.applications.ports import ApplicationRow
from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.domain.batches import Batch
from accreditation.exchange.sealed.batch_files import (
    BatchPerson,
    Label,
    Manifest,
    PassportData,
    encode_person,
    new_salt,
)
from accreditation.vetting.actions.vetting import PERMISSIONS
from conference.auth.roles import Role
from conference.languages import Text
from conference.transactions import Transaction


class EnclosedPerson(Struct, frozen=True):
    """An application with its row of a batch; `passport` says how much of its passport the row has."""

    application: Application
    row: bytes
    passport: str


async def enclose_people(
    services: AgencyServices, transaction: Transaction, applications: Sequence[Application], agency: Agency
) -> list[EnclosedPerson]:
    """Return the applications with their rows, in their order."""
    ids = [one.id for one in applications]
    rows = {row.id: row for row in await services.applications.applications.list_rows(transaction, ids)}
    return [await _enclose_person(services, transaction, one, row=rows[one.id], agency=agency) for one in applications]


async def _enclose_person(
    services: AgencyServices,
    transaction: Transaction,
    application: Application,
    *,
    row: ApplicationRow,
    agency: Agency,
) -> EnclosedPerson:
    passport = await _read_passport(services, transaction, application, agency)
    applicant, photo = application.applicant, b""
    if application.photo_id and await services.applications.photos.find(transaction, application.photo_id):
        photo = await services.applications.photos.get_content(transaction, application.photo_id, thumbnail=False)
    person = BatchPerson(
        application_id=application.id,
        salt=new_salt(),
        native_name=applicant.native_name,
        latin_name=applicant.latin_name,
        country=applicant.country,
        function=application.function,
        category=application.category,
        outlet=row.outlet or "",
        submitted_at=application.submitted_at.isoformat() if application.submitted_at else "",
        is_late=application.is_late,
        passport=passport,
        photo=photo,
    )
    shown = "none" if passport is None else "masked" if passport.is_masked else "full"
    return EnclosedPerson(application, encode_person(person), shown)


async def _read_passport(
    services: AgencyServices, transaction: Transaction, application: Application, agency: Agency
) -> PassportData | None:
    """Return the passport as an officer of the agency would see it on the page, None if nothing can be read."""
    if application.passport_id is None:
        return None
    reading = await services.applications.passports.read(transaction, application.id)
    if reading.state is not PassportState.READABLE or reading.zone is None:
        return None
    return _passport_data(services, reading.zone, is_masked=not _sees_passports(services, agency))


def _passport_data(services: AgencyServices, zone: Zone, *, is_masked: bool) -> PassportData:
    today = today_of(services.applications)
    masked = mask_zone(zone, today)
    return PassportData(
        family=masked.family,
        given=masked.given,
        number=masked.number_end if is_masked else zone.number,
        birth=masked.birth_year if is_masked else full_birth_date(zone, today),
        issuer=masked.issuer,
        nationality=masked.nationality,
        expires_on=masked.expires_on.isoformat() if masked.expires_on else "",
        is_masked=is_masked,
    )


def _sees_passports(services: AgencyServices, agency: Agency) -> bool:
    """Return whether the event lets the officers of the agency see full passport data."""
    return role_of(agency).name in services.applications.rules.identity.full_view_roles


def role_of(agency: Agency) -> Role:
    """Return the role of an agency's officers."""
    return next(role for role in ROLES if role.permission == PERMISSIONS[agency])


def make_manifest(services: AgencyServices, batch: Batch, digests: Sequence[str]) -> Manifest:
    """Return the manifest of a batch with these rows."""
    event = services.event
    return Manifest(
        event=event.id,
        event_name=dict(event.name),
        site=services.site,
        batch=batch.id,
        agency=batch.agency,
        sequence=batch.sequence,
        created_at=batch.created_at,
        deadline=batch.deadline,
        supersedes=batch.supersedes,
        digests=tuple(digests),
        functions=_make_labels((one.code, one.name) for one in event.functions),
        categories=_make_labels((one.code, one.name) for one in event.categories),
        reasons=_make_labels((one.code, one.text) for one in event.refusal_reasons),
    )


def _make_labels(entries: Iterable[tuple[str, Text]]) -> tuple[Label, ...]:
    return tuple(Label(code=code, text=dict(text)) for code, text in entries)
