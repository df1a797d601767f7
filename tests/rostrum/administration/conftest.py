"""Signing in on the whole site."""

from tests.support.accreditation_pages import office, sign_in

__all__ = ["office", "sign_in"]
