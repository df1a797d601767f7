"""Pages of private sessions: those that a person may see, and for those who see all a form for each act."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import session_key
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.timing import local_day
from broadcast.board.roles import OPERATE_BOARD, SEE_PRIVATE_SESSIONS
from broadcast.programme.actions.changes import Request
from broadcast.programme.actions.private import (
    add_private,
    change_private_session,
    list_private,
    publish_private,
    undo_private,
)
from broadcast.programme.ports import PrivateRow
from broadcast.programme.web.context import programme_of
from broadcast.programme.web.forms import input_texts
from broadcast.programme.web.pages import HOME, NEW, Outcome, context_of, read_clash_texts, redirect_to_top
from broadcast.programme.web.private_forms import PrivateForm, addition_of, change_of
from conference.auth.people import list_staff
from conference.auth.roles import may
from conference.auth.storage import AccountState
from conference.errors import ConflictError, RostrumError, UnavailableError
from conference.event.kinds import KINDS
from conference.languages import language, pick
from conference.texts.catalogues import key_family
from conference.texts.dates import format_date, format_time
from conference.web import (
    Identifier,
    error_text,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
    typed_values,
)

PRIVATE = f"{HOME}/private"
"""Address of the page; below it, `sessions/{session}` takes the forms."""

DONE = key_family("programme.private_done.", ("add", "change", "cancel", "reinstate", "undo"))


class PrivateQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the chosen session (`NEW`: one to be added), and the act just done."""

    session: Identifier = ""
    done: Identifier = ""


@require()
async def show_private(request: web.Request) -> web.Response:
    """Show the private sessions that the signed-in person may see."""
    return await _render_private(request, read_query(request, PrivateQuery), Outcome())


@form_on(f"{PRIVATE}?session={{session}}", PrivateForm)
@require(SEE_PRIVATE_SESSIONS)
async def act_on_private(request: web.Request) -> web.Response:
    """Add, change, cancel, reinstate, undo or publish a private session."""
    try:
        form = await read_form(request, PrivateForm)
        session_id = await _carry_out(request, form)
    except UnavailableError:
        raise  # the page could not be rendered either
    except RostrumError as error:
        return await _answer_error(request, error)
    if form.act == "publish":
        raise redirect_to_top(request, HOME, {"session": session_id})
    raise redirect_to_top(request, PRIVATE, {"session": session_id, "done": form.act})


async def _carry_out(request: web.Request, form: PrivateForm) -> str:
    """Carry out the act of a form, and return the session's id."""
    services, session_id = programme_of(request), request.match_info["session"]
    asked = Request(operator=staff_of(request), expected=form.expected, confirmed=form.confirmed)
    match form.act:
        case "add":
            session_id = await _free_id(request, form.kind or "session")
            added = addition_of(form, session_id, services.board.zone)
            await add_private(
                services, added, form.viewers, Request(operator=asked.operator, confirmed=asked.confirmed)
            )
        case "undo":
            await undo_private(services, session_id, asked)
        case "publish":
            await publish_private(services, session_id, asked, confirmed=form.sure)
        case _:
            await change_private_session(services, session_id, change_of(form, services.board.zone), asked)
    return session_id


async def _free_id(request: web.Request, kind: str) -> str:
    """Return an id that neither a public nor a private session has."""
    services = programme_of(request)
    rows = await list_private(services, staff=staff_of(request))
    taken = {*(await read_board(services.board)).entries, *(session_key(row.session.id) for row in rows)}
    word = kind.replace("_", "-")
    return next(one for n in range(1, 10_000) if session_key(one := f"{word}-apart-{n}") not in taken)


async def _answer_error(request: web.Request, error: RostrumError) -> web.Response:
    """Show the page with the error's text and its clashes, and keep what was typed."""
    found = error.params.get("clashes", ()) if error.code == "programme.clashes" else ()
    outcome = Outcome(
        status=error.status,
        problem=error_text(request, error),
        errors=input_texts(request, error),
        clashes=await read_clash_texts(request, found if isinstance(found, tuple) else ()),
        typed=await typed_values(request, PrivateForm),
        is_outdated=isinstance(error, ConflictError),
    )
    return await _render_private(request, PrivateQuery(session=request.match_info["session"]), outcome)


async def _render_private(request: web.Request, query: PrivateQuery, outcome: Outcome) -> web.Response:
    services, code, staff = programme_of(request), language_of(request), staff_of(request)
    board = services.board
    rows = await list_private(services, staff=staff)
    chosen = next((row for row in rows if row.session.id == query.session), None)
    context = context_of(request, await read_board(board))
    changes = may(staff, SEE_PRIVATE_SESSIONS)
    people = await _list_people(request, rows) if changes else {}
    response = render(
        request,
        "programme/private.html",
        status=outcome.status,
        days=_list_days(request, rows, context, people),
        changes=changes,
        publishes=may(staff, OPERATE_BOARD),
        chosen=chosen.session if chosen and changes else None,
        can_undo=chosen is not None and chosen.previous is not None,
        adds=changes and query.session == NEW,
        done=DONE.get(query.done),
        outcome=outcome,
        day=local_day(site_of(request).clock.now(), board.zone),
        values=_form_values(request, chosen) | dict(outcome.typed),
        version=_seen_version(chosen, outcome),
        all_rooms=[(room.id, pick(room.name, code)[0]) for room in board.rooms],
        kinds=[(kind, context.words.kind(code, kind)) for kind in KINDS],
        writing=[language(other) for other in board.languages],
        people=people,
        viewers=_chosen_viewers(chosen, outcome),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _list_days(
    request: web.Request, rows: Iterable[PrivateRow], context: ProjectionContext, people: Mapping[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the sessions by day, as the page lists them."""
    code = language_of(request)
    names = {room.id: pick(room.name, code)[0] for room in programme_of(request).board.rooms}
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        plan = row.session.plan
        shown = {
            "id": row.session.id,
            "title": pick(plan.title, code)[0],
            "room": names.get(plan.room, plan.room),
            "kind": context.words.kind(code, plan.kind),
            "starts_at": plan.starts_at,
            "ends_at": plan.ends_at,
            "cancelled": row.session.cancelled,
            "viewers": [people[name] for name in row.session.viewers if name in people],
        }
        days.setdefault(format_date(code, local_day(plan.starts_at, context.zone)), []).append(shown)
    return list(days.items())


def _seen_version(chosen: PrivateRow | None, outcome: Outcome) -> object:
    """Return the version for the forms; after a conflict the present one, since the change of the other is shown."""
    if chosen is None:
        return ""
    return chosen.version if outcome.is_outdated else outcome.typed.get("expected") or chosen.version


def _chosen_viewers(chosen: PrivateRow | None, outcome: Outcome) -> set[str]:
    """Return who is named in the form: as typed after an error, else as stored."""
    if outcome.act in ("add", "change"):
        return set(outcome.typed.get("viewers") or ())
    return set(chosen.session.viewers) if chosen else set()


async def _list_people(request: web.Request, rows: Iterable[PrivateRow]) -> dict[str, str]:
    """Return who can be named: roles by their names, people who may sign in, and those who are named already."""
    site, code = site_of(request), language_of(request)
    named = {name for row in rows for name in row.session.viewers}
    roles = {role.name: site.catalogues.text(code, site.role_texts[role.name]) for role in site.accounts.roles}
    accounts = await list_staff(site.accounts)
    people = [one.staff for one in accounts if one.state is not AccountState.SUSPENDED or one.staff.id in named]
    return roles | {one.id: one.name for one in sorted(people, key=lambda one: one.name)}


def _form_values(request: web.Request, row: PrivateRow | None) -> dict[str, Any]:
    """Return what the form of a session begins with."""
    board, code = programme_of(request).board, language_of(request)
    if row is None:
        today = local_day(site_of(request).clock.now(), board.zone).isoformat()
        return {"day": today, "ends_day": today, "kind": "bilateral_meeting"}
    plan = row.session.plan
    return {
        "day": local_day(plan.starts_at, board.zone).isoformat(),
        "starts": format_time(code, plan.starts_at, board.zone),
        "ends_day": local_day(plan.ends_at, board.zone).isoformat(),
        "ends": format_time(code, plan.ends_at, board.zone),
        "room": plan.room,
        "kind": plan.kind,
        **{f"title.{one}": plan.title.get(one, "") for one in board.languages},
    }


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PRIVATE, show_private), web.post(f"{PRIVATE}/sessions/{{session}}", act_on_private)]
