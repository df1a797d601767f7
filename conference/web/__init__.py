"""Web layer that the pages of every feature share."""

from conference.web.access import require, safe_next
from conference.web.context import (
    SITE,
    Site,
    client_address,
    language_of,
    login_secret_of,
    signed_in_staff,
    site_of,
    staff_of,
)
from conference.web.csrf import same_origin
from conference.web.errors import error_text, field_texts, wants_json
from conference.web.forms import posted_form, posted_texts, read_number
from conference.web.install import install
from conference.web.middlewares import accepts, before_body, for_programs
from conference.web.templating import make_environment, render

__all__ = [
    "SITE",
    "Site",
    "accepts",
    "before_body",
    "client_address",
    "error_text",
    "field_texts",
    "for_programs",
    "install",
    "language_of",
    "login_secret_of",
    "make_environment",
    "posted_form",
    "posted_texts",
    "read_number",
    "render",
    "require",
    "safe_next",
    "same_origin",
    "signed_in_staff",
    "site_of",
    "staff_of",
    "wants_json",
]
