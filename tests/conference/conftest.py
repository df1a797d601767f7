"""The floor alone, for all its tests."""

from tests.conference.web.conftest import accounts, client, make_client, make_site

__all__ = ["accounts", "client", "make_client", "make_site"]
