"""Passport data of an application: save, read, compare with the application."""

from datetime import date

from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.passports.findings import PassportFacts, PassportFinding, find_findings
from accreditation.applications.domain.passports.records import (
    MaskedPassport,
    NewPassport,
    PassportReading,
    PassportState,
    document_of,
    mask_zone,
)
from accreditation.applications.domain.passports.zone_names import TypedNames
from accreditation.applications.domain.passports.zones import Zone, without_personal_data
from accreditation.applications.services import ApplicationServices, Rules


def make_passport(services: ApplicationServices, application_id: str, zone: Zone) -> NewPassport:
    """Return the passport to store, with as much of its zone as the event keeps."""
    return NewPassport(services.ids.new("passport"), application_id, kept_zone(services.rules, zone), document_of(zone))


def kept_zone(rules: Rules, zone: Zone) -> Zone:
    """Return the zone without what the event does not keep."""
    identity = rules.identity
    return without_personal_data(zone, keep_number=identity.keep_number, keep_birth_date=identity.keep_birth_date)


async def read_passport(services: ApplicationServices, application: Application) -> PassportReading:
    """Return the passport data of an application. The caller checks who may see them."""
    if application.passport_id is None:
        return PassportReading(PassportState.NONE)
    async with services.transactions.read() as transaction:
        return await services.passports.read(transaction, application.id)


async def find_masked_passport(services: ApplicationServices, application: Application) -> MaskedPassport | None:
    """Return the masked passport data of an application, None if there are none or they cannot be read."""
    zone = (await read_passport(services, application)).zone
    return mask_zone(zone, today_of(services)) if zone else None


def passport_findings(
    services: ApplicationServices, application: Application, zone: Zone
) -> tuple[PassportFinding, ...]:
    """Return the findings about the passport of an application, today."""
    applicant, rules = application.applicant, services.rules.choices.passport
    names = TypedNames(applicant.native_name, applicant.family_name, applicant.given_name)
    codes = rules.country_codes.get(applicant.country, ()) if rules else ()
    ends_on = rules.ends_on if rules else date.min
    return find_findings(zone, PassportFacts(names, codes, today_of(services), ends_on))


def today_of(services: ApplicationServices) -> date:
    """Return the day at the venue."""
    return services.clock.now().astimezone(services.rules.zone).date()
