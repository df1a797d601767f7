"""The staff page of planned announcements: what waits, a form to write or change one, and what was decided."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.announcements.actions.planning import (
    PlanRequest,
    approve_planned,
    cancel_planned,
    change_planned,
    list_planned,
    plan_announcement,
)
from broadcast.announcements.actions.publishing import lacks_reader, publish_planned
from broadcast.announcements.domain.planned import Planned, PlannedState, expiry_of
from broadcast.announcements.web.context import services_of
from broadcast.announcements.web.forms import (
    PlannedActForm,
    PlannedForm,
    change_announcement,
    read_announcement,
    read_timing,
)
from broadcast.announcements.web.terms import PATH as TERMS_PATH
from broadcast.announcements.web.terms import tell_term_warnings
from broadcast.board.actions.read import read_board
from broadcast.board.domain.announcements import (
    LONGEST_SUBJECT,
    Announcement,
    Destination,
    Level,
    missing_languages,
    missing_subjects,
    required_languages,
)
from broadcast.board.domain.board import EVENT, EventInfo
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.shown import ShownAnnouncement
from broadcast.board.domain.timing import local_day
from broadcast.board.ports import Board
from broadcast.board.roles import OPERATE_BOARD
from broadcast.board.words import CatalogueWords
from broadcast.pages.page_data import TemplateHelpers
from conference.languages import language, pick
from conference.texts.catalogues import key_family
from conference.texts.countries import countries
from conference.texts.dates import format_date
from conference.web import (
    FormOutcome,
    Identifier,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    shows_refusal_on,
    site_of,
    staff_of,
)

HOME = "/staff/announcements"

STATES = key_family("planned.state.", (state.value for state in PlannedState))
DONE = key_family("planned.done.", ("save", "approve", "publish", "cancel"))
ACTS = key_family("planned.act.", ("approve", "publish", "cancel"))
_UNTICKED = {"listed": "", "destinations": (), "rooms": ()}
"""Fields that a browser does not send without a choice."""

DESTINATIONS = key_family("console.announce.destination.", (one.value for one in Destination))


class PlannedQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the announcement that is changed, and the act just done."""

    planned: Identifier = ""
    did: Identifier = ""


class PlannedRow(Struct, frozen=True, kw_only=True):
    """A planned announcement in the reader's language, with the names of its targets (none: everywhere)."""

    planned: Planned
    shown: ShownAnnouncement
    targets: Sequence[str]
    missing: Sequence[str]
    warnings: Mapping[str, Sequence[str]]
    waits_for_reader: bool
    is_own: bool


@require(OPERATE_BOARD)
async def show_announcements(request: web.Request) -> web.Response:
    """Show what waits, with the form of the one chosen by `?planned=`."""
    return await _render_page(request, read_query(request, PlannedQuery), FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await _render_page(request, PlannedQuery(planned=str(outcome.typed.get("planned", ""))), outcome)


@form_on(f"{HOME}?planned={{planned}}", PlannedForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, PlannedForm)
async def save_announcement(request: web.Request) -> web.Response:
    """Save a new planned announcement, or change one."""
    form = await read_form(request, PlannedForm)
    services, asked = services_of(request), PlanRequest(operator=staff_of(request))
    board, now = services.board, site_of(request).clock.now()
    timing = read_timing(form, now=now, zone=board.zone)
    if form.planned:
        asked = PlanRequest(operator=asked.operator, expected=form.expected)
        await change_planned(
            services, form.planned, lambda found: (change_announcement(form, board, found), timing), asked
        )
    else:
        announcement = read_announcement(form, board, board.ids.new("ann"))
        await plan_announcement(services, announcement, timing, asked)
    raise web.HTTPSeeOther(f"{HOME}?did=save")


@form_on(HOME, PlannedActForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome)
async def act_on_announcement(request: web.Request) -> web.Response:
    """Approve, publish or cancel a planned announcement."""
    form = await read_form(request, PlannedActForm)
    services, asked = services_of(request), PlanRequest(operator=staff_of(request), expected=form.expected)
    match form.act:
        case "approve":
            await approve_planned(services, form.planned, asked)
        case "publish":
            await publish_planned(services, form.planned, asked)
        case "cancel":
            await cancel_planned(services, form.planned, asked)
    raise web.HTTPSeeOther(f"{HOME}?did={form.act}")


async def _render_page(request: web.Request, query: PlannedQuery, outcome: FormOutcome) -> web.Response:
    services, code = services_of(request), language_of(request)
    board, now = services.board, site_of(request).clock.now()
    lists = await list_planned(services)
    context = await _read_context(request, board)
    waiting = [_view_row(request, planned, context, code) for planned in lists.waiting]
    chosen = next((row for row in waiting if row.planned.id == query.planned), None)
    required = required_languages(board.languages)
    values = _values_of(chosen, board) | _typed_values(outcome)
    return render(
        request,
        "announcements/announcements.html",
        status=outcome.status,
        outcome=outcome,
        done=DONE.get(query.did),
        waiting=waiting,
        decided=[_view_row(request, planned, context, code) for planned in lists.decided],
        chosen=chosen,
        values=values,
        warnings=tell_term_warnings(request, _texts_in(values)),
        terms_path=TERMS_PATH,
        states=STATES,
        acts=ACTS,
        writing=[(language(other), other in required) for other in board.languages],
        longest_subject=LONGEST_SUBJECT,
        is_subject_typed=any(text for name, text in values.items() if name.startswith("subject.")),
        levels=[level.value for level in Level],
        destinations=DESTINATIONS,
        rooms=_list_rooms(context, code),
        days=[(day.isoformat(), format_date(code, day, year=False)) for day in _choose_days(context, board, now=now)],
        expiry_of=lambda row: expiry_of(row.planned.timing, now),
        **TemplateHelpers(code, now, board.zone).functions(),
    )


async def _read_context(request: web.Request, board: Board) -> ProjectionContext:
    state = await read_board(board)
    names = {code: country.name for code, country in countries().items()}
    states = {key: entry.state for key, entry in state.entries.items() if entry.state is not None}
    return ProjectionContext(words=CatalogueWords(site_of(request).catalogues, names), zone=board.zone, board=states)


def _view_row(request: web.Request, planned: Planned, context: ProjectionContext, code: str) -> PlannedRow:
    services, announcement = services_of(request), planned.announcement
    shown = project(announcement, context, code) if announcement.text else None
    rooms = dict(_list_rooms(context, code))
    texts = site_of(request).catalogues
    places = [texts.text(code, DESTINATIONS[one.value]) for one in announcement.destinations or ()]
    warnings = {} if announcement.template else tell_term_warnings(request, announcement.text)
    return PlannedRow(
        planned=planned,
        shown=shown if isinstance(shown, ShownAnnouncement) else _empty_announcement(planned, code),
        targets=[*places, *(rooms.get(room, room) for room in announcement.rooms or ())],
        warnings={language(one).own_name: told for one, told in warnings.items()},
        missing=[language(one).own_name for one in _list_missing(announcement, services.board)],
        waits_for_reader=lacks_reader(services, planned),
        is_own=planned.author_id == staff_of(request).id,
    )


def _list_missing(announcement: Announcement, board: Board) -> list[str]:
    """Return the languages in which the text is still to be written, or the subject of one that has a subject."""
    missing = () if announcement.template else missing_languages(announcement.text, board.languages)
    subjects = missing_subjects(announcement, board.languages) if announcement.subject else ()
    return [code for code in board.languages if code in missing or code in subjects]


def _empty_announcement(planned: Planned, code: str) -> ShownAnnouncement:
    """Return a draft without any text as it is shown in the list."""
    return ShownAnnouncement(
        id=planned.id,
        text="—",
        level=planned.announcement.level.value,
        rooms=None,
        posted_at=planned.changed_at,
        expires_at=None,
        language=code,
        fallback=False,
    )


def _list_rooms(context: ProjectionContext, code: str) -> list[tuple[str, str]]:
    event_info = context.board.get(EVENT)
    rooms = event_info.rooms if isinstance(event_info, EventInfo) else ()
    return [(room.id, pick(room.name, code)[0]) for room in sorted(rooms, key=lambda room: (room.order, room.id))]


def _choose_days(context: ProjectionContext, board: Board, *, now: Any) -> list[date]:
    """Return the selectable days: today, tomorrow, and the days of the conference to come."""
    today, event_info = local_day(now, board.zone), context.board.get(EVENT)
    days = event_info.days if isinstance(event_info, EventInfo) else ()
    return sorted({today, today + timedelta(days=1), *(day for day in days if day > today)})


def _values_of(chosen: PlannedRow | None, board: Board) -> dict[str, Any]:
    """Return the values of the form of an announcement."""
    if chosen is None:
        return {"level": Level.INFO.value, "shown_for": 15}
    announcement, timing = chosen.planned.announcement, chosen.planned.timing
    values: dict[str, Any] = {f"text.{code}": text for code, text in announcement.text.items()}
    values |= {f"subject.{code}": subject for code, subject in announcement.subject.items()}
    values |= {
        "level": announcement.level.value,
        "rooms": announcement.rooms or (),
        "destinations": [one.value for one in announcement.destinations or ()],
        "shown_for": timing.shown_for_min,
        "listed": timing.is_listed,
    }
    for name, at in (("publish", timing.publish_at), ("expires", timing.expires_at)):
        if at is not None:
            local = at.astimezone(board.zone)
            values |= {f"{name}_day": local.date().isoformat(), f"{name}_at": local.strftime("%H:%M")}
    return values


def _typed_values(outcome: FormOutcome) -> dict[str, Any]:
    """Return what was typed into a form that was refused; nothing after another act."""
    is_form = outcome.typed.get("act") == "save"
    return (_UNTICKED if is_form else {}) | dict(outcome.typed)


def _texts_in(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a form by language."""
    return {name.removeprefix("text."): str(text) for name, text in values.items() if name.startswith("text.")}


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(HOME, show_announcements),
        web.post(HOME, save_announcement),
        web.post(f"{HOME}/acts", act_on_announcement),
    ]
