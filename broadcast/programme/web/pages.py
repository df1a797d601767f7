"""The edit pages of the programme: the sessions of a day by room, a timeline, and a form for each act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import BoardState, read_board
from broadcast.board.domain.board import EVENT, EventInfo, State, session_key
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.sessions import NOT_BEGUN, Phase, Reason, Session
from broadcast.board.domain.timing import local_day
from broadcast.board.ports import Board
from broadcast.board.roles import OPERATE_BOARD, SEE_PRIVATE_SESSIONS
from broadcast.board.words import REASON, CatalogueWords
from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.page_data import TemplateHelpers, script_data
from broadcast.pages.session_words import Outgoing, SessionTeller
from broadcast.programme.actions.private import list_private
from broadcast.programme.domain.clashes import Clash
from broadcast.programme.web.context import programme_of
from broadcast.programme.web.view import ClashText, RoomRows, list_days, rooms_of_day, states_of, tell_clashes
from conference.auth.roles import may
from conference.event.kinds import KINDS
from conference.languages import language, pick
from conference.texts.countries import countries
from conference.texts.dates import format_date, format_time
from conference.web import FormOutcome, Identifier, language_of, read_query, render, require, site_of, staff_of

HOME = "/staff/programme"
TEXTS = ("board.", "programme.", "console.proposal.", "console.outgoing.")

NEW = "new"
"""In place of the id of a session that is to be added."""


class ProgrammeQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the day, the chosen session (`NEW`: one to be added), the offset of the change made.

    `proposed`: an act waits for a second operator.
    """

    day: date | None = None
    session: Identifier = ""
    done: int | None = None
    proposed: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome(FormOutcome):
    """Result of a form, with the clashes that are to be confirmed.

    `outgoing` is what screens would show after an act that was previewed. `is_outdated`: another operator's change was
    first, which the problem tells; the form is sent again knowing it.
    """

    clashes: Sequence[ClashText] = ()
    outgoing: Sequence[Outgoing] = ()
    is_outdated: bool = False

    @property
    def act(self) -> str:
        """The act of the form; empty without one."""
        return str(self.typed.get("act", ""))


@require(OPERATE_BOARD, SEE_PRIVATE_SESSIONS)
async def show_programme(request: web.Request) -> web.Response:
    """Show the sessions of a day, and the forms of the chosen one."""
    return await render_programme(request, read_query(request, ProgrammeQuery))


async def render_programme(request: web.Request, query: ProgrammeQuery, outcome: Outcome | None = None) -> web.Response:
    """Render the page with the result of the last form."""
    outcome = outcome or Outcome()
    services, code = programme_of(request), language_of(request)
    board, now = services.board, site_of(request).clock.now()
    state = await read_board(board)
    context = context_of(request, state)
    event_info = context.board.get(EVENT)
    days = list_days(event_info if isinstance(event_info, EventInfo) else None, context.board, board.zone)
    chosen = context.board.get(session_key(query.session))
    chosen = chosen if isinstance(chosen, Session) else None
    day = choose_day(query.day, days, chosen, today=local_day(now, board.zone), zone=board.zone)
    private = await list_private(services, staff=staff_of(request))
    snapshot = read_snapshot(feed_of(request).hub.snapshot(code).payload)
    rooms = rooms_of_day(day, context, board.rooms, private, language=code)
    response = render(
        request,
        "programme/programme.html",
        status=outcome.status,
        day=day,
        days=[(one, format_date(code, one, year=False)) for one in days],
        rooms=rooms,
        all_rooms=[(room.id, room.name) for room in rooms],
        chosen=chosen,
        shown=next((row.shown for room in rooms for row in room.rows if row.id == query.session), None),
        others=_list_others(context, query.session, code),
        values=_form_values(chosen, day, board, code) | dict(outcome.typed),
        adds=query.session == NEW,
        outcome=outcome,
        offset=(not outcome.is_outdated and outcome.typed.get("expected")) or state.revision.offset,
        done=query.done,
        proposed=query.proposed,
        operates=may(staff_of(request), OPERATE_BOARD),
        exports_folder=may_export_folder(request),
        not_begun=chosen is not None and chosen.phase in NOT_BEGUN,
        is_over=chosen is not None and chosen.phase in (Phase.ADJOURNED, Phase.CANCELLED),
        kinds=[(kind, context.words.kind(code, kind)) for kind in KINDS],
        reasons=[(reason.value, REASON[reason.value]) for reason in Reason],
        writing=[language(other) for other in board.languages],
        data=script_data(request, code, TEXTS, snapshot)
        | _timeline_data(day, rooms, state.revision.offset)
        | {"chosen": query.session},
        **TemplateHelpers(code, now, board.zone).functions(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def may_export_folder(request: web.Request) -> bool:
    """Return whether the signed-in person may take the event's folder, which has private sessions."""
    staff = staff_of(request)
    sees_all = may(staff, OPERATE_BOARD) and may(staff, SEE_PRIVATE_SESSIONS)
    return sees_all and programme_of(request).private is not None


def _timeline_data(day: date, rooms: Sequence[RoomRows], offset: int) -> dict[str, Any]:
    """Return what the script needs besides the board: the day, the rooms, and private sessions."""
    private = [row for room in rooms for row in room.rows if row.shown is None]
    return {
        "day": day.isoformat(),
        "offset": offset,
        "rooms": [{"id": room.id, "name": room.name} for room in rooms],
        "private": [
            {
                "id": row.id,
                "title": row.title,
                "room": row.room,
                "starts_at": row.starts_at.isoformat(),
                "ends_at": row.ends_at.isoformat(),
            }
            for row in private
        ],
    }


def context_of(request: web.Request, state: BoardState) -> ProjectionContext:
    """Return what projections of a board depend on."""
    names = {code: country.name for code, country in countries().items()}
    words = CatalogueWords(site_of(request).catalogues, names)
    return ProjectionContext(words=words, zone=programme_of(request).board.zone, board=states_of(state.entries))


def tell_outgoing(request: web.Request, state: BoardState, changed: Mapping[str, State]) -> list[Outgoing]:
    """Return what screens would show, in each language of the event, of the sessions that an act changes."""
    board, site, code = programme_of(request).board, site_of(request), language_of(request)
    teller = SessionTeller(
        context=context_of(request, state),
        catalogues=site.catalogues,
        languages=board.languages,
        now=site.clock.now(),
    )
    sessions = [one for one in changed.values() if isinstance(one, Session)]
    return [teller.tell(one, pick(one.title, code)[0], changed) for one in sessions]


async def read_clash_texts(request: web.Request, clashes: Sequence[Clash]) -> list[ClashText]:
    """Return clashes in words, with the sessions as they are on the board."""
    context = context_of(request, await read_board(programme_of(request).board))
    return tell_clashes(clashes, context, site_of(request).catalogues, language_of(request))


def redirect_to_top(request: web.Request, path: str, query: Mapping[str, str]) -> web.HTTPSeeOther:
    """Return the redirection after a form: to the top of a page, where it says what was done."""
    return web.HTTPSeeOther(str(request.rel_url.with_path(path).with_query(query).with_fragment("top")))


def choose_day(
    asked: date | None, days: Sequence[date], chosen: Session | None, *, today: date, zone: ZoneInfo
) -> date:
    """Return the day to show: the one asked for, that of the chosen session, today, or the first of the event."""
    if asked in days:
        return asked  # type: ignore[return-value]
    if chosen is not None:
        return local_day(chosen.starts_at, zone)
    return today if today in days or not days else days[0]


def _list_others(context: ProjectionContext, session_id: str, code: str) -> list[tuple[str, str]]:
    """Return the sessions that another one can be merged into, with their days and times."""
    open_sessions = [
        one
        for one in context.board.values()
        if isinstance(one, Session) and one.id != session_id and one.phase not in (Phase.ADJOURNED, Phase.CANCELLED)
    ]
    open_sessions.sort(key=lambda one: (one.starts_at, one.id))
    return [
        (one.id, f"{context.words.dated_time(code, one.starts_at, context.zone)} · {pick(one.title, code)[0]}")
        for one in open_sessions
    ]


def _form_values(chosen: Session | None, day: date, board: Board, code: str) -> dict[str, str]:
    """Return what the forms of a session begin with."""
    if chosen is None:
        return {"day": day.isoformat(), "ends_day": day.isoformat()}
    start, end = (at.astimezone(board.zone) for at in (chosen.starts_at, chosen.ends_at))
    return {
        "day": start.date().isoformat(),
        "starts": format_time(code, chosen.starts_at, board.zone),
        "ends_day": end.date().isoformat(),
        "ends": format_time(code, chosen.ends_at, board.zone),
        "room": chosen.room,
        "kind": chosen.kind,
        **{f"title.{one}": chosen.title.get(one, "") for one in board.languages},
    }


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(HOME, show_programme)]
