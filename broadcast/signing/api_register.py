"""The register of signatories and the call in the API. The acts are those of the staff page."""

from aiohttp import web

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import CALLING
from broadcast.board.domain.signing import Calling
from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.act_json import ChangeOut, answer_change
from broadcast.feed.service import board_of
from broadcast.signing.actions import register
from broadcast.signing.actions.register import RegisterView
from broadcast.signing.actions.signatures import call_signatory
from broadcast.signing.api_json import (
    CallIn,
    CallingOut,
    SignatoriesOut,
    SignatoryIn,
    SignatoryOut,
    calling_out,
    signatory_out,
)
from broadcast.signing.domain import SignerDraft, find_signatory
from broadcast.signing.services import hall_watch_of, signing_of
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import record_personal_read, require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError
from conference.web import json_response, read_json, staff_of

SIGNATORIES = f"{ROOT}/signatories"


@describes(describe_read(SignatoriesOut))
@require_token(OPERATE_BOARD)
async def list_signatories(request: web.Request) -> web.Response:
    """Return the register in the order of calling, and who is called. The read is in the audit log: it names people."""
    view = await register.read_register(signing_of(request))
    await record_personal_read(request, "signatories")
    signatories = [_signatory_out(view, entry.country) for entry in view.entries]
    return json_response(SignatoriesOut(signatories=signatories, calling=await _read_calling(request)))


@describes(describe_act(SignatoryOut, SignatoryIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def change_signatory(request: web.Request) -> web.Response:
    """Add a State to the register, or change what it says of one; the answer is the State's entry as it is then."""
    body = await read_json(request, SignatoryIn)
    await _carry_out(request, body)
    hall_watch_of(request).notify()
    return json_response(_signatory_out(await register.read_register(signing_of(request)), body.country))


@describes(describe_act(ChangeOut, CallIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def call_next(request: web.Request) -> web.Response:
    """Call a State of the register to sign; screens show it and the next three."""
    body = await read_json(request, CallIn)
    expected = seen_version(request, body.version)
    done = await call_signatory(signing_of(request), body.country, operator=staff_of(request), expected=expected)
    hall_watch_of(request).notify()
    return answer_change(done)


async def _carry_out(request: web.Request, body: SignatoryIn) -> None:
    """Carry out an act. Adding and moving a State do not rest on the version of its entry."""
    services, country, operator = signing_of(request), body.country, staff_of(request)
    match body.act:
        case "add":
            await register.add_signatory(services, country, operator=operator)
        case "move":
            if body.place is None:
                raise InvalidError("field.missing", {"place": "field.missing"})
            await register.move_signatory(services, country, body.place, operator=operator)
        case "signer":
            draft, seen = SignerDraft(name=body.name, rank=body.rank), seen_version(request, body.version)
            await register.edit_signer(services, country, draft, operator=operator, expected=seen)
        case "badge":
            seen = seen_version(request, body.version)
            await register.tie_badge(services, country, body.badge, operator=operator, expected=seen)
        case "check" | "uncheck":
            seen, is_checked = seen_version(request, body.version), body.act == "check"
            await register.check_powers(services, country, is_checked=is_checked, operator=operator, expected=seen)
        case "decline" | "declare":
            seen, has_declined = seen_version(request, body.version), body.act == "decline"
            await register.decline_signature(
                services, country, has_declined=has_declined, operator=operator, expected=seen
            )


async def _read_calling(request: web.Request) -> CallingOut:
    entry = (await read_board(board_of(request))).entries.get(CALLING)
    return calling_out(entry, entry.state if entry and isinstance(entry.state, Calling) else Calling())


def _signatory_out(view: RegisterView, country: str) -> SignatoryOut:
    entry = find_signatory(view.entries, country)
    return signatory_out(entry, view.entries.index(entry) + 1)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(SIGNATORIES, list_signatories),
        web.post(SIGNATORIES, change_signatory),
        web.post(f"{SIGNATORIES}/call", call_next),
    ]
