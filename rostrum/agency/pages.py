"""Pages of an agency's own machine, served to 127.0.0.1 alone: findings with photos, two signatures, the file.

The address has a random part, and every request must name this machine as its host, so that no page of another site and
no other person of the machine reaches it.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.web_request import FileField
from markupsafe import Markup, escape
from msgspec import Struct

from accreditation.exchange.domain.verdicts import Verdict
from accreditation.exchange.sealed.key_files import MAX_KEY_BYTES, OfficerKey, read_officer_key
from accreditation.exchange.worksheets import VERDICTS, country_text, label_of, passport_line
from conference.errors import InvalidError
from conference.languages import language
from conference.texts.catalogues import format_datetime, own_catalogues
from conference.web import Password, read_form
from conference.web.files import file_response
from conference.web.templating import make_environment
from rostrum.agency.desk import REFUSED_FOR, AgencyDesk
from rostrum.packages import static_folders, template_folders

DESK = web.AppKey("agency desk", AgencyDesk)
LANGUAGE = web.AppKey("agency language", str)
HOST = "127.0.0.1"
STATIC = ("conference/static", "rostrum/agency/static")

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ENVIRONMENT = make_environment(
    {name: folder for name, folder in template_folders().items() if name in ("conference", "agency")}
)


class FindingsForm(Struct, frozen=True, kw_only=True):
    """A choice for each row by application; the officer's key, if the findings are to be signed."""

    said: dict[str, str] = {}
    act: str = ""
    key: FileField | None = None
    passphrase: Password = ""


def new_secret() -> str:
    """Return the random part of the address."""
    return secrets.token_urlsafe(24)


def make_desk_app(desk: AgencyDesk, code: str, secret: str) -> web.Application:
    """Make the application of a desk, in a language."""
    app = web.Application(middlewares=[_guard_pages])
    app[DESK], app[LANGUAGE] = desk, code
    base = f"/{secret}"
    app.router.add_routes([
        web.get(f"{base}/", show_people),
        web.post(f"{base}/", save_findings),
        web.get(f"{base}/confirm", show_confirmation),
        web.post(f"{base}/confirm", confirm_findings),
        web.post(f"{base}/change", change_findings),
        web.get(f"{base}/verdicts", download_file),
        web.get(base + r"/photos/{number:\d{1,3}}.jpg", show_photo),
    ])  # fmt: skip
    for path in STATIC:
        app.router.add_static(f"/{path}", static_folders()[path])
    return app


@web.middleware
async def _guard_pages(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests that name another host or come from another site."""
    port = request.transport.get_extra_info("sockname")[1] if request.transport else 0
    own = f"http://{HOST}:{port}"
    if request.headers.get("Host") != f"{HOST}:{port}" or request.headers.get("Origin", own) not in (own, "null"):
        raise web.HTTPForbidden
    response = await handler(request)
    response.headers.update(_HEADERS)
    return response


async def show_people(request: web.Request) -> web.Response:
    """Show the people of the batch with the choices so far."""
    if request.app[DESK].signed:
        raise web.HTTPSeeOther("confirm")
    return _people_page(request)


async def save_findings(request: web.Request) -> web.Response:
    """Keep the choices; sign them if that button was pressed."""
    desk = request.app[DESK]
    try:
        form = await read_form(request, FindingsForm)
        desk.choose(form.said)
        if form.act != "sign":
            return _people_page(request, is_kept=True)
        desk.sign(await _read_key(form), at=datetime.now(UTC))
    except InvalidError as error:
        return _people_page(request, error)
    raise web.HTTPSeeOther("confirm")


async def show_confirmation(request: web.Request) -> web.Response:
    """Show all findings to the other officer, or the finished file."""
    if not request.app[DESK].signed:
        raise web.HTTPSeeOther("./")
    return _confirmation_page(request)


async def confirm_findings(request: web.Request) -> web.Response:
    """Sign as the other officer."""
    desk = request.app[DESK]
    if not desk.signed:
        raise web.HTTPSeeOther("./")
    try:
        desk.confirm(await _read_key(await read_form(request, FindingsForm)), at=datetime.now(UTC))
    except InvalidError as error:
        return _confirmation_page(request, error)
    raise web.HTTPSeeOther("confirm")


async def change_findings(request: web.Request) -> web.Response:
    """Discard the signatures and show the choices again."""
    request.app[DESK].reopen()
    raise web.HTTPSeeOther("./")


async def download_file(request: web.Request) -> web.Response:
    """Return the file of verdicts with both signatures."""
    desk = request.app[DESK]
    if not desk.confirmed:
        raise web.HTTPNotFound
    return file_response(desk.confirmed, "application/octet-stream", f"{desk.opened.manifest.batch}.rostrum-verdicts")


async def show_photo(request: web.Request) -> web.Response:
    """Return the photo of a row, by its number from 1."""
    number, people = int(request.match_info["number"]), request.app[DESK].opened.people
    if not 1 <= number <= len(people) or not people[number - 1].photo:
        raise web.HTTPNotFound
    return web.Response(body=people[number - 1].photo, content_type="image/jpeg")


async def _read_key(form: FindingsForm) -> OfficerKey:
    """Return the officer's key of the form. Raises InvalidError."""
    if form.key is None:
        raise InvalidError("field.missing")
    data = await asyncio.to_thread(form.key.file.read, MAX_KEY_BYTES + 1)
    return await asyncio.to_thread(read_officer_key, data, passphrase=form.passphrase)


def _people_page(request: web.Request, problem: InvalidError | None = None, *, is_kept: bool = False) -> web.Response:
    return _render_page(request, "agency/people.html", problem, is_kept=is_kept)


def _confirmation_page(request: web.Request, problem: InvalidError | None = None) -> web.Response:
    return _render_page(request, "agency/confirm.html", problem)


def _render_page(request: web.Request, template: str, problem: InvalidError | None, **more: object) -> web.Response:
    desk, code, texts = request.app[DESK], request.app[LANGUAGE], own_catalogues()
    manifest = desk.opened.manifest

    def text(key: str, **params: object) -> Markup:
        return escape(texts.text(code, key, **params))

    def choice_text(choice: str) -> str:
        if choice.startswith(REFUSED_FOR):
            reason = label_of(manifest.reasons, choice.removeprefix(REFUSED_FOR), code)
            return str(texts.text(code, "agency_desk.refusal", reason=reason))
        return str(texts.text(code, VERDICTS[choice]))

    page = _ENVIRONMENT.get_template(template).render(
        t=text,
        plain=text,
        asset=lambda name: f"/{name}",
        language=language(code),
        desk=desk,
        people=list(enumerate(desk.opened.people, start=1)),
        manifest=manifest,
        deadline=format_datetime(code, manifest.deadline, ZoneInfo("UTC")),
        problem=text(f"error.{problem.code}", **problem.params) if problem else "",
        errors={},
        label_of=lambda labels, value: label_of(labels, value, code),
        country=lambda value: country_text(value, code),
        passport_line=passport_line,
        choice_text=choice_text,
        refused_for=REFUSED_FOR,
        verdicts=VERDICTS,
        undecided=Verdict.UNDECIDED.value,
        approved=Verdict.APPROVED.value,
        **more,
    )
    status = problem.status if problem else 200
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8")
