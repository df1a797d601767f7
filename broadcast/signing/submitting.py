"""What each button of the signing page does."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from broadcast.board.actions import ratifications, signing
from broadcast.board.domain.timing import local_day
from broadcast.feed.service import board_of
from broadcast.signing.actions import register, signatures
from broadcast.signing.domain import SignerDraft
from broadcast.signing.forms import SigningForm
from broadcast.signing.services import signing_of
from broadcast.signing.source_text import read_source
from conference.errors import InvalidError
from conference.web import staff_of


async def _submit_call(request: web.Request, form: SigningForm) -> None:
    await signatures.call_signatory(
        signing_of(request), form.country, operator=staff_of(request), expected=form.expected
    )


async def _submit_signature(request: web.Request, form: SigningForm) -> None:
    await signatures.sign_state(
        signing_of(request),
        form.country,
        operator=staff_of(request),
        expected=form.expected,
        in_plenary=form.act == "sign",
    )


async def _submit_removal(request: web.Request, form: SigningForm) -> None:
    await signing.remove_signature(board_of(request), form.country, operator=staff_of(request), expected=form.expected)


async def _submit_powers(request: web.Request, form: SigningForm) -> None:
    await register.check_powers(
        signing_of(request),
        form.country,
        is_checked=form.act == "check",
        operator=staff_of(request),
        expected=form.version,
    )


async def _submit_intention(request: web.Request, form: SigningForm) -> None:
    await register.decline_signature(
        signing_of(request),
        form.country,
        has_declined=form.act == "decline",
        operator=staff_of(request),
        expected=form.version,
    )


async def _submit_addition(request: web.Request, form: SigningForm) -> None:
    await register.add_signatory(signing_of(request), form.country, operator=staff_of(request))


async def _submit_proposal(request: web.Request, form: SigningForm) -> None:
    await signatures.propose_signature(
        signing_of(request), form.country, operator=staff_of(request), in_plenary=form.in_plenary
    )


async def _submit_confirmation(request: web.Request, form: SigningForm) -> None:
    await signatures.confirm_signature(signing_of(request), form.proposal, operator=staff_of(request))


async def _submit_withdrawal(request: web.Request, form: SigningForm) -> None:
    await signatures.withdraw_proposal(signing_of(request), form.proposal, operator=staff_of(request))


async def _submit_signer(request: web.Request, form: SigningForm) -> None:
    await register.edit_signer(
        signing_of(request),
        form.country,
        SignerDraft(name=form.name, rank=form.rank),
        operator=staff_of(request),
        expected=form.version,
    )


async def _submit_badge(request: web.Request, form: SigningForm) -> None:
    await register.tie_badge(
        signing_of(request), form.country, form.badge, operator=staff_of(request), expected=form.version
    )


async def _submit_place(request: web.Request, form: SigningForm) -> None:
    if form.place is None:
        raise InvalidError("field.missing", {"place": "field.missing"})
    await register.move_signatory(signing_of(request), form.country, form.place, operator=staff_of(request))


async def _submit_count(request: web.Request, form: SigningForm) -> None:
    board = board_of(request)
    await signing.confirm_tally(
        board,
        operator=staff_of(request),
        expected=form.expected,
        source=read_source(board.languages, form.sources if any(form.sources.values()) else None),
        of=form.of,
    )


async def _submit_deposit(request: web.Request, form: SigningForm) -> None:
    board, operator = board_of(request), staff_of(request)
    if form.act == "undeposit":
        await ratifications.remove_deposit(board, form.country, operator=operator, expected=form.expected)
        return
    on = form.on or local_day(board.clock.now(), board.zone)
    await ratifications.record_deposit(board, form.country, on, operator=operator, expected=form.expected)


async def _submit_ratifications(request: web.Request, form: SigningForm) -> None:
    board = board_of(request)
    await ratifications.confirm_ratifications(
        board,
        operator=staff_of(request),
        expected=form.expected,
        source=read_source(board.languages, form.sources if any(form.sources.values()) else None),
        required=form.required,
    )


HANDLERS: Mapping[str, Callable[[web.Request, SigningForm], Awaitable[None]]] = {
    "call": _submit_call,
    "sign": _submit_signature,
    "sign-apart": _submit_signature,
    "remove": _submit_removal,
    "check": _submit_powers,
    "uncheck": _submit_powers,
    "decline": _submit_intention,
    "declare": _submit_intention,
    "add": _submit_addition,
    "propose": _submit_proposal,
    "confirm": _submit_confirmation,
    "withdraw": _submit_withdrawal,
    "signer": _submit_signer,
    "badge": _submit_badge,
    "move": _submit_place,
    "count": _submit_count,
    "deposit": _submit_deposit,
    "undeposit": _submit_deposit,
    "ratifications": _submit_ratifications,
}
"""Act of a button → what it does."""

LEAVES_CHOICE = frozenset({"call", "sign", "propose", "confirm", "withdraw", "count", "deposit", "undeposit"})
"""Acts after which no State is chosen."""
