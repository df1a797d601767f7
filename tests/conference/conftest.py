"""Fixtures of the conference package alone."""

from tests.conference.web.conftest import accounts, client, letters, make_client, make_site

__all__ = ["accounts", "client", "letters", "make_client", "make_site"]
