"""Staff at the whole application, without a browser."""

from tests.support.accreditation_pages import office, sign_in

__all__ = ["office", "sign_in"]
