"""Fixtures of the pages of documents: an application and its page, staff."""

from tests.support.accreditation_pages import sign_in

__all__ = ["sign_in"]
