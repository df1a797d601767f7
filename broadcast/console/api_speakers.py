"""Lists of speakers in the API: the floor, the order, the timer, entries and time limits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct, field

from broadcast.board.actions.read import read_board
from broadcast.board.actions.rolling_list import add_speaker, set_limits
from broadcast.board.actions.speakers import reorder_speakers
from broadcast.board.domain.board import Entry, speakers_key
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn
from broadcast.board.domain.speaking.rolling_list import LONGEST_LIST
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.board.domain.speaking.speaking_time import used_time
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.api import SESSIONS
from broadcast.console.speaker_acts import EXTENSION_S, FloorAct, change_floor
from broadcast.feed.act_json import BoardIn, ChangeOut, answer_change
from broadcast.feed.service import board_of
from conference.api.answers import SEEN_HEADERS, CodeIn, NoteIn, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import NotFoundError
from conference.web import json_response, read_json, site_of, staff_of

SPEAKERS = f"{SESSIONS}/{{session}}/speakers"

SecondsIn = Annotated[int, Meta(ge=-14_400, le=14_400)]


class SpeakerOut(Struct, frozen=True, kw_only=True):
    """A speaker of a session: name and function by language, ISO 3166 code of a State, class, number of the reply.

    `limit_s` is the time limit of a statement that has begun (null: none), `used_s` its time until now, without pauses.
    """

    id: str
    name: Mapping[str, str]
    role: Mapping[str, str]
    turn: Turn
    began_at: datetime | None
    ended_at: datetime | None
    country: str
    speaker_class: str
    reply: int
    limit_s: int | None
    used_s: float | None
    is_paused: bool


class SpeakersOut(Struct, frozen=True, kw_only=True):
    """The list of speakers of a session, in order; `version` is to be sent with an act.

    A closed list takes rights of reply only. `limits` are the session's own time limits in seconds by class.
    """

    speakers: list[SpeakerOut]
    version: int
    is_closed: bool
    limits: Mapping[str, int]


class FloorIn(BoardIn, frozen=True, kw_only=True):
    """An act on the list of speakers. `give`, `skip`, `reinstate`, `absent`, `reply` and `remove` name a speaker.

    `move` takes a place among the waiting speakers (1: next), `swap` another speaker, `extend` seconds.
    """

    act: Literal[
        "next", "end", "give", "skip", "reinstate", "absent", "reply", "remove", "move", "swap", "close", "reopen",
        "pause", "resume", "extend",
    ]  # fmt: skip
    speaker: CodeIn = ""
    other: CodeIn = ""
    place: Annotated[int, Meta(ge=0, le=LONGEST_LIST)] = 0
    seconds: SecondsIn = EXTENSION_S


class SpeakerIn(BoardIn, frozen=True, kw_only=True):
    """A speaker to enter: the ISO 3166 code of a State, or a name by language; function by language; class."""

    country: CodeIn = ""
    name: dict[str, NoteIn] = field(default_factory=dict)
    role: dict[str, NoteIn] = field(default_factory=dict)
    speaker_class: CodeIn = ""


class OrderIn(BoardIn, frozen=True, kw_only=True):
    """The ids of all waiting speakers in their new order."""

    order: Annotated[list[CodeIn], Meta(max_length=LONGEST_LIST)]


class LimitsIn(BoardIn, frozen=True, kw_only=True):
    """Time limits of the session in seconds by class, in place of all earlier ones; "" is for speakers of no class."""

    limits: dict[str, SecondsIn]


@describes(describe_read(SpeakersOut))
@require_token(OPERATE_BOARD)
async def list_speakers(request: web.Request) -> web.Response:
    """Return the list of speakers of a session."""
    state = await read_board(board_of(request))
    entry = state.entries.get(speakers_key(request.match_info["session"]))
    if entry is None or not isinstance(entry.state, SpeakersList):
        raise NotFoundError("board.unknown_key")
    return json_response(_make_speakers_out(entry, entry.state, site_of(request).clock.now()))


@describes(describe_act(ChangeOut, FloorIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def act_on_floor(request: web.Request) -> web.Response:
    """Give the floor, end a statement, change the order, enter a right of reply, close the list, or set the timer."""
    body = await read_json(request, FloorIn)
    act = FloorAct(name=body.act, speaker=body.speaker, other=body.other, place=body.place, seconds=body.seconds)
    expected = seen_version(request, body.version)
    return answer_change(
        await change_floor(
            board_of(request), request.match_info["session"], act, operator=staff_of(request), expected=expected
        )
    )


@describes(describe_act(ChangeOut, SpeakerIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def enter_speaker(request: web.Request) -> web.Response:
    """Enter a speaker at the end of the list."""
    body = await read_json(request, SpeakerIn)
    entry = SpeakerEntry(country=body.country, name=body.name, role=body.role, speaker_class=body.speaker_class)
    expected = seen_version(request, body.version)
    return answer_change(
        await add_speaker(
            board_of(request), request.match_info["session"], entry, operator=staff_of(request), expected=expected
        )
    )


@describes(describe_act(ChangeOut, OrderIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def order_speakers(request: web.Request) -> web.Response:
    """Put the waiting speakers in an order."""
    body = await read_json(request, OrderIn)
    expected = seen_version(request, body.version)
    return answer_change(
        await reorder_speakers(
            board_of(request), request.match_info["session"], body.order, operator=staff_of(request), expected=expected
        )
    )


@describes(describe_act(ChangeOut, LimitsIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def limit_speakers(request: web.Request) -> web.Response:
    """Set the session's own time limits."""
    body = await read_json(request, LimitsIn)
    expected = seen_version(request, body.version)
    return answer_change(
        await set_limits(
            board_of(request), request.match_info["session"], body.limits, operator=staff_of(request), expected=expected
        )
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(SPEAKERS, list_speakers),
        web.post(SPEAKERS, act_on_floor),
        web.post(f"{SPEAKERS}/entries", enter_speaker),
        web.post(f"{SPEAKERS}/order", order_speakers),
        web.post(f"{SPEAKERS}/limits", limit_speakers),
    ]


def _make_speakers_out(entry: Entry, speakers: SpeakersList, now: datetime) -> SpeakersOut:
    return SpeakersOut(
        speakers=[_make_speaker_out(one, now) for one in speakers.speakers],
        version=entry.version,
        is_closed=speakers.is_closed,
        limits=speakers.limits,
    )


def _make_speaker_out(speaker: Speaker, now: datetime) -> SpeakerOut:
    timer, began_at = speaker.timer, speaker.began_at
    used = None if began_at is None else used_time(began_at, timer, until=speaker.ended_at or now)
    return SpeakerOut(
        id=speaker.id,
        name=speaker.name,
        role=speaker.role,
        turn=speaker.turn,
        began_at=began_at,
        ended_at=speaker.ended_at,
        country=speaker.country,
        speaker_class=speaker.speaker_class,
        reply=speaker.reply,
        limit_s=timer.limit_s if timer else None,
        used_s=None if used is None else used.total_seconds(),
        is_paused=bool(timer and timer.paused_at),
    )
