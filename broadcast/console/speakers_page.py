"""The page of a session's list of speakers: order, entries, time limits, time used, and the table of times."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.commit import Committed
from broadcast.board.actions.read import BoardState, read_board
from broadcast.board.actions.rolling_list import add_speaker, set_limits
from broadcast.board.domain.announcements import required_languages
from broadcast.board.domain.board import EVENT, Entry, EventInfo, session_key, speakers_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.speakers import SpeakersList, waiting_speakers
from broadcast.board.domain.speaking.speaking_time import SpeakingRules, limit_of
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.console_view import TURNS
from broadcast.console.speaker_acts import change_floor
from broadcast.console.speaker_forms import (
    EntryForm,
    LimitsForm,
    SpeakerForm,
    format_limit,
    read_entry,
    read_floor_act,
    read_limits,
)
from broadcast.console.time_used import REPLY, SpeakerUse, list_uses, sum_by_class
from broadcast.feed.service import board_of
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.languages import language, pick
from conference.spreadsheets import csv_table, xlsx_table
from conference.texts.catalogues import key_family
from conference.texts.countries import countries_in_order
from conference.texts.dates import format_datetime, format_time
from conference.web import (
    Identifier,
    error_text,
    field_texts,
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
from conference.web.files import XLSX, file_response

PATH = "/staff/console/speakers/{session}"
COLUMNS = key_family("speakers.column.", ("place", "speaker", "class", "began_at", "limit", "used", "over"))


class SpeakersQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: whether an act was just done."""

    done: Identifier = ""


class _ListView(Struct, frozen=True, kw_only=True):
    """The list of a session with what its page needs."""

    session: Session
    entry: Entry | None
    speakers: SpeakersList
    rules: SpeakingRules
    uses: Sequence[SpeakerUse]


@require(OPERATE_BOARD)
async def show_speakers(request: web.Request) -> web.Response:
    """Show the list of speakers of a session."""
    return await _render_page(request)


@form_on(PATH, SpeakerForm)
@require(OPERATE_BOARD)
async def act_on_list(request: web.Request) -> web.Response:
    """Carry out an act of the list on its page."""

    async def act(form: SpeakerForm) -> Committed:
        return await change_floor(
            board_of(request),
            request.match_info["session"],
            read_floor_act(form),
            operator=staff_of(request),
            expected=form.expected,
        )

    return await _carry_out(request, SpeakerForm, act)


@form_on(PATH, EntryForm)
@require(OPERATE_BOARD)
async def enter_speaker(request: web.Request) -> web.Response:
    """Enter a speaker at the end of the list."""

    async def act(form: EntryForm) -> Committed:
        session_id, operator = request.match_info["session"], staff_of(request)
        return await add_speaker(
            board_of(request), session_id, read_entry(form), operator=operator, expected=form.expected
        )

    return await _carry_out(request, EntryForm, act)


@form_on(PATH, LimitsForm)
@require(OPERATE_BOARD)
async def limit_speakers(request: web.Request) -> web.Response:
    """Set the session's own time limits."""

    async def act(form: LimitsForm) -> Committed:
        session_id, operator = request.match_info["session"], staff_of(request)
        return await set_limits(
            board_of(request), session_id, read_limits(form), operator=operator, expected=form.expected
        )

    return await _carry_out(request, LimitsForm, act)


@require(OPERATE_BOARD)
async def show_times_csv(request: web.Request) -> web.Response:
    """Return the time used by each speaker as CSV."""
    session_id, _, headings, rows = await _read_table(request)
    return file_response(csv_table(headings, rows), "text/csv", f"speakers-{session_id}.csv")


@require(OPERATE_BOARD)
async def show_times_xlsx(request: web.Request) -> web.Response:
    """Return the time used by each speaker as a workbook."""
    session_id, title, headings, rows = await _read_table(request)
    right_to_left = language(language_of(request)).direction == "rtl"
    body = await asyncio.to_thread(xlsx_table, title, headings, rows, right_to_left=right_to_left)
    return file_response(body, XLSX, f"speakers-{session_id}.xlsx")


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(PATH, show_speakers),
        web.post(f"{PATH}/list", act_on_list),
        web.post(f"{PATH}/entries", enter_speaker),
        web.post(f"{PATH}/limits", limit_speakers),
        web.get(f"{PATH}/times.csv", show_times_csv),
        web.get(f"{PATH}/times.xlsx", show_times_xlsx),
    ]


def format_duration(duration: timedelta) -> str:
    """Return minutes and seconds, with hours when there are some: `4:32`, `1:02:05`."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


async def _carry_out(request: web.Request, kind: type[Any], act: Any) -> web.Response:
    try:
        await act(await read_form(request, kind))
    except (InvalidError, RuleError, ConflictError) as error:
        return await _render_page(request, problem=error, typed=await typed_values(request, kind))
    raise web.HTTPSeeOther(f"{PATH.format(session=request.match_info['session'])}?done=1")


async def _read_list(request: web.Request) -> tuple[BoardState, _ListView]:
    """Read the list, empty if the session has none. Raises NotFoundError for an unknown session."""
    session_id = request.match_info["session"]
    state = await read_board(board_of(request))
    session = state.entries.get(session_key(session_id))
    if session is None or not isinstance(session.state, Session):
        raise NotFoundError("board.unknown_key")
    entry, event = state.entries.get(speakers_key(session_id)), state.entries.get(EVENT)
    listed = entry.state if entry is not None and isinstance(entry.state, SpeakersList) else None
    speakers = listed or SpeakersList(session_id=session_id)
    info = event.state if event is not None and isinstance(event.state, EventInfo) else None
    return state, _ListView(
        session=session.state,
        entry=entry,
        speakers=speakers,
        rules=info.speaking if info else SpeakingRules(),
        uses=list_uses(speakers, site_of(request).clock.now()),
    )


async def _render_page(
    request: web.Request, *, problem: RostrumError | None = None, typed: Mapping[str, str] | None = None
) -> web.Response:
    state, view = await _read_list(request)
    board, code = board_of(request), language_of(request)
    errors = dict(field_texts(request, problem)) if isinstance(problem, InvalidError) and problem.fields else {}
    waiting = [one.id for one in waiting_speakers(view.speakers)]
    classes = {one.code: pick(one.name, code)[0] for one in view.rules.classes}
    response = render(
        request,
        "console/speakers_list.html",
        status=problem.status if problem else 200,
        view=view,
        offset=state.revision.offset,
        target=PATH.format(session=view.session.id),
        waiting=waiting,
        classes=classes,
        uses={use.speaker.id: use for use in view.uses},
        sums=sum_by_class(view.uses),
        total=sum((use.used for use in view.uses), timedelta()),
        reply_class=REPLY,
        turns=TURNS,
        duration=format_duration,
        limit=format_limit,
        limits={code: format_limit(view.speakers.limits[code]) for code in view.speakers.limits},
        limit_of=lambda one: limit_of(one.speaker_class, one.reply, limits=view.speakers.limits, rules=view.rules),
        event_limits={one.code: one.limit_s for one in view.rules.classes},
        states=[(one.iso2, one.name[code]) for one in countries_in_order(code)],
        writing=[(language(other), other in required_languages(board.languages)) for other in board.languages],
        clock=lambda at: format_time(code, at, board.zone),
        values=dict(typed or {}),
        errors=errors,
        problem=error_text(request, problem) if problem and not errors else "",
        done=bool(read_query(request, SpeakersQuery).done) and problem is None,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


async def _read_table(request: web.Request) -> tuple[str, str, list[str], list[list[str]]]:
    """Return the session's id, the title, and headings and rows of the table of times, in the venue's time."""
    _, view = await _read_list(request)
    code, zone, text = language_of(request), board_of(request).zone, site_of(request).catalogues.text
    names = {one.code: pick(one.name, code)[0] for one in view.rules.classes}
    headings = [str(text(code, key)) for key in COLUMNS.values()]
    rows = [
        _table_row(number, use, names, code, at=format_datetime(code, use.began_at, zone))
        for number, use in enumerate(view.uses, 1)
    ]
    return view.session.id, pick(view.session.title, code)[0], headings, rows


def _table_row(number: int, use: SpeakerUse, names: Mapping[str, str], code: str, *, at: str) -> list[str]:
    speaker, limit_s = use.speaker, use.speaker.timer.limit_s if use.speaker.timer else None
    return [
        str(number),
        pick(speaker.name, code)[0],
        names.get(speaker.speaker_class, ""),
        at,
        format_limit(limit_s) if limit_s else "",
        format_duration(use.used),
        format_duration(use.over),
    ]
