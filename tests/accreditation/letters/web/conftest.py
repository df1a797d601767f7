"""Fixtures of the served application, without a browser."""

import pytest

from tests.support.accreditation_pages import Client, apply, office, sign_in, sign_in_as_each

__all__ = ["office", "sign_in", "sign_in_as_each"]


@pytest.fixture
async def address(client: Client) -> str:
    """Submit an application; return the address of its status page."""
    return await apply(client)
