"""Registering and withdrawing keys of an agency."""

import pytest

from accreditation.exchange.actions.agency_keys import (
    list_keys,
    newest_sealing_key,
    read_site_file,
    register_key,
    withdraw_key,
)
from conference.auth.roles import Role
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from rostrum import roles
from tests.support.agency_files import officer_key, sealing_key
from tests.support.agency_office import ADMINISTRATOR, EVENT, FIRST, AgencyOffice
from tests.support.application_samples import OFFICER_A, staff


async def test_key_is_registered_by_an_administrator_alone(agency: AgencyOffice) -> None:
    with pytest.raises(ForbiddenError):
        await register_key(agency.services, officer_key("Third").key, staff=OFFICER_A)
    with pytest.raises(ForbiddenError):
        await withdraw_key(agency.services, FIRST.key.id, staff=OFFICER_A)


@pytest.mark.parametrize("role", [roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER])
async def test_person_who_vets_registers_no_key(agency: AgencyOffice, role: Role) -> None:
    """Covers A27."""
    both = staff("both", roles.ADMINISTRATOR, role)
    with pytest.raises(RuleError, match=r"agency_key\.own_review"):
        await register_key(agency.services, officer_key("Third").key, staff=both)


async def test_key_is_registered_once(agency: AgencyOffice) -> None:
    with pytest.raises(ConflictError, match=r"agency_key\.registered"):
        await register_key(agency.services, FIRST.key, staff=ADMINISTRATOR)


async def test_withdrawn_key_stays_listed(agency: AgencyOffice) -> None:
    for _ in range(2):
        await withdraw_key(agency.services, FIRST.key.id, staff=ADMINISTRATOR)
    assert [one.key.id for one in await list_keys(agency.services) if not one.is_valid] == [FIRST.key.id]
    with pytest.raises(NotFoundError):
        await withdraw_key(agency.services, "0" * 16, staff=ADMINISTRATOR)


async def test_batches_are_sealed_to_the_newest_valid_key(agency: AgencyOffice) -> None:
    newer = await register_key(agency.services, sealing_key("Newer").key, staff=ADMINISTRATOR)
    keys = [one for one in await list_keys(agency.services) if one.key != newer.key]
    assert newest_sealing_key([*keys, newer], "security") == newer.key
    with pytest.raises(RuleError, match=r"batch\.no_key"):
        newest_sealing_key(keys, "accreditation")


async def test_site_file_has_the_published_keys(agency: AgencyOffice) -> None:
    site = await read_site_file(agency.services)
    assert (site.event, len(site.keys)) == (EVENT.id, 1)
