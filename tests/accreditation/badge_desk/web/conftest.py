"""Journalists and staff at the whole application, without a browser."""

import pytest

from accreditation.applications.domain.applications import secret_digest
from accreditation.badges.domain.badges import Badge
from tests.support.accreditation_pages import office, sign_in, sign_in_as_each
from tests.support.badge_office import Office
from tests.support.badge_pages import LINK

__all__ = ["office", "sign_in", "sign_in_as_each"]


@pytest.fixture
async def badge(office: Office) -> Badge:
    """Issue a badge to an application whose link is known."""
    return await office.badge("app_1", secret_hash=secret_digest(LINK))
