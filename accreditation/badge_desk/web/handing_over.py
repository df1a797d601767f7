"""Forms of the hand-over: a scanned code, and the badges of a crew that one person takes."""

from contextlib import suppress
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.actions import list_crew, read_desk_code
from accreditation.badge_desk.web.badge_context import badge_services_of, desk_list_of
from accreditation.badge_desk.web.badges import IDENTITY_CHECKS, PATH, badges_page, view_of
from accreditation.badge_desk.web.day_badges import ENTER_PATH, day_services_of
from accreditation.badges.actions.badges import MAX_CREW, hand_over_badges
from accreditation.badges.domain.badges import IdentityCheck
from accreditation.badges.domain.tokens import MAX_TEXT, looks_like_token, strip_decoration
from accreditation.day_badges.actions import find_number
from conference.errors import ConflictError, InvalidError, RuleError
from conference.texts.typed_text import clean_line
from conference.web import Identifier, error_text, form_on, read_form, read_query, render, require, staff_of

CREW = f"{PATH}/crew"
MAX_PROXY = 120

Chosen = Annotated[tuple[Identifier, ...], Meta(max_length=MAX_CREW)]


class CodeForm(Struct, frozen=True, kw_only=True):
    """What a scanner or a person typed."""

    code: Annotated[str, Meta(max_length=4 * MAX_TEXT)] = ""


class CrewQuery(Struct, frozen=True, kw_only=True):
    """The people whose badges one person takes."""

    chosen: Chosen = ()


class CrewForm(CrewQuery, frozen=True, kw_only=True):
    """The badges that one person takes, how that person was identified, and whether the signed list is kept."""

    badge: Chosen = ()
    proxy: Annotated[str, Meta(max_length=4 * MAX_PROXY)] = ""
    identity: Identifier = ""
    listed: Identifier = ""


def read_identity(code: str) -> IdentityCheck:
    """Return the identity check of a form. Raises InvalidError `badge.identity_missing`."""
    try:
        return IdentityCheck(code)
    except ValueError:
        raise InvalidError("badge.identity_missing", {"identity": "badge.identity_missing"}) from None


@form_on(PATH)
@require(Permission.PRINT_BADGES)
async def read_code(request: web.Request) -> web.Response:
    """Redirect to the person of a collection pass or a badge, to the entry of a one-day badge, or to the search."""
    text = strip_decoration((await read_form(request, CodeForm)).code)
    if not looks_like_token(text):
        raise web.HTTPSeeOther(view_of(request).address(q=text[:MAX_PROXY]))
    try:
        reading = await read_desk_code(badge_services_of(request), text, staff=staff_of(request))
    except InvalidError as problem:
        await _redirect_to_day_badge(request, text)
        return await badges_page(request, chosen="", problem=problem)
    raise web.HTTPSeeOther(view_of(request).address(id=reading.application_id, read=reading.code.value))


async def _redirect_to_day_badge(request: web.Request, token: str) -> None:
    """Redirect to the entry of the bearer if the token is that of a one-day badge."""
    with suppress(InvalidError):
        number = await find_number(day_services_of(request), token, staff=staff_of(request))
        raise web.HTTPSeeOther(f"{ENTER_PATH}?badge={number}")


@require(Permission.PRINT_BADGES)
async def show_crew(request: web.Request) -> web.Response:
    """Show the badges of the selection that lie at the desk, and the form for the person who takes them."""
    return await _crew_page(request, CrewForm(chosen=read_query(request, CrewQuery).chosen))


@form_on(PATH)
@require(Permission.PRINT_BADGES)
async def hand_over_crew(request: web.Request) -> web.Response:
    """Hand the badges of a crew to one person and redirect to the list, or show the form with its problem."""
    form = await read_form(request, CrewForm)
    try:
        proxy = clean_line(form.proxy)
        if not proxy or len(proxy) > MAX_PROXY:
            raise InvalidError("badge.proxy_missing", {"proxy": "badge.proxy_missing"})
        if form.listed != "yes":
            raise InvalidError("badge.list_missing", {"listed": "badge.list_missing"})
        identity = read_identity(form.identity)
        await hand_over_badges(
            badge_services_of(request), form.badge, identity=identity, proxy=proxy, staff=staff_of(request)
        )
    except (ConflictError, RuleError, InvalidError) as problem:
        return await _crew_page(request, form, problem=problem)
    raise web.HTTPSeeOther(view_of(request).address(did="handed_over"))


async def _crew_page(
    request: web.Request, form: CrewForm, *, problem: ConflictError | RuleError | InvalidError | None = None
) -> web.Response:
    rows = await list_crew(badge_services_of(request), desk_list_of(request), form.chosen, staff=staff_of(request))
    return render(
        request,
        "badge_desk/crew.html",
        status=problem.status if problem else 200,
        rows=rows,
        form=form,
        identity_checks=IDENTITY_CHECKS,
        problem=error_text(request, problem) if problem else "",
        max_proxy=MAX_PROXY,
        back=PATH,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of scanned codes and of crews."""
    return [web.post(f"{PATH}/scan", read_code), web.get(CREW, show_crew), web.post(CREW, hand_over_crew)]
