"""Who exchanges files with an agency that does not sign in."""

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.agency_services import partner_of, require_partner
from conference.auth.roles import Staff
from conference.errors import ForbiddenError
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF


def test_officer_exchanges_with_the_other_agency() -> None:
    assert partner_of(OFFICER_A) is Agency.SECURITY
    assert partner_of(OFFICER_B) is Agency.ACCREDITATION
    with pytest.raises(ForbiddenError):
        require_partner(OFFICER_A, Agency.ACCREDITATION)


@pytest.mark.parametrize("stranger", OTHER_STAFF, ids=lambda one: one.username)
def test_other_staff_exchange_nothing(stranger: Staff) -> None:
    with pytest.raises(ForbiddenError):
        partner_of(stranger)
