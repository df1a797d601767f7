"""Rooms in the API, for keys of control surfaces: what each shows, and acts without ids (docs/control-surfaces.md)."""

from datetime import datetime, timedelta
from functools import partial

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import EVENT, EventInfo
from broadcast.board.domain.proposals import TwoPersonAct
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speakers import Speaker, current_speaker, waiting_speakers
from broadcast.board.domain.timing import expected_start
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.proposal_view import refuse_reserved
from broadcast.console.questions import ask_for_script
from broadcast.console.rooms.room_acts import RoomAct, RoomState, act_in_room, room_states
from broadcast.feed.act_json import ChangeOut, answer_change
from broadcast.feed.service import board_of
from conference.api.answers import ROOT, describe_act, describe_read
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.languages import Text, pick
from conference.web import json_response, language_of, read_json, site_of, staff_of


class RoomOut(Struct, frozen=True, kw_only=True):
    """A room as a key shows it, in the language of the token's owner; flat, with "" and null for what there is not.

    `session` and `title` are those of the session that has begun, `next_…` those of the following one today.
    `minutes_left` counts to the planned end of the former, negative after it; `minutes_to_next` to the start of the
    latter, negative when it is late. `speaker` has the floor, `waiting` speakers have not had it.
    """

    room: str
    name: str
    session: str
    title: str
    phase: Phase | None
    minutes_left: int | None
    speaker: str
    speaking_since: datetime | None
    next_speaker: str
    waiting: int
    next_session: str
    next_title: str
    next_starts_at: datetime | None
    minutes_to_next: int | None


class RoomsOut(Struct, frozen=True):
    """The rooms in their order, at an offset of the board."""

    rooms: list[RoomOut]
    epoch: str
    offset: int


class RoomActIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a key does. `confirm` opens a session whose script lacks a signature."""

    act: RoomAct
    confirm: bool = False


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(f"{ROOT}/rooms", list_rooms),
        web.post(f"{ROOT}/rooms/{{room}}/acts", act_in_one_room),
    ]


@describes(describe_read(RoomsOut))
@require_token(OPERATE_BOARD)
async def list_rooms(request: web.Request) -> web.Response:
    """List the rooms with what goes on in them."""
    board, language = board_of(request), language_of(request)
    state, now = await read_board(board), site_of(request).clock.now()
    event_info = state.entries[EVENT].state if EVENT in state.entries else None
    names = {room.id: room.name for room in event_info.rooms} if isinstance(event_info, EventInfo) else {}
    rooms = [_room_out(one, names[one.room], now=now, language=language) for one in room_states(board, state, now)]
    return json_response(RoomsOut(rooms, state.revision.epoch, state.revision.offset))


@describes(describe_act(ChangeOut, RoomActIn))
@require_token(OPERATE_BOARD)
async def act_in_one_room(request: web.Request) -> web.Response:
    """Act on the session of a room that the act concerns now; no version is needed.

    409 within a second and a half of another change of that session, so that two presses are not two acts.
    """
    body = await read_json(request, RoomActIn)
    refuse_reserved(request, TwoPersonAct.CLOSE if body.act is RoomAct.ADJOURN else None)
    check = None if body.confirm else partial(ask_for_script, request)
    board, room = board_of(request), request.match_info["room"]
    done = await act_in_room(board, room, body.act, operator=staff_of(request), check_opening=check)
    return answer_change(done)


def _room_out(state: RoomState, name: Text, *, now: datetime, language: str) -> RoomOut:
    session, following = state.session, state.following
    speaking = current_speaker(state.speakers) if state.speakers else None
    waiting = waiting_speakers(state.speakers) if state.speakers else ()
    return RoomOut(
        room=state.room,
        name=pick(name, language)[0],
        session=session.id if session else "",
        title=_title_of(session, language),
        phase=session.phase if session else None,
        minutes_left=_minutes_between(now, session.ends_at) if session else None,
        speaker=_name_of(speaking, language),
        speaking_since=speaking.began_at if speaking else None,
        next_speaker=_name_of(waiting[0] if waiting else None, language),
        waiting=len(waiting),
        next_session=following.id if following else "",
        next_title=_title_of(following, language),
        next_starts_at=expected_start(following) if following else None,
        minutes_to_next=_minutes_between(now, expected_start(following)) if following else None,
    )


def _minutes_between(now: datetime, at: datetime) -> int:
    """Return the full minutes until `at`, rounded down: -1 in the first minute after it."""
    return (at - now) // timedelta(minutes=1)


def _title_of(session: Session | None, language: str) -> str:
    return pick(session.title, language)[0] if session else ""


def _name_of(speaker: Speaker | None, language: str) -> str:
    return pick(speaker.name, language)[0] if speaker else ""
