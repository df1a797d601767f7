"""Differences of an announcement from the agreed terms, in the words of the reader; and an address for the script."""

from collections.abc import Mapping
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.announcements.domain.terms import TermFlaw, find_term_warnings
from broadcast.announcements.web.context import find_services, services_of
from broadcast.board.domain.announcements import LONGEST_TEXT
from broadcast.board.roles import OPERATE_BOARD
from conference.descriptions import Access, Description, describes
from conference.languages import Text
from conference.texts.catalogues import key_family
from conference.texts.isolates import isolate
from conference.web import form_on, json_response, language_of, read_form, require, site_of

PATH = "/staff/announcements/terms"
_HOME = "/staff/announcements"

WARNINGS = key_family("planned.term.", (flaw.value for flaw in TermFlaw))


class TermsForm(Struct, frozen=True, kw_only=True):
    """The texts of an announcement by language, as typed."""

    texts: Annotated[dict[str, str], Meta(extra={"prefix": "text."})] = {}


class WarningOut(Struct, frozen=True):
    """A difference in the text of a language, in the words of the reader."""

    language: str
    text: str


class WarningsOut(Struct, frozen=True):
    """The differences of the texts from the agreed terms."""

    warnings: list[WarningOut]


@form_on(_HOME, TermsForm)
@describes(Description(answer=WarningsOut, form=TermsForm, access=Access.STAFF))
@require(OPERATE_BOARD)
async def compare_texts(request: web.Request) -> web.Response:
    """Compare typed texts with the agreed terms; nothing is saved."""
    form = await read_form(request, TermsForm)
    services_of(request)
    told = tell_term_warnings(request, form.texts)
    return json_response(WarningsOut([WarningOut(code, text) for code, texts in told.items() for text in texts]))


def tell_term_warnings(request: web.Request, text: Text) -> Mapping[str, list[str]]:
    """Return language → the differences of its text, in the words of the reader; none in a rehearsal."""
    services = find_services(request)
    if services is None:
        return {}
    texts, code = site_of(request).catalogues, language_of(request)
    typed = {one: text.get(one, "")[: 2 * LONGEST_TEXT] for one in services.board.languages}
    told: dict[str, list[str]] = {}
    for warning in find_term_warnings(typed, services.terms):
        key = WARNINGS[warning.flaw.value]
        words = texts.text(code, key, found=isolate(warning.found), expected=isolate(warning.expected))
        told.setdefault(warning.language, []).append(words)
    return told


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.post(PATH, compare_texts)]
