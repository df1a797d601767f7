"""Web layer that the pages of every feature share."""

from conference.web.access import require, safe_next
from conference.web.api import Problem, json_response, problem_response, read_body, read_json
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
from conference.web.csrf import same_origin, stale_error_of
from conference.web.errors import error_text, field_texts, problem_of, wants_json
from conference.web.forms import (
    Identifier,
    Line,
    Note,
    Password,
    invalid_form,
    parse_integer,
    read_form,
    read_query,
    read_required_query,
    typed_values,
)
from conference.web.install import install
from conference.web.lists import KeyPager, ListQuery, PageNumber, Pager, offset_of, query_address
from conference.web.middlewares import accepts, accepts_long_text, before_body, for_programs, shows_stale_form
from conference.web.staff.list_reads import record_list_read
from conference.web.templating import make_environment, render, render_text
from conference.web.unsent.outcomes import FormOutcome, shows_refusal_on
from conference.web.unsent.showing import fill_refused_form, form_on

__all__ = [
    "SITE",
    "FormOutcome",
    "Identifier",
    "KeyPager",
    "Line",
    "ListQuery",
    "Note",
    "PageNumber",
    "Pager",
    "Password",
    "Problem",
    "Site",
    "accepts",
    "accepts_long_text",
    "before_body",
    "client_address",
    "error_text",
    "field_texts",
    "fill_refused_form",
    "for_programs",
    "form_on",
    "install",
    "invalid_form",
    "json_response",
    "language_of",
    "login_secret_of",
    "make_environment",
    "offset_of",
    "parse_integer",
    "problem_of",
    "problem_response",
    "query_address",
    "read_body",
    "read_form",
    "read_json",
    "read_query",
    "read_required_query",
    "record_list_read",
    "render",
    "render_text",
    "require",
    "safe_next",
    "same_origin",
    "shows_refusal_on",
    "shows_stale_form",
    "signed_in_staff",
    "site_of",
    "staff_of",
    "stale_error_of",
    "typed_values",
    "wants_json",
]
