"""Signing in on the whole site."""

from tests.support.accreditation_pages import office, sign_in, sign_in_as_each

__all__ = ["office", "sign_in", "sign_in_as_each"]
