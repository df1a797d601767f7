"""The staff page of streams: each with its state, and forms that add one, change its address or take it out."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from aiohttp import web
from msgspec import Struct, structs

from broadcast.board.roles import OPERATE_BOARD
from broadcast.media.actions.changes import (
    check_stream,
    remove_stream,
    require_useful,
    restore_stream,
    save_stream,
)
from broadcast.media.domain.states import TrackState
from broadcast.media.runtime import HELD_FOR, StreamWatch
from broadcast.media.web.listing import STREAM_WATCH, StreamRow, list_rows
from broadcast.media.wording import MEDIA, ROLES, STATES
from conference.auth.roles import ADMINISTER, may
from conference.errors import NotFoundError
from conference.event import Stream
from conference.event.model import LanguageCode, StreamMedium, StreamRole
from conference.languages import LANGUAGES, language, pick
from conference.rate_limits import Limit, Limits
from conference.texts.catalogues import key_family
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
from conference.web.forms import Line, typed_values

PATH = "/staff/streams"
SETUP_PATH = "/staff/setup/sections/streams"
REFRESH_S = 3
CHECK_LIMITS: web.AppKey[Limits] = web.AppKey("limits of stream checks", Limits)
CHECKS = Limit("stream checks", burst=20, every_s=3)
"""Addresses that one person lets this node fetch."""

DONE = key_family("streams.done.", ("added", "changed", "removed", "restored"))
ERRORS = key_family("error.stream.", ("certificate", "changed", "expected_address", "expected_language",
                                      "expected_medium", "no_playlist", "private", "redirects", "taken", "too_many",
                                      "unknown"))  # fmt: skip
"""Errors of the actions, declared for the catalogues."""


class PageQuery(Struct, frozen=True, kw_only=True):
    """The stream whose address is changed, "" for the form of a further one, and the act just done."""

    stream: Identifier = ""
    did: Identifier = ""


class StreamForm(Struct, frozen=True, kw_only=True):
    """A stream as typed. `stream` is its id and `seen` the address that the page showed; both "" for a further one."""

    do: Literal["check", "save", "remove", "restore"]
    stream: Identifier = ""
    seen: Line = ""
    room: Identifier = ""
    role: StreamRole | None = None
    medium: StreamMedium | None = None
    language: LanguageCode | None = None
    address: Line = ""


class ShownRoom(Struct, frozen=True, kw_only=True):
    """A room with its streams, and those of the event that operators have taken out."""

    name: str
    rows: Sequence[StreamRow]
    removed: Sequence[Stream]


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PATH, show_streams), web.post(PATH, change_streams)]


@require(OPERATE_BOARD)
async def show_streams(request: web.Request) -> web.Response:
    """Show the streams of all rooms, with the form of the one chosen by `?stream=`."""
    return _render_page(request, read_query(request, PageQuery), FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return _render_page(request, PageQuery(stream=str(outcome.typed.get("stream", ""))), outcome)


@form_on(f"{PATH}?stream={{stream}}", StreamForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, StreamForm)
async def change_streams(request: web.Request) -> web.Response:
    """Check an address, save it, take a stream out, or show it as the event declares it."""
    form, watch, operator = await read_form(request, StreamForm), request.config_dict[STREAM_WATCH], staff_of(request)
    match form.do:
        case "remove":
            seen = structs.replace(_get_stream(watch, form.stream), address=form.seen)
            await remove_stream(watch.services, seen, operator=operator)
            did = "removed"
        case "restore":
            await restore_stream(watch.services, form.stream, operator=operator)
            did = "restored"
        case _:
            stream = _make_stream(watch, form)
            found = await _find_state(request, stream)
            if form.do == "check":
                outcome = FormOutcome(typed=await typed_values(request, StreamForm))
                return _render_page(request, PageQuery(stream=form.stream), outcome, found)
            require_useful(found)
            await save_stream(watch.services, stream, seen=form.seen, operator=operator)
            did = "changed" if form.stream else "added"
    await watch.read_states()
    raise web.HTTPSeeOther(f"{PATH}?did={did}")


async def _find_state(request: web.Request, stream: Stream) -> TrackState:
    """Return what is found at the address of a stream. Raises InvalidError, RuleError, ThrottledError."""
    watch = request.config_dict[STREAM_WATCH]
    await asyncio.to_thread(check_stream, watch.services.event, watch.streams, stream)
    request.config_dict[CHECK_LIMITS].charge(CHECKS, staff_of(request).id, watch.services.board.clock.now())
    return await watch.find_state(stream)


def _make_stream(watch: StreamWatch, form: StreamForm) -> Stream:
    """Return the stream of a form, whose values are not checked. Raises NotFoundError `stream.unknown`."""
    if form.stream:
        return structs.replace(_get_stream(watch, form.stream), address=form.address)
    values = structs.asdict(form)
    given: dict[str, Any] = {name: values[name] for name in ("room", "role", "medium", "language", "address")}
    return Stream(id=watch.services.board.ids.new("stream"), **given)


def _get_stream(watch: StreamWatch, stream_id: str) -> Stream:
    """Return a stream of the pages. Raises NotFoundError `stream.unknown`."""
    found = next((one for one in watch.streams if one.id == stream_id), None)
    if found is None:
        raise NotFoundError("stream.unknown")
    return found


def _render_page(
    request: web.Request, query: PageQuery, outcome: FormOutcome, found: TrackState | None = None
) -> web.Response:
    watch, code = request.config_dict[STREAM_WATCH], language_of(request)
    now = watch.services.board.clock.now()
    chosen = next((one for one in watch.streams if one.id == query.stream), None)
    values = {"address": chosen.address, "seen": chosen.address} if chosen else {}
    names = {room.code: pick(room.name, code)[0] for room in watch.services.event.rooms}
    return render(
        request,
        "media/staff_streams.html",
        status=outcome.status,
        outcome=outcome,
        done=DONE.get(query.did),
        found=found,
        states=STATES,
        roles=ROLES,
        media=MEDIA,
        language_face=language,
        rooms=_list_rooms(request, watch, names),
        changes=watch.changes,
        checked_at=watch.hold.until - HELD_FOR if watch.hold and watch.hold.until > now else None,
        chosen=chosen,
        values={**values, **outcome.typed},
        choices=_list_choices(request, names),
        now=now,
        path=PATH,
        setup_path=SETUP_PATH if may(staff_of(request), ADMINISTER) else "",
        refresh_s=REFRESH_S,
    )


def _list_rooms(request: web.Request, watch: StreamWatch, names: Mapping[str, str]) -> list[ShownRoom]:
    """Return the rooms that have streams or had some, in the order of the event."""
    removed = [change.stream for change in watch.changes.values() if change.is_removed]
    rooms = dict.fromkeys((*names, *watch.rooms))
    shown = (
        ShownRoom(
            name=names.get(room, room),
            rows=list_rows(request, room),
            removed=[one for one in removed if one.room == room],
        )
        for room in rooms
    )
    return [one for one in shown if one.rows or one.removed]


def _list_choices(request: web.Request, names: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the values of the form of a further stream with their texts, by field."""
    texts, code = site_of(request).catalogues, language_of(request)
    return {
        "room": list(names.items()),
        "role": [(name, texts.text(code, key)) for name, key in ROLES.items()],
        "medium": [(name, texts.text(code, key)) for name, key in MEDIA.items()],
        "language": [(one, language(one).own_name) for one in LANGUAGES],
    }
