"""Rows of a batch: what the agency may see of a passport."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.passports.records import NewPassport, document_of
from accreditation.applications.services import ApplicationServices
from accreditation.exchange.actions.enclosing import enclose_people, role_of
from accreditation.exchange.sealed.batch_files import BatchPerson
from accreditation.exchange.sealed.structs import decode_struct
from conference.event import IdentityRules
from rostrum import roles
from tests.support.agency_office import AgencyOffice
from tests.support.application_samples import application
from tests.support.application_services import save_applications
from tests.support.passports import passport_zone


@pytest.mark.parametrize(
    ("full_view", "shown"), [(("security_officer",), "full"), (("accreditation_officer",), "masked"), ((), "masked")]
)
async def test_passport_is_shown_as_on_the_page(
    desk: ApplicationServices, agency: AgencyOffice, full_view: tuple[str, ...], shown: str
) -> None:
    zone = passport_zone()
    one = application("app_7", secret="secret 7", photo_id=None, passport_id="passport_7")
    await save_applications(desk, one)
    rules = replace(desk.rules, identity=IdentityRules(full_view_roles=full_view))
    services = replace(agency.services, applications=replace(desk, rules=rules))
    async with desk.transactions.write() as transaction:
        await desk.passports.save(transaction, NewPassport("passport_7", "app_7", zone, document_of(zone)))
        [enclosed] = await enclose_people(services, transaction, [one], Agency.SECURITY)
    passport = decode_struct(enclosed.row, BatchPerson, "batch.unreadable").passport
    assert passport is not None
    assert (enclosed.passport, passport.is_masked) == (shown, shown == "masked")
    assert (passport.number == zone.number) == (shown == "full")
    assert zone.number.endswith(passport.number)


async def test_application_without_passport_has_none(agency: AgencyOffice) -> None:
    people = (await agency.open(await agency.write())).people
    assert [person.passport for person in people] == [None, None, None]


def test_role_of_each_agency() -> None:
    assert role_of(Agency.SECURITY) == roles.SECURITY_OFFICER
    assert role_of(Agency.ACCREDITATION) == roles.ACCREDITATION_OFFICER
