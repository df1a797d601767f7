"""Interpretation of sessions in the API. The acts are those of the staff page."""

from datetime import datetime
from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.actions import interpretation as acts
from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import interpretation_key
from broadcast.board.domain.interpretation import MOST_CHANNELS, Channel, Interpretation
from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.act_json import BoardIn, ChangeOut, Moment, answer_change
from broadcast.feed.service import board_of
from conference.api.answers import ROOT, SEEN_HEADERS, CodeIn, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import NotFoundError
from conference.web import json_response, read_json, staff_of

LanguageCode = Annotated[str, Meta(pattern="^([a-z]{2}|floor)$")]


class ChannelJson(Struct, frozen=True, forbid_unknown_fields=True):
    """A channel of the receivers, and its language by ISO 639 code; `floor` is the original."""

    number: Annotated[int, Meta(ge=0, le=99)]
    language: LanguageCode


class InterpretationOut(Struct, frozen=True, kw_only=True):
    """Channels by number, the agreed end (null: that of the session), lost languages; `version` is sent with an act."""

    channels: list[ChannelJson]
    until: datetime | None
    lost: tuple[str, ...]
    version: int


class InterpretationIn(BoardIn, frozen=True, kw_only=True):
    """An act: `set` takes channels, `lose` and `restore` a language, `agree` an end (null: that of the session)."""

    act: Literal["set", "lose", "restore", "agree"]
    channels: Annotated[tuple[ChannelJson, ...], Meta(max_length=2 * MOST_CHANNELS)] = ()
    language: CodeIn = ""
    until: Moment | None = None


@describes(describe_read(InterpretationOut, refusals=(404,)))
@require_token(OPERATE_BOARD)
async def show_interpretation(request: web.Request) -> web.Response:
    """Return the interpretation of a session; 404 for one without."""
    key = interpretation_key(request.match_info["session"])
    entry = (await read_board(board_of(request))).entries.get(key)
    if entry is None or not isinstance(entry.state, Interpretation):
        raise NotFoundError("board.unknown_key")
    state = entry.state
    channels = [ChannelJson(channel.number, channel.language) for channel in state.channels]
    return json_response(
        InterpretationOut(channels=channels, until=state.until, lost=state.lost, version=entry.version)
    )


@describes(describe_act(ChangeOut, InterpretationIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def change_interpretation(request: web.Request) -> web.Response:
    """Set the channels of a session, lose or restore a language, or record the agreed end."""
    body = await read_json(request, InterpretationIn)
    board, session_id, operator = board_of(request), request.match_info["session"], staff_of(request)
    expected = seen_version(request, body.version)
    match body.act:
        case "set":
            channels = [Channel(number=one.number, language=one.language) for one in body.channels]
            done = await acts.set_channels(board, session_id, channels, operator=operator, expected=expected)
        case "lose":
            done = await acts.lose_language(board, session_id, body.language, operator=operator, expected=expected)
        case "restore":
            done = await acts.restore_language(board, session_id, body.language, operator=operator, expected=expected)
        case "agree":
            done = await acts.agree_end(board, session_id, body.until, operator=operator, expected=expected)
    return answer_change(done)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    path = f"{ROOT}/sessions/{{session}}/interpretation"
    return [web.get(path, show_interpretation), web.post(path, change_interpretation)]
