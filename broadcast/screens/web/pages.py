"""The staff page of screens: devices that wait, paired screens, and what each shows."""

from collections.abc import Mapping, Sequence

from aiohttp import web
from msgspec import Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.displays.standings import DARK, Standing
from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import board_of, feed_of
from broadcast.outages.domain import find_standings
from broadcast.pages.layouts import CHOICE_LABELS, LAYOUT_LABELS, LAYOUTS, OPTION_LABELS, Option, options_of
from broadcast.screens.actions.approving import Decided, approve_all, reject_all
from broadcast.screens.actions.changing import (
    ScreenAct,
    ScreenPlan,
    assign_screen,
    list_screens,
    remove_screen,
    unpair_screen,
)
from broadcast.screens.domain.pairing import LONGEST_NAME, LONGEST_PLACE, read_code
from broadcast.screens.web.context import services_of
from broadcast.screens.web.forms import ApprovalForm, ScreenForm, read_approvals, read_layout, screen_values
from broadcast.screens.web.rows import list_rows
from conference.errors import InvalidError
from conference.languages import language
from conference.texts.catalogues import key_family
from conference.web import (
    FormOutcome,
    Identifier,
    error_text,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    shows_refusal_on,
    site_of,
    staff_of,
    typed_values,
)

HOME = "/staff/screens"

STANDINGS = key_family("console.screens.", (one.value for one in Standing))
STANDING_CHIPS: Mapping[Standing, str] = {
    one: "chip-good" if one is Standing.CURRENT else "chip-stop" if one in DARK else "chip-look" for one in Standing
}

DONE = key_family("screens.done.", ("approve", "reject", "assign", "unpair", "remove"))


class ScreensQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the code that a screen shows, the screen that is changed, the act just done."""

    code: Identifier = ""
    screen: Identifier = ""
    did: Identifier = ""


class ResultLine(Struct, frozen=True):
    """What became of one of several requests: its code, the screen's name or the text of the error."""

    code: str
    screen: str
    problem: str


@require(OPERATE_BOARD)
async def show_screens(request: web.Request) -> web.Response:
    """Show what waits and what is paired, with the form of the screen chosen by `?screen=`."""
    return await _render_page(request, read_query(request, ScreensQuery), FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await _render_page(request, ScreensQuery(screen=str(outcome.typed.get("screen", ""))), outcome)


@form_on(HOME, ApprovalForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, ApprovalForm)
async def decide_requests(request: web.Request) -> web.Response:
    """Approve or reject the chosen requests; when one is refused, the page says what became of each."""
    form = await read_form(request, ApprovalForm)
    services, operator = services_of(request), staff_of(request)
    if not form.codes:
        raise InvalidError("screen.none_chosen", {"codes": "screen.none_chosen"})
    if form.act == "approve":
        results = await approve_all(services, read_approvals(form, services.rooms), operator=operator)
    else:
        results = await reject_all(services, form.codes, operator=operator)
    failed = [one.error for one in results if one.error is not None]
    if not failed:
        raise web.HTTPSeeOther(f"{HOME}?did={form.act}")
    outcome = FormOutcome(status=failed[0].status, typed=await typed_values(request, ApprovalForm))
    lines = [_tell_result(request, one) for one in results]
    return await _render_page(request, ScreensQuery(), outcome, lines)


@form_on(f"{HOME}?screen={{screen}}", ScreenForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, ScreenForm)
async def act_on_screen(request: web.Request) -> web.Response:
    """Change what a screen shows and where it hangs, unpair it, or remove it."""
    form = await read_form(request, ScreenForm)
    services = services_of(request)
    act = ScreenAct(name=form.screen, operator=staff_of(request), expected=form.expected)
    match form.act:
        case "assign":
            plan = ScreenPlan(address=read_layout(form, services.rooms), place=form.place, room=form.hangs_in)
            await assign_screen(services, act, plan)
        case "unpair":
            await unpair_screen(services, act)
        case "remove":
            await remove_screen(services, act)
    raise web.HTTPSeeOther(f"{HOME}?did={form.act}")


def _tell_result(request: web.Request, decided: Decided) -> ResultLine:
    problem = "" if decided.error is None else error_text(request, decided.error)
    return ResultLine(decided.code, decided.screen.name if decided.screen else "", problem)


async def _render_page(
    request: web.Request, query: ScreensQuery, outcome: FormOutcome, results: Sequence[ResultLine] = ()
) -> web.Response:
    services, board = services_of(request), board_of(request)
    lists = await list_screens(services)
    event = read_snapshot(feed_of(request).hub.snapshot(language_of(request)).payload).event
    rooms = {room.id: room.name for room in event.rooms} if event else {}
    live, names = feed_of(request).screens.list_all(), [screen.name for screen in lists.screens]
    chosen = next((screen for screen in lists.screens if screen.name == query.screen), None)
    values = (screen_values(chosen, rooms) if chosen else {}) | dict(outcome.typed)
    code = read_code(query.code)
    checked = values.get("codes") or ((code,) if code else ())
    return render(
        request,
        "screens/screens.html",
        status=outcome.status,
        outcome=outcome,
        results=results,
        done=DONE.get(query.did),
        waiting=lists.waiting,
        is_missed=code is not None and all(one.code != code for one in lists.waiting),
        checked=(checked,) if isinstance(checked, str) else checked,
        rows=list_rows(lists, live, rooms),
        standings=find_standings(live, names, feed_of(request).standing_of),
        standing_labels=STANDINGS,
        standing_chips=STANDING_CHIPS,
        chosen=chosen,
        values=values,
        layouts=_name_values(request, LAYOUT_LABELS),
        layout_labels=LAYOUT_LABELS,
        options=[_offer_option(request, option) for option in _all_options()],
        option_labels=OPTION_LABELS,
        names=[(name, name) for name in names],
        site_address=f"{site_of(request).public_url.rstrip('/')}/screens",
        rooms=list(rooms.items()),
        faces=[language(one) for one in board.languages],
        face_of=language,
        bounds={"name": LONGEST_NAME, "place": LONGEST_PLACE},
        home=HOME,
    )


class OfferedOption(Struct, frozen=True):
    """An option of the form: the key of its label, the values to choose from by name; none for a typed value."""

    option: Option
    label: str
    choices: Sequence[tuple[str, str]]


def _all_options() -> list[Option]:
    """Return the options of all layouts, by name once."""
    return list({name: option for layout in LAYOUTS.values() for name, option in options_of(layout).items()}.values())


def _offer_option(request: web.Request, option: Option) -> OfferedOption:
    keys = {value: CHOICE_LABELS[f"{option.name}.{value}"] for value in option.choices}
    return OfferedOption(option, OPTION_LABELS[option.name], _name_values(request, keys))


def _name_values(request: web.Request, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the values of a choice with their names; `keys` are those of the names."""
    catalogues, code = site_of(request).catalogues, language_of(request)
    return [(value, catalogues.text(code, key)) for value, key in keys.items()]


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(HOME, show_screens),
        web.post(f"{HOME}/requests", decide_requests),
        web.post(HOME, act_on_screen),
    ]
