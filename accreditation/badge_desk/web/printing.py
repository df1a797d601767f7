"""Printing at the badge desk: what will be printed, the file, and which badges came out."""

import secrets
from collections.abc import Iterator
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.actions import PrintPlan, plan_printing
from accreditation.badge_desk.ports import DeskSearch, PrintSelection, Shelf
from accreditation.badge_desk.web.badge_context import badge_services_of, desk_list_of
from accreditation.badge_desk.web.badges import PATH
from accreditation.badges.actions.printing import (
    RunStart,
    confirm_print_run,
    draw_print_run,
    has_print_run,
    release_print_run,
    reprint_from,
    start_print_run,
)
from accreditation.badges.domain.print_runs import PrintLayout, PrintOrder, PrintRun
from accreditation.badges.ports import BadgeField, Flaw
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    error_text,
    form_on,
    query_address,
    read_form,
    read_query,
    render,
    require,
    staff_of,
)
from conference.web.forms import Line

PRINT_PATH = f"{PATH}/print"
_CHOSEN_PAGE = PRINT_PATH + "?shelf={shelf}&q={q}&chosen={chosen}&order={order}&first={first}&last={last}"
RUNS_PATH = f"{PATH}/print-runs"
MAX_CHOSEN = 50
SHOWN_ROWS = 50
ORDERS = key_family("badges.print.order.", [order.value for order in PrintOrder])
PROBLEMS = key_family("error.badge.", ("list_changed", "not_in_run", "print_awaiting", "run_ended", "run_unknown"))
"""Problems of printing, declared for the catalogues."""

FIELDS = key_family("badges.left_out.field.", [field.value for field in BadgeField])
REMEDIES = key_family("badges.left_out.remedy.", ("name", "outlet", "photo", "event"))
_REMEDY_OF = {BadgeField.NATIVE_NAME: "name", BadgeField.LATIN_NAME: "name"}

DONE = key_family("badges.print.done.", ("confirmed", "released"))

TypedNumber = Annotated[str, Meta(max_length=24)]
RunId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{16}\Z")]


class PrintForm(Struct, frozen=True, kw_only=True, rename={"words": "q"}):
    """What is to be printed: a search of the list or chosen applications, their order, the first and last
    number, and the layout of the file (None: as the person's last one)."""

    shelf: Shelf | None = None
    words: Line = ""
    chosen: tuple[Identifier, ...] = ()
    order: PrintOrder = PrintOrder.NUMBER
    first: TypedNumber = ""
    last: TypedNumber = ""
    two_sided: bool | None = None
    bleed: bool | None = None


class StartForm(PrintForm, frozen=True, kw_only=True):
    """The same with the id of the new run, the boxes of its layout, and the digest of the list that was shown (empty:
    not checked).
    """

    run: RunId
    two_sided: bool = False
    bleed: bool = False
    digest: Identifier = ""


class EndForm(Struct, frozen=True, kw_only=True):
    """Which badges of a run came out; `number` and `next` of a reprint; `back` is the application shown next."""

    act: Identifier = ""
    number: TypedNumber = ""
    next: Annotated[str, Meta(pattern=r"\A([0-9a-f]{16})?\Z")] = ""
    back: Identifier = ""


class DoneQuery(Struct, frozen=True, kw_only=True):
    """Query of the page after an answer."""

    did: Identifier = ""


def new_run_id() -> str:
    """Return the id of a print run that a form may start."""
    return secrets.token_hex(8)


@require(Permission.PRINT_BADGES)
async def show_print_page(request: web.Request) -> web.Response:
    """Show what will be printed, and the runs that await an answer."""
    return await _print_page(request, read_query(request, PrintForm))


@form_on(_CHOSEN_PAGE, StartForm)
@require(Permission.PRINT_BADGES)
async def start_run(request: web.Request) -> web.StreamResponse:
    """Start a run and redirect to its file, or show which badges are left out and why it cannot be printed."""
    form, services, staff = await read_form(request, StartForm), badge_services_of(request), staff_of(request)
    if await has_print_run(services, form.run, staff=staff):
        raise web.HTTPSeeOther(f"{RUNS_PATH}/{form.run}.pdf")
    try:
        plan = await _read_plan(request, form)
        if not plan.rows or form.digest not in ("", plan.digest):
            raise ConflictError("badge.list_changed")
        badge_ids = [row.issue.badge_id for row in plan.rows]
        layout = PrintLayout(two_sided=form.two_sided, bleed=form.bleed)
        started = await start_print_run(services, form.run, badge_ids, staff=staff, layout=layout)
    except (ConflictError, RuleError, InvalidError) as problem:
        return await _print_page(request, form, problem=problem)
    if started.left_out or started.run is None:
        return await _print_page(request, form, started=started)
    raise web.HTTPSeeOther(f"{RUNS_PATH}/{started.run.id}.pdf")


@require(Permission.PRINT_BADGES)
async def show_file(request: web.Request) -> web.Response:
    """Return the file of a run."""
    try:
        run, pdf = await draw_print_run(badge_services_of(request), request.match_info["run"], staff=staff_of(request))
    except (RuleError, InvalidError) as problem:
        return await _print_page(request, PrintForm(), problem=problem)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{_file_name(run)}"'}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


@form_on(PRINT_PATH, EndForm)
@require(Permission.PRINT_BADGES)
async def end_run(request: web.Request) -> web.StreamResponse:
    """End a run by the desk's answer; a reprint redirects to its file."""
    form, services, staff = await read_form(request, EndForm), badge_services_of(request), staff_of(request)
    run_id = request.match_info["run"]
    try:
        if form.act == "reprint":
            run = await reprint_from(services, run_id, form.number, next_id=form.next or new_run_id(), staff=staff)
            raise web.HTTPSeeOther(f"{RUNS_PATH}/{run.id}.pdf")
        if form.act == "released":
            await release_print_run(services, run_id, staff=staff)
        elif form.act == "confirmed":
            await confirm_print_run(services, run_id, staff=staff)
        else:
            raise InvalidError("http_422")
    except (RuleError, InvalidError) as problem:
        return await _print_page(request, PrintForm(), problem=problem)
    raise web.HTTPSeeOther(f"{PATH}?id={form.back}" if form.back else f"{PRINT_PATH}?did={form.act}")


async def _print_page(
    request: web.Request,
    form: PrintForm,
    *,
    problem: RostrumError | None = None,
    started: RunStart | None = None,
) -> web.Response:
    try:
        plan = await _read_plan(request, form)
    except InvalidError as invalid:
        problem = problem or invalid
        form = PrintForm(shelf=form.shelf, words=form.words, chosen=form.chosen, order=form.order)
        plan = await _read_plan(request, form)
    did = read_query(request, DoneQuery).did
    return render(
        request,
        "badge_desk/print.html",
        status=problem.status if problem else 200,
        form=form,
        plan=plan,
        layout=_chosen_layout(form, plan.layout),
        orders=ORDERS,
        shown_rows=SHOWN_ROWS,
        run_id=new_run_id(),
        back=query_address(PATH, PrintForm(shelf=form.shelf, words=form.words)),
        problem=error_text(request, problem) if problem else "",
        started=started,
        fields=FIELDS,
        remedies=_list_remedies(started) if started else (),
        lacks_letters=started is not None and any(flaw.letters for flaw in _flaws_of(started)),
        done=DONE[did] if did in DONE and not problem else "",
    )


async def _read_plan(request: web.Request, form: PrintForm) -> PrintPlan:
    search = DeskSearch(shelf=form.shelf, words=form.words)
    selection = PrintSelection(search=search, chosen=form.chosen[:MAX_CHOSEN], order=form.order)
    return await plan_printing(
        badge_services_of(request),
        desk_list_of(request),
        selection,
        limits=(form.first, form.last),
        staff=staff_of(request),
    )


def _list_remedies(started: RunStart) -> tuple[str, ...]:
    """List the texts that say what to do about the badges that were left out, each once."""
    fields = [flaw.field for flaw in _flaws_of(started)]
    return tuple(dict.fromkeys(REMEDIES[_REMEDY_OF.get(field, field.value)] for field in fields))


def _flaws_of(started: RunStart) -> Iterator[Flaw]:
    return (flaw for report in started.left_out for flaw in report.flaws)


def _chosen_layout(form: PrintForm, last: PrintLayout) -> PrintLayout:
    two_sided = last.two_sided if form.two_sided is None else form.two_sided
    return PrintLayout(two_sided=two_sided, bleed=last.bleed if form.bleed is None else form.bleed)


def _file_name(run: PrintRun) -> str:
    first, last = run.issues[0].number, run.issues[-1].number
    return f"badges-{first}.pdf" if len(run.issues) == 1 else f"badges-{first}--{last}.pdf"


def routes() -> list[web.RouteDef]:
    """Return the routes of printing."""
    run = "{run:[0-9a-f]{16}}"
    return [
        web.get(PRINT_PATH, show_print_page),
        web.post(RUNS_PATH, start_run),
        web.get(f"{RUNS_PATH}/{run}.pdf", show_file),
        web.post(f"{RUNS_PATH}/{run}", end_run),
    ]
