"""Page of letters: what applicants are told, in each language, and a test to an address."""

from typing import Literal, cast

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.letters.actions.testing import (
    MAY_SEE_LETTERS,
    SampleServices,
    preview_sample,
    render_sample,
    send_test_letter,
)
from accreditation.letters.domain import LetterKind
from conference.errors import InvalidError
from conference.languages import FALLBACK, LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    field_texts,
    form_on,
    language_of,
    query_address,
    read_form,
    read_query,
    render,
    require,
    staff_of,
)
from conference.web.middlewares import CSP

SAMPLE_SERVICES: web.AppKey[SampleServices] = web.AppKey("letter_samples", SampleServices)

PATH = "/staff/letters"
PREVIEW_PATH = "/staff/letters/preview"

KINDS = key_family("letters.kind.", [kind.value for kind in LetterKind])
Code = Literal["ar", "zh", "en", "fr", "ru", "es", "vi"]
CODES = (FALLBACK, *(code for code in LANGUAGES if code != FALLBACK))

PREVIEW_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""Policy of a letter in its frame: inline styles, no scripts and nothing from elsewhere."""


class LetterQuery(Struct, frozen=True):
    """Kind and language of a letter; without a language that of the reader. `done`: the action just done."""

    kind: LetterKind = LetterKind.RECEIVED
    in_language: Code | None = None
    done: Identifier = ""


class SampleForm(Struct, frozen=True, kw_only=True):
    """Kind and language of a test letter, and its address."""

    kind: LetterKind
    in_language: Code
    address: str = ""


@require(*MAY_SEE_LETTERS)
async def show_letters(request: web.Request) -> web.Response:
    """`GET /staff/letters`."""
    return _letters_page(request, read_query(request, LetterQuery))


@require(*MAY_SEE_LETTERS)
async def show_preview(request: web.Request) -> web.Response:
    """`GET /staff/letters/preview`: the HTML of a letter, for the frame of the page."""
    query = read_query(request, LetterQuery)
    html = await preview_sample(_services_of(request), query.kind, query.in_language or language_of(request))
    headers = {"Content-Security-Policy": PREVIEW_CSP, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers=headers)


@form_on(PATH, SampleForm)
@require(*MAY_SEE_LETTERS)
async def send_test(request: web.Request) -> web.Response:
    """`POST /staff/letters` with the fields of `SampleForm`."""
    form = await read_form(request, SampleForm)
    query = LetterQuery(form.kind, form.in_language)
    try:
        await send_test_letter(
            _services_of(request), form.kind, form.in_language, address=form.address, staff=staff_of(request)
        )
    except InvalidError as error:
        invalid = InvalidError(error.code, {"address": error.code})
        return _letters_page(request, query, address=form.address, errors=field_texts(request, invalid))
    raise web.HTTPSeeOther(query_address(PATH, replace(query, done="sent")))


def _letters_page(
    request: web.Request, query: LetterQuery, *, address: str = "", errors: dict[str, str] | None = None
) -> web.Response:
    code = query.in_language or language_of(request)
    page = render(
        request,
        "letters/letters.html",
        status=422 if errors else 200,
        kind=query.kind,
        kinds=KINDS,
        shown=language(code),
        codes=[language(one) for one in CODES],
        letter=render_sample(_services_of(request), query.kind, code),
        address_of=lambda kind, code: query_address(PATH, LetterQuery(kind, code)),
        preview=query_address(PREVIEW_PATH, LetterQuery(query.kind, cast("Code", code))),
        values={"address": address},
        errors=errors or {},
        is_sent=query.done == "sent",
    )
    page.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return page


def _services_of(request: web.Request) -> SampleServices:
    return request.config_dict[SAMPLE_SERVICES]


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [web.get(PATH, show_letters), web.post(PATH, send_test), web.get(PREVIEW_PATH, show_preview)]
