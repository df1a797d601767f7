"""Operators approve and reject requests of devices.

All raise ForbiddenError without the permission to operate the board.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.screens.actions.changing import ScreenPlan, check_plan, write_screen
from broadcast.screens.domain.pairing import (
    MOST_SCREENS,
    OPEN_FOR,
    PairedScreen,
    PairingRequest,
    PairingState,
    read_code,
    read_name,
)
from broadcast.screens.ports import ScreenServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RostrumError, RuleError, UnavailableError
from conference.transactions import Transaction

PAIRED = "broadcast:screen:paired"
REPLACED = "broadcast:screen:replaced"
REJECTED = "broadcast:screen:rejected"


class Approval(Struct, frozen=True, kw_only=True):
    """What an operator gives a device: the name of a new screen with its plan, or of the screen that it takes over.

    A device that takes a screen over keeps name, place and assignment; the key of the earlier device is refused then.
    """

    code: str
    name: str
    takes_over: bool = False
    plan: ScreenPlan | None = None


class Decided(Struct, frozen=True, kw_only=True):
    """Result of one of several acts: the code of the request, and the screen or the error."""

    code: str
    screen: PairedScreen | None = None
    error: RostrumError | None = None


async def approve_pairing(services: ScreenServices, approval: Approval, *, operator: Staff) -> PairedScreen:
    """Pair the device of a request as a new screen, or in place of the device of a screen.

    Raises: NotFoundError `screen.unknown_code`, `screen.unknown`; RuleError `screen.decided`, `screen.name_taken`,
    `screen.too_many`; InvalidError of the name and the plan.
    """
    must_operate(operator)
    now, name = services.board.clock.now(), read_name(approval.name)
    async with services.board.transactions.write() as transaction:
        request = await _find_waiting(services, transaction, approval.code)
        current = await services.store.find_screen(transaction, name)
        if approval.takes_over:
            if current is None:
                raise NotFoundError("screen.unknown")
            made = replace(current, public_key=request.public_key, paired_at=now, paired_by=operator.name)
            made = await write_screen(services, transaction, current, made, entry=(REPLACED, operator))
            await services.store.delete_attempts(transaction, name)
        else:
            if current is not None:
                raise RuleError("screen.name_taken", name=name)
            made = await _add_screen(services, transaction, request, approval, operator=operator)
        decided = replace(request, state=PairingState.APPROVED, screen=name)
        await services.store.save_request(transaction, decided)
    return made


async def _add_screen(
    services: ScreenServices,
    transaction: Transaction,
    request: PairingRequest,
    approval: Approval,
    *,
    operator: Staff,
) -> PairedScreen:
    if approval.plan is None:
        raise InvalidError("screen.kind_missing", {"kind": "screen.kind_missing"})
    plan = check_plan(services, approval.plan)
    if len(await services.store.list_screens(transaction)) >= MOST_SCREENS:
        raise RuleError("screen.too_many", most=MOST_SCREENS)
    screen = PairedScreen(
        name=read_name(approval.name),
        public_key=request.public_key,
        address=plan.address,
        place=plan.place,
        room=plan.room,
        paired_at=services.board.clock.now(),
        paired_by=operator.name,
    )
    return await write_screen(services, transaction, None, screen, entry=(PAIRED, operator))


async def reject_pairing(services: ScreenServices, code: str, *, operator: Staff) -> None:
    """Reject the request of a device; it can ask again after the request has ended.

    Raises: NotFoundError `screen.unknown_code`, RuleError `screen.decided`.
    """
    must_operate(operator)
    async with services.board.transactions.write() as transaction:
        request = await _find_waiting(services, transaction, code)
        await services.store.save_request(transaction, replace(request, state=PairingState.REJECTED))
        entry = AuditEntry(REJECTED, operator.id, f"screen_request/{request.code}", services.board.clock.now())
        await transaction.record(entry)


async def approve_all(services: ScreenServices, approvals: Sequence[Approval], *, operator: Staff) -> list[Decided]:
    """Approve each of several requests in a transaction of its own, and return a result for each."""
    must_operate(operator)

    async def approve(approval: Approval) -> PairedScreen | None:
        return await approve_pairing(services, approval, operator=operator)

    return [await _decide_one(approval.code, lambda one=approval: approve(one)) for approval in approvals]  # type: ignore[misc]


async def reject_all(services: ScreenServices, codes: Sequence[str], *, operator: Staff) -> list[Decided]:
    """Reject each of several requests in a transaction of its own, and return a result for each."""
    must_operate(operator)

    async def reject(code: str) -> PairedScreen | None:
        await reject_pairing(services, code, operator=operator)
        return None

    return [await _decide_one(code, lambda one=code: reject(one)) for code in codes]  # type: ignore[misc]


async def _decide_one(code: str, act: Callable[[], Awaitable[PairedScreen | None]]) -> Decided:
    try:
        return Decided(code=code, screen=await act())
    except UnavailableError:
        raise
    except RostrumError as error:
        return Decided(code=code, error=error)


async def _find_waiting(services: ScreenServices, transaction: Transaction, typed: str) -> PairingRequest:
    """Return the waiting request of a typed code; other acts on screens wait for this transaction."""
    await services.store.lock(transaction)
    code, since = read_code(typed), services.board.clock.now() - OPEN_FOR
    requests = await services.store.list_requests(transaction, since=since)
    found = next((request for request in requests if request.code == code), None)
    if found is None:
        raise NotFoundError("screen.unknown_code")
    if found.state is not PairingState.WAITING:
        raise RuleError("screen.decided")
    return found
