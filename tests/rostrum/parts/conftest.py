"""Badge office and signed-in staff of the whole application."""

from tests.support.accreditation_pages import office, sign_in

__all__ = ["office", "sign_in"]
