"""Pages of statements: operators' links, delegations' and interpreters' pages, and what the press may read."""

import asyncio

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Struct, field

from broadcast.board.roles import OPERATE_BOARD
from broadcast.statements.actions import (
    StatementServices,
    hand_in,
    list_delivered,
    make_link,
    open_link,
    read_delivered,
    read_for_interpreter,
    read_texts,
    revoke_link,
    speaker_of,
)
from broadcast.statements.domain import (
    MOST_BYTES,
    Media,
    Purpose,
    Statement,
    delivered_speakers,
    is_delivered,
)
from conference.errors import InvalidError, NotFoundError, RostrumError, RuleError
from conference.languages import LANGUAGES
from conference.rate_limits import Limit, Limits
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    accepts,
    before_body,
    client_address,
    error_text,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
)
from conference.web.files import file_response

STAFF = "/staff/statements/{session}"
_LANGUAGE = f"/{{language:{'|'.join(LANGUAGES)}}}"
_LINKED = "{secret:[A-Za-z0-9_-]{16,128}}"
HAND_IN = f"{_LANGUAGE}/statements/hand-in/{_LINKED}"
INTERPRET = f"{_LANGUAGE}/statements/interpret/{_LINKED}"
LIST = f"{_LANGUAGE}/statements"
PUBLIC = f"{LIST}/{{session}}"

LINK_USES = Limit("statement_links", burst=60, every_s=2)
MEDIA_TYPES = {Media.PDF: "application/pdf", Media.TEXT: "text/plain"}
MULTIPART_BYTES = MOST_BYTES + 64 * 1024
ERRORS = key_family("error.", (
    "statement.empty", "statement.too_large", "statement.unknown_format", "statement.broken", "statement.protected",
    "statement.active", "statement.delivered", "statement.link_unknown", "statement.not_received", "statement.missing",
))  # fmt: skip
"""Errors of the actions, declared for the catalogues."""


class StatementPages(Struct, frozen=True):
    """Services and rate limits of the pages."""

    services: StatementServices
    limits: Limits = field(default_factory=Limits)


STATEMENTS: web.AppKey[StatementPages] = web.AppKey("statements", StatementPages)


class LinkForm(Struct, frozen=True, kw_only=True):
    """An act on links: `make` or `revoke`, the speaker ("": interpreters of the session)."""

    act: Identifier = ""
    speaker: Identifier = ""


class HandInForm(Struct, frozen=True, kw_only=True):
    """The file of a statement, and whether the press may learn of it ("": no)."""

    file: FileField | None = None
    announce: Identifier = ""


class HandInQuery(Struct, frozen=True, kw_only=True):
    """Whether the page follows a text that was received."""

    done: Identifier = ""


class OpenForm(Struct, frozen=True, kw_only=True):
    """The speaker whose text an interpreter opens."""

    speaker: Identifier = ""


def charge_link(request: web.Request) -> None:
    """Count a use of a link before anything is read. Raises ThrottledError."""
    request.config_dict[STATEMENTS].limits.charge(LINK_USES, client_address(request), site_of(request).clock.now())


@require(OPERATE_BOARD)
async def show_texts(request: web.Request) -> web.Response:
    """Show operators which texts have come, and the links of the session."""
    return await _render_staff_page(request)


@form_on(STAFF, LinkForm)
@require(OPERATE_BOARD)
async def act_on_links(request: web.Request) -> web.Response:
    """Make a link, which is shown once, or revoke one."""
    services, session_id = statement_services_of(request), request.match_info["session"]
    form = await read_form(request, LinkForm)
    purpose = Purpose.HAND_IN if form.speaker else Purpose.INTERPRET
    try:
        if form.act == "revoke":
            await revoke_link(services, session_id, form.speaker, purpose=purpose, operator=staff_of(request))
            raise web.HTTPSeeOther(STAFF.format(session=session_id))
        secret = await make_link(services, session_id, form.speaker, purpose=purpose, operator=staff_of(request))
    except NotFoundError as problem:
        return await _render_staff_page(request, problem=problem)
    link = link_address(request, purpose, secret, language_of(request))
    return await _render_staff_page(request, link=link, of=form.speaker)


@before_body(charge_link)
async def show_hand_in(request: web.Request) -> web.Response:
    """Show a delegation its speaker, and what was received."""
    charge_link(request)
    return await _render_hand_in(request)


@accepts(MULTIPART_BYTES)
@before_body(charge_link)
async def take_text(request: web.Request) -> web.Response:
    """Store the text of a delegation in place of an earlier one."""
    services, secret = statement_services_of(request), request.match_info["secret"]
    await open_link(services, secret, Purpose.HAND_IN)
    form = await read_form(request, HandInForm)
    try:
        if form.file is None:
            raise InvalidError("statement.missing", {"file": "statement.missing"})
        content = await asyncio.to_thread(form.file.file.read, MOST_BYTES + 1)
        await hand_in(services, secret, content, is_announced=bool(form.announce))
    except (InvalidError, RuleError) as problem:
        return await _render_hand_in(request, problem=problem, announce=form.announce)
    raise web.HTTPSeeOther(f"{request.path}?done=1")


async def show_interpretation(request: web.Request) -> web.Response:
    """Show interpreters which texts of their session have come."""
    charge_link(request)
    _, texts = await open_link(statement_services_of(request), request.match_info["secret"], Purpose.INTERPRET)
    rows = [(one, texts.statements.get(one.id)) for one in texts.speakers.speakers]
    return _keep_private(render(request, "statements/interpret.html", session=texts.session, rows=rows))


@before_body(charge_link)
async def open_text(request: web.Request) -> web.Response:
    """Send a text to an interpreter; each is counted."""
    form = await read_form(request, OpenForm)
    return _file_of(
        *await read_for_interpreter(statement_services_of(request), request.match_info["secret"], form.speaker)
    )


async def list_sessions(request: web.Request) -> web.Response:
    """Show the press the sessions with texts of speakers who have had the floor."""
    texts = await list_delivered(statement_services_of(request))
    response = render(request, "statements/sessions.html", sessions=[one.session for one in texts])
    response.headers["Cache-Control"] = "no-cache"
    return response


async def show_delivered(request: web.Request) -> web.Response:
    """Show the press the texts of the speakers who have had the floor."""
    texts = await read_texts(statement_services_of(request), request.match_info["session"])
    rows = [(one, texts.statements[one.id]) for one in delivered_speakers(texts.speakers) if one.id in texts.statements]
    response = render(request, "statements/delivered.html", session=texts.session, rows=rows)
    response.headers["Cache-Control"] = "no-cache"
    return response


async def send_delivered(request: web.Request) -> web.Response:
    """Send the press a text whose speaker has had the floor; 404 before."""
    match = request.match_info
    return _file_of(*await read_delivered(statement_services_of(request), match["session"], match["speaker"]))


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(STAFF, show_texts),
        web.post(STAFF, act_on_links),
        web.get(HAND_IN, show_hand_in),
        web.post(HAND_IN, take_text),
        web.get(INTERPRET, show_interpretation),
        web.post(INTERPRET, open_text),
        web.get(LIST, list_sessions),
        web.get(PUBLIC, show_delivered),
        web.get(f"{PUBLIC}/{{speaker}}", send_delivered),
    ]


async def _render_staff_page(
    request: web.Request, *, link: str = "", of: str = "", problem: RostrumError | None = None
) -> web.Response:
    texts = await read_texts(statement_services_of(request), request.match_info["session"])
    linked = {one.speaker_id: one for one in texts.links}
    response = render(
        request,
        "statements/texts.html",
        status=problem.status if problem else 200,
        texts=texts,
        linked=linked,
        link=link,
        of=speaker_of(texts, of) if of else None,
        problem=error_text(request, problem) if problem else "",
        target=STAFF.format(session=texts.session.id),
    )
    return _keep_private(response)


async def _render_hand_in(
    request: web.Request, *, problem: RostrumError | None = None, announce: str = ""
) -> web.Response:
    """Render the form; after a `problem`, with the typed `announce`."""
    services = statement_services_of(request)
    link, texts = await open_link(services, request.match_info["secret"], Purpose.HAND_IN)
    speaker = speaker_of(texts, link.speaker_id)
    statement = texts.statements.get(speaker.id)
    is_announced = bool(announce) if problem else statement is not None and statement.is_announced
    response = render(
        request,
        "statements/hand_in.html",
        status=problem.status if problem else 200,
        session=texts.session,
        speaker=speaker,
        statement=statement,
        values={"announce": is_announced},
        is_over=is_delivered(speaker),
        done=bool(read_query(request, HandInQuery).done) and problem is None,
        errors={"file": error_text(request, problem)} if problem else {},
        megabytes=MOST_BYTES // (1024 * 1024),
    )
    return _keep_private(response)


def statement_services_of(request: web.Request) -> StatementServices:
    """Return the services of the application."""
    return request.config_dict[STATEMENTS].services


def link_address(request: web.Request, purpose: Purpose, secret: str, code: str) -> str:
    """Return the address of a link, whose page is in the language `code`."""
    folder = "hand-in" if purpose is Purpose.HAND_IN else "interpret"
    return f"{site_of(request).public_url.rstrip('/')}/{code}/statements/{folder}/{secret}"


def _keep_private(response: web.Response) -> web.Response:
    """Keep a page out of search indexes and caches; its form must send a referrer within the site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _file_of(statement: Statement, content: bytes) -> web.Response:
    response = file_response(content, MEDIA_TYPES[statement.media], f"statement.{statement.media.value}")
    if statement.media is Media.TEXT:
        response.charset = "utf-8"
    return response
