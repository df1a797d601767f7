"""The operator's page: sessions of the day, the chosen session with its actions, and the log of changes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.announcements.web.context import find_services
from broadcast.announcements.web.terms import PATH as TERMS_PATH
from broadcast.announcements.web.terms import tell_term_warnings
from broadcast.board.actions.read import BoardState, read_board, read_changes
from broadcast.board.domain.announcements import (
    Destination,
    Level,
    ParameterKind,
    Template,
    are_reviewed,
    required_languages,
    template_parameters,
    unreviewed_languages,
)
from broadcast.board.domain.board import TALLY, State
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.sessions import Phase, Reason
from broadcast.board.domain.shown import ShownAnnouncement
from broadcast.board.ports import Board, Change
from broadcast.board.roles import OPERATE_BOARD
from broadcast.board.words import REASON, CatalogueWords
from broadcast.console.console_forms import DURATIONS_MIN, OWN, name_choices
from broadcast.console.console_log import STANDINGS, LogRow, log_lines, screen_lines
from broadcast.console.console_view import (
    ACT_KEYS,
    SIGNING,
    TURNS,
    VERBS,
    Console,
    is_overdue,
    signatories,
    verb_buttons,
    view_console,
)
from broadcast.console.proposal_view import planned_rows, proposal_rows
from broadcast.console.rooms.rooms_view import TIMINGS, list_tiles
from broadcast.console.staff_stream import StaffStream
from broadcast.feed.displays.standings import Standing
from broadcast.feed.page_time import add_page_time
from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import board_of, feed_of
from broadcast.interpretation.attention import list_attention
from broadcast.media.web.notices import list_notices
from broadcast.media.wording import ROLES, STATES
from broadcast.outages.web.notices import notice_rows
from broadcast.pages.page_data import TemplateHelpers, script_data
from broadcast.pages.session_words import Outgoing
from conference.errors import NotFoundError
from conference.languages import Language, language, pick
from conference.texts.catalogues import fill, key_family
from conference.texts.countries import countries, countries_in_order
from conference.texts.locale_data import locale_of
from conference.web import Identifier, language_of, read_query, render, require, site_of

LOG_LENGTH = 30
"""Number of changes in the log: about a quarter of an hour of a busy signing ceremony."""

TEXTS = ("board.", "console.")

STAFF_STREAM: web.AppKey[StaffStream] = web.AppKey("staff_stream", StaffStream)
"""The stream that pushes the parts of this application's console."""

LOAD_COMMAND: web.AppKey[str] = web.AppKey("load_command", str)
"""The command that loads a programme; the console of an empty board shows it."""

REVISION_HEADER = "Rostrum-Revision"
"""Header of an answer with parts: the revision `{epoch}.{offset}` that they show, as the feed counts it."""

CHANGED_PARTS = (
    *(
        "revision",
        "numbers",
        "presence",
        "outages",
        "proposals",
        "planned",
        "interpretation",
        "chosen",
        "speakers",
        "signing",
        "announced",
        "log",
        "screens",
        "dialogs",
    ),
)
"""Parts that depend on the board and are pushed; the list of sessions is not among them: frames carry all of it."""

ALL_PARTS = (*CHANGED_PARTS, "status", "composer")

PARTS: Mapping[str, Sequence[str]] = MappingProxyType({"choice": ALL_PARTS})
"""Parts by why they are fetched: an operator has chosen another session, or has begun an announcement."""

PARAMETERS = key_family("console.parameter.", (kind.value for kind in ParameterKind))


DESTINATIONS = key_family("console.announce.destination.", (one.value for one in Destination))

Typed = Mapping[str, Any]
"""The texts of a form by name, to be shown again; a list of texts for a name that may be sent several times."""


class ConsoleQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: chosen session, begun announcement, offset of the change just made without script."""

    session: Identifier = ""
    template: Identifier = ""
    done: int | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Result of a form, shown on the page: `problem` and its `fields`, a `preview` by language, of acts `outgoing`.

    `done` is the offset of the change that the form has made, `unchanged` says that it has made none. `confirms` is the
    path of a form that opens a session whose script is unsigned. `warnings` are differences from the agreed terms.
    """

    status: int = 200
    done: int | None = None
    unchanged: bool = False
    problem: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    form: Typed = field(default_factory=dict)
    preview: Sequence[tuple[Language, str]] = ()
    outgoing: Sequence[Outgoing] = ()
    warnings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    confirms: str = ""


def routes() -> list[web.RouteDef]:
    """Return the routes of the page and its parts; those of its forms are in `console_acts`."""
    return [web.get("/staff/console", show_console), web.get("/staff/console/parts/{reason}", show_parts)]


@require(OPERATE_BOARD)
async def show_console(request: web.Request) -> web.Response:
    """Show the console, with the session chosen by `?session=` and the announcement begun by `?template=`."""
    return await render_console(request, chosen=read_query(request, ConsoleQuery).session or None)


@require(OPERATE_BOARD)
async def show_parts(request: web.Request) -> web.Response:
    """Show parts of the console to its script, with the session chosen by `?session=`.

    Raises: NotFoundError: no parts are fetched for such a reason.
    """
    parts = PARTS.get(request.match_info["reason"])
    if parts is None:
        raise NotFoundError("http_404")
    return await _render_parts(
        request, parts, chosen=read_query(request, ConsoleQuery).session or None, outcome=Outcome()
    )


async def render_console(
    request: web.Request, *, chosen: str | None = None, outcome: Outcome | None = None, composes: bool = False
) -> web.Response:
    """Render the console with the result of the last form; for a form that htmx has sent, only the parts that changed.

    `composes`: the form was the one of an announcement, so its part changes too.
    """
    outcome = outcome or Outcome()
    if is_sent_by_htmx(request):
        parts = ALL_PARTS if composes else (*CHANGED_PARTS, "status")
        return await _render_parts(request, parts, chosen=chosen, outcome=outcome)
    context = await console_context(request, chosen=chosen, outcome=outcome)
    code = language_of(request)
    snapshot = read_snapshot(feed_of(request).hub.snapshot(code).payload)
    response = render(
        request,
        "console/console.html",
        status=outcome.status,
        load_command=request.config_dict[LOAD_COMMAND],
        all_parts=ALL_PARTS,
        state_names=[one.name[code] for one in countries_in_order(code)],
        data=script_data(request, code, TEXTS, snapshot),
        **context,
    )
    response.headers["Cache-Control"] = "no-store"
    add_page_time(request, response)
    return response


def is_sent_by_htmx(request: web.Request) -> bool:
    """Return whether the page's script has sent the request and replaces parts by the answer."""
    return request.headers.get("HX-Request") == "true"


async def _render_parts(
    request: web.Request, parts: Sequence[str], *, chosen: str | None, outcome: Outcome
) -> web.Response:
    context = await console_context(request, chosen=chosen, outcome=outcome)
    response = render(request, "console/console_fragment.html", status=outcome.status, parts=parts, **context)
    response.headers["Cache-Control"] = "no-store"
    response.headers[REVISION_HEADER] = context["revision"]
    return response


class ConsoleRead(Struct, frozen=True):
    """What the database has for the parts: the board, and the latest changes."""

    state: BoardState
    changes: Sequence[Change]


async def read_console(request: web.Request) -> ConsoleRead:
    """Read the board and the latest changes."""
    board = board_of(request)
    return ConsoleRead(await read_board(board), await read_changes(board, limit=LOG_LENGTH))


async def console_context(
    request: web.Request, *, chosen: str | None, outcome: Outcome, read: ConsoleRead | None = None
) -> dict[str, Any]:
    """Return the data of the console's parts, from the database or from what was read of it."""
    board, code, now = board_of(request), language_of(request), site_of(request).clock.now()
    words = words_of(request)
    read = read or await read_console(request)
    state = read.state
    console = view_console(state, words=words, zone=board.zone, language=code, now=now, chosen=chosen)
    screens = feed_of(request).screens.list_all()
    head = feed_of(request).hub.latest.revision
    context = ProjectionContext(words=words, zone=board.zone, board=_states_by_key(state.entries))
    log = log_lines(
        read.changes,
        context=context,
        language=code,
        entries=state.entries,
        screens=screens,
        epoch=head.epoch,
    )
    rows = screen_lines(screens, head, feed_of(request).standing_of)
    return {
        "console": console,
        "tiles": list_tiles(console.event.rooms if console.event else (), console.sessions, now),
        "timings": TIMINGS,
        "revision": f"{head.epoch}.{console.offset}",
        "chosen": console.chosen,
        "outcome": outcome,
        "filled": outcome.form,
        "done": _find_done_change(request, log, outcome),
        "log": log,
        "screens": rows,
        "proposals": await proposal_rows(request, context, code),
        "outages": notice_rows(request),
        "standings": STANDINGS,
        "planned": planned_rows(request, context, code),
        "plans": find_services(request) is not None,
        "attention": list_attention(context, code, now),
        **_stream_data(request, console),
        "terms_path": TERMS_PATH,
        "watching": request.config_dict[STAFF_STREAM].list_watching(console.chosen.id if console.chosen else ""),
        "connected": sum(1 for row in rows if row.standing is not Standing.GONE),
        "correct": sum(1 for row in rows if row.is_current),
        **_template_data(request, board, console, words=words, sent_template=outcome.form.get("template")),
        **TemplateHelpers(code, now, board.zone).functions(),
    }


def _stream_data(request: web.Request, console: Console) -> dict[str, Any]:
    """Return the template data of streams that do not play as they should, in rooms in session."""
    rooms = {one.room: one.room_name for one in console.sessions if one.phase == Phase.IN_SESSION}
    return {
        "stream_notices": list_notices(request, rooms),
        "stream_states": STATES,
        "stream_roles": ROLES,
        "language_names": locale_of(language_of(request)).languages,
    }


def words_of(request: web.Request) -> CatalogueWords:
    """Return the texts of the board from the catalogues."""
    names = {code: country.name for code, country in countries().items()}
    return CatalogueWords(site_of(request).catalogues, names)


def _template_data(
    request: web.Request, board: Board, console: Console, *, words: CatalogueWords, sent_template: str | None
) -> dict[str, Any]:
    """Return the template data besides the board; `sent_template` is the template in the form that was sent."""
    code = language_of(request)
    templates = board.templates or {}
    template_id = sent_template or read_query(request, ConsoleQuery).template
    languages, required = board.languages, required_languages(board.languages)
    parties = signatories(console, tuple(board.countries), words, code)
    return {
        "verbs": verb_buttons(console),
        "act_keys": ACT_KEYS,
        "verb_labels": VERBS,
        "reasons": {reason.value: REASON[reason.value] for reason in Reason},
        "turns": TURNS,
        "classes": {one.code: pick(one.name, code)[0] for one in console.classes},
        "parties": parties,
        "next_party": next((party for party in parties if party.at is None), None),
        "is_signing": console.chosen is not None and console.chosen.kind == SIGNING,
        "tally_key": TALLY,
        "own": OWN,
        "templates": {template.id: _fill_with_ellipses(template, code) for template in templates.values()},
        "template": template_id if template_id in templates or template_id == OWN else "",
        "template_parameters": _template_parameters(templates.get(template_id)),
        **_review_data(request, templates, template_id),
        "template_level": (templates[template_id].level if template_id in templates else Level.INFO).value,
        "parameter_labels": PARAMETERS,
        "destinations": DESTINATIONS,
        "targets_of": partial(_name_targets, request, console),
        "names": {value: pick(name, code)[0] for value, name in name_choices(console.speakers).items()},
        "durations": DURATIONS_MIN,
        "writing": [(language(other), other in required) for other in languages],
        "is_overdue": lambda session: is_overdue(session, console.now),
    }


def _review_data(request: web.Request, templates: Mapping[str, Template], template_id: str) -> dict[str, Any]:
    """Return who has reviewed the chosen prepared text, what is to be reviewed, and differences from the terms.

    An event that names no reviewer at all has no reviews.
    """
    template = templates.get(template_id)
    if template is None:
        return {"reviewers": [], "former_reviewers": [], "unreviewed": [], "template_warnings": {}}
    unreviewed = unreviewed_languages(template) if are_reviewed(templates.values()) else ()
    warnings = tell_term_warnings(request, template.text)
    return {
        "reviewers": sorted(set(template.reviewers.values())),
        "former_reviewers": sorted(set(template.former_reviewers.values())),
        "unreviewed": [language(code) for code in unreviewed],
        "template_warnings": [(language(code), texts) for code, texts in warnings.items()],
    }


def _name_targets(request: web.Request, console: Console, announcement: ShownAnnouncement) -> list[str]:
    """Return the names of the places and rooms where an announcement is shown; none for everywhere."""
    rooms = {room.id: room.name for room in console.event.rooms} if console.event else {}
    texts, code = site_of(request).catalogues, language_of(request)
    places = [texts.text(code, DESTINATIONS[one]) for one in announcement.destinations or ()]
    return places + [rooms.get(room, room) for room in announcement.rooms or ()]


def _fill_with_ellipses(template: Template, code: str) -> str:
    """Return a prepared text with an ellipsis for each of its parameters; at its end no full stop follows."""
    text = fill(pick(template.text, code)[0], dict.fromkeys(template_parameters(template), "…"))
    return re.sub(r"…(\W*)[.。]$", r"…\1", text)


def _template_parameters(template: Template | None) -> tuple[str, ...]:
    return template_parameters(template) if template else ()


def _states_by_key(entries: Mapping[str, Any]) -> dict[str, State]:
    return {key: entry.state for key, entry in entries.items() if entry.state is not None}


def _find_done_change(request: web.Request, log: Sequence[LogRow], outcome: Outcome) -> LogRow | None:
    """Return the change that this operator has just made, by this request or by a form without script before it."""
    offset = read_query(request, ConsoleQuery).done if outcome.done is None else outcome.done
    return None if offset is None else next((line for line in log if line.offset <= offset), None)
