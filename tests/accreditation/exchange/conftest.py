"""An installation and an agency that does not sign in."""

from pathlib import Path

import pytest

from accreditation.applications.services import ApplicationServices
from tests.support.agency_office import AgencyOffice, make_agency_office


@pytest.fixture
async def agency(desk: ApplicationServices, tmp_path: Path) -> AgencyOffice:
    return await make_agency_office(desk, tmp_path)
