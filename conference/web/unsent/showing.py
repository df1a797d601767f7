"""Show a form of staff again that came without a valid token, at once or after signing in, or that was refused."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from msgspec import Struct
from yarl import URL

from conference.auth.sealed_forms import UnsentInput, open_form, seal_form
from conference.errors import ForbiddenError, RostrumError
from conference.web import csrf
from conference.web.context import signed_in_staff, site_of
from conference.web.errors import wants_json
from conference.web.form_bodies import posted_form
from conference.web.forms import typed_texts, written_names
from conference.web.templating import render
from conference.web.unsent.refilling import ACT_FIELDS, refill

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AnyHandler = TypeVar("AnyHandler", bound=Callable[..., Awaitable[web.StreamResponse]])

_CONFIRMATIONS = ("did", "done")
"""Parameters of a page that confirm an earlier act."""

_MAIN = re.compile(r"<main\b[^>]*>")


class FormPlace(Struct, frozen=True):
    """Where a handler's form is: the path of a page, which may name parts of the handler's path, its query, its fields.

    The query maps a parameter to the name of the field or part that has its values.
    """

    path: str
    query: Mapping[str, str]
    kind: type[Struct]


class NoFields(Struct, frozen=True):
    """A form of buttons alone."""


def form_on(page: str, kind: type[Struct] = NoFields) -> Callable[[AnyHandler], AnyHandler]:
    """Declare the page that has a handler's form, so that it is shown again: `@form_on("/staff/people", PersonForm)`.

    Parts of the handler's path and fields are named in braces: `/staff/vetting/{agency}?id={application}`. Every
    handler of `/staff/` that changes something has this mark.
    """
    path, _, query = page.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    place = FormPlace(path, {name: value.strip("{}") for name, _, value in pairs}, kind)

    def mark(handler: AnyHandler) -> AnyHandler:
        handler.form_place = place  # type: ignore[attr-defined]
        return handler

    return mark


def place_of(handler: object) -> FormPlace | None:
    """Return where a handler's form is, None unless it is declared."""
    return getattr(handler, "form_place", None)


async def answer_stale_form(request: web.Request, error: ForbiddenError) -> web.Response:
    """Return the page with the form filled in, or the sign-in page, which keeps the form for its person.

    Raises the error for a request of a script or program and for a form that does not say to whom it was shown, and
    ForbiddenError `csrf.other_person` for the form of a person who is not the one signed in.
    """
    place = place_of(request.match_info.handler)
    if place is None or wants_json(request) or "HX-Request" in request.headers:
        raise error
    person = (await posted_form(request)).get(csrf.PERSON_FIELD)
    if not isinstance(person, str):
        raise error
    form, staff = await _read_unsent(request, place, person), signed_in_staff(request)
    if staff is None:
        return _sign_in_page(request, form)
    if form.staff != staff.id:
        raise ForbiddenError("csrf.other_person")
    return await _show_again(request, form, status=error.status)


async def show_kept_form(request: web.Request, pieces: Sequence[str]) -> web.Response | None:
    """Return the page with the sealed form filled in; None without one that is the signed-in person's."""
    site, staff = site_of(request), signed_in_staff(request)
    form = open_form(pieces, site.issued_secrets, now=site.clock.now()) if pieces else None
    if form is None or staff is None or form.staff != staff.id:
        return None
    return await _show_again(request, form, status=HTTPStatus.OK)


async def fill_refused_form(request: web.Request, response: web.Response, kind: type[Struct]) -> web.Response:
    """Fill in the refused form on the page that answers it; its texts are shown above a page without the form."""
    site, posted = site_of(request), await posted_form(request)
    typed = typed_texts(posted, kind)
    target, address = site.url(request.path), site.url(request.path_qs)
    page = refill(response.text or "", typed, target=target, page=address)
    written = [name for name in written_names(posted, kind) if name not in ACT_FIELDS]
    texts = [text for name in written for text in typed[name] if text]
    notice = render(request, "refused_texts.html", texts=texts).text if texts and not page.form_id else None
    response.text = _MAIN.sub(lambda main: main[0] + (notice or ""), page.html, count=1)
    return response


async def _read_unsent(request: web.Request, place: FormPlace, person: str) -> UnsentInput:
    posted = await posted_form(request)
    typed = typed_texts(posted, place.kind)
    return UnsentInput(
        staff=person,
        target=request.path,
        page=_page_address(request, place, typed),
        typed=typed,
        written=[name for name in written_names(posted, place.kind) if name not in ACT_FIELDS],
    )


def _page_address(request: web.Request, place: FormPlace, typed: dict[str, list[str]]) -> str:
    """Return path and query of the form's page, as the person had it if the browser says so."""
    parts = dict(request.match_info)
    url = URL.build(path=place.path.format_map(parts))
    before = _referring_page(request)
    query = before.query if before.path == site_of(request).url(url.path) else request.query
    named = {name: typed.get(source) or [parts.get(source, "")] for name, source in place.query.items()}
    given = [(name, value) for name, values in named.items() for value in values if value]
    replaced = {*_CONFIRMATIONS, *(name for name, _ in given)}
    return str(url.with_query([*((name, value) for name, value in query.items() if name not in replaced), *given]))


def _referring_page(request: web.Request) -> URL:
    """Return the address in the Referer header, an empty one if it is missing or malformed."""
    try:
        return URL(request.headers.get("Referer", ""))
    except ValueError:
        return URL()


def _sign_in_page(request: web.Request, form: UnsentInput) -> web.Response:
    site = site_of(request)
    kept = seal_form(form, site.issued_secrets, at=site.clock.now())
    values = {"username": "", "next": form.page}
    shown = {"values": values, "problem": "", "kept": kept, "is_unsent": True, "done": False}
    return render(request, "sign_in.html", status=HTTPStatus.UNAUTHORIZED, **shown)


async def _show_again(request: web.Request, form: UnsentInput, *, status: int) -> web.Response:
    site, html = site_of(request), await _page_html(request, form.page)
    texts = [text for name in form.written for text in form.typed.get(name, ()) if text]
    if html is None:
        return render(
            request, "unsent.html", status=status, form_id="", has_typed=False, texts=texts, address=form.page
        )
    page = refill(html, form.typed, target=site.url(form.target), page=site.url(form.page))
    notice = render(
        request,
        "unsent_notice.html",
        form_id=page.form_id,
        has_typed=page.has_typed,
        texts=() if page.form_id else texts,
        address=form.page,
    )
    text = _MAIN.sub(lambda main: main[0] + (notice.text or ""), page.html, count=1)
    return web.Response(text=text, status=status, headers=notice.headers)


async def _page_html(request: web.Request, address: str) -> str | None:
    """Return the page at a path of this site as the person sees it, None if there is no such page now.

    Raises ForbiddenError if the person may not see it.
    """
    page = request.clone(method="GET", rel_url=URL(address))
    match_info = await request.app.router.resolve(page)
    match_info.add_app(request.app)
    page._match_info = match_info  # aiohttp has no public way to handle one request within another
    try:
        response = await match_info.handler(page)
    except ForbiddenError:
        raise
    except (RostrumError, web.HTTPException):
        return None
    return response.text if isinstance(response, web.Response) and response.content_type == "text/html" else None
