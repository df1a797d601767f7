"""Signatures and ratifications in the API. The acts are those of the staff pages."""

from aiohttp import web

from broadcast.board.actions import ratifications, signing
from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import RATIFICATIONS, TALLY
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.timing import local_day
from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.act_json import ChangeOut, answer_change
from broadcast.feed.service import board_of
from broadcast.signing.actions.signatures import sign_state
from broadcast.signing.api_json import (
    DepositIn,
    RatificationsIn,
    RatificationsOut,
    SignatureIn,
    SignaturesOut,
    TallyIn,
    ratifications_out,
    signatures_out,
)
from broadcast.signing.services import signing_of
from broadcast.signing.source_text import read_source
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import NotFoundError
from conference.web import json_response, read_json, staff_of

SIGNATURES = f"{ROOT}/signatures"
DEPOSITS = f"{ROOT}/ratifications"


@describes(describe_read(SignaturesOut, refusals=(404,)))
@require_token(OPERATE_BOARD)
async def list_signatures(request: web.Request) -> web.Response:
    """Return the tally of signatures; 404 before a programme with one is loaded."""
    entry = (await read_board(board_of(request))).entries.get(TALLY)
    if entry is None or not isinstance(entry.state, Tally):
        raise NotFoundError("board.unknown_key")
    return json_response(signatures_out(entry, entry.state))


@describes(describe_act(ChangeOut, SignatureIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def change_signature(request: web.Request) -> web.Response:
    """Record a signature, or remove one that was recorded by mistake."""
    body = await read_json(request, SignatureIn)
    operator, expected = staff_of(request), seen_version(request, body.version)
    if body.act == "remove":
        board = board_of(request)
        return answer_change(await signing.remove_signature(board, body.country, operator=operator, expected=expected))
    done = await sign_state(
        signing_of(request), body.country, operator=operator, expected=expected, in_plenary=body.in_plenary
    )
    return answer_change(done)


@describes(describe_act(ChangeOut, TallyIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def confirm_tally(request: web.Request) -> web.Response:
    """Confirm the count of signatures as of now, with another source or total if given."""
    body = await read_json(request, TallyIn)
    done = await signing.confirm_tally(
        board_of(request),
        operator=staff_of(request),
        expected=seen_version(request, body.version),
        source=read_source(board_of(request).languages, body.source),
        of=body.of,
    )
    return answer_change(done)


@describes(describe_read(RatificationsOut, refusals=(404,)))
@require_token(OPERATE_BOARD)
async def list_ratifications(request: web.Request) -> web.Response:
    """Return the deposited instruments; 404 before the first one is recorded or their number is confirmed."""
    entry = (await read_board(board_of(request))).entries.get(RATIFICATIONS)
    if entry is None or not isinstance(entry.state, Ratifications):
        raise NotFoundError("board.unknown_key")
    return json_response(ratifications_out(entry, entry.state))


@describes(describe_act(ChangeOut, DepositIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def change_deposit(request: web.Request) -> web.Response:
    """Record a deposited instrument (without `on`: deposited today), or remove one recorded by mistake."""
    body = await read_json(request, DepositIn)
    board, operator, expected = board_of(request), staff_of(request), seen_version(request, body.version)
    if body.act == "remove":
        done = await ratifications.remove_deposit(board, body.country, operator=operator, expected=expected)
        return answer_change(done)
    on = body.on or local_day(board.clock.now(), board.zone)
    done = await ratifications.record_deposit(board, body.country, on, operator=operator, expected=expected)
    return answer_change(done)


@describes(describe_act(ChangeOut, RatificationsIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def confirm_ratifications(request: web.Request) -> web.Response:
    """Confirm the number of instruments as of now, with another source or number for entry into force if given."""
    body = await read_json(request, RatificationsIn)
    done = await ratifications.confirm_ratifications(
        board_of(request),
        operator=staff_of(request),
        expected=seen_version(request, body.version),
        source=read_source(board_of(request).languages, body.source),
        required=body.required,
    )
    return answer_change(done)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(SIGNATURES, list_signatures),
        web.post(SIGNATURES, change_signature),
        web.post(f"{SIGNATURES}/confirmation", confirm_tally),
        web.get(DEPOSITS, list_ratifications),
        web.post(DEPOSITS, change_deposit),
        web.post(f"{DEPOSITS}/confirmation", confirm_ratifications),
    ]
