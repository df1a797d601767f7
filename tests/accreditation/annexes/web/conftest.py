"""Journalists and staff at the whole application, without a browser."""

import pytest

from accreditation.applications.domain.applications import secret_digest
from tests.support.accreditation_pages import office, sign_in
from tests.support.badge_office import Office
from tests.support.badge_pages import LINK

__all__ = ["office", "sign_in"]


@pytest.fixture
async def applicant_page(office: Office) -> str:
    """Address of the page of an approved applicant."""
    await office.apply("app_1", secret_hash=secret_digest(LINK))
    return f"/en/applications/{LINK}"
