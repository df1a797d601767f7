"""Reads of an officer's program."""

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.vetting.actions.reading import agency_of
from conference.errors import ForbiddenError
from rostrum.roles import ACCREDITATION_OFFICER, DOOR, SECURITY_OFFICER
from tests.support.application_samples import staff


def test_agency_is_that_of_the_only_role() -> None:
    assert agency_of(staff("lan", ACCREDITATION_OFFICER)) is Agency.ACCREDITATION
    assert agency_of(staff("minh", SECURITY_OFFICER)) is Agency.SECURITY
    with pytest.raises(ForbiddenError):
        agency_of(staff("duc", DOOR))
