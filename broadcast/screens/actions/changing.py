"""Operators change what paired screens show and where they hang, unpair and remove them.

All raise ForbiddenError without the permission to operate the board, NotFoundError `screen.unknown` and ConflictError
`screen.changed`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.screens.addresses import check_address
from broadcast.screens.domain.events import ScreensChanged
from broadcast.screens.domain.pairing import (
    LONGEST_PLACE,
    OPEN_FOR,
    Attempts,
    PairedScreen,
    PairingRequest,
    PairingState,
)
from broadcast.screens.ports import ScreenServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

ASSIGNED = "broadcast:screen:assigned"
UNPAIRED = "broadcast:screen:unpaired"
REMOVED = "broadcast:screen:removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPlan:
    """What a screen shows, as an address, and where it hangs: a room's code and a free text, each may be empty."""

    address: str
    place: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenAct:
    """The screen of an act, its operator, and the version that the operator saw (None: not compared)."""

    name: str
    operator: Staff
    expected: int | None = None


class ScreenList(Struct, frozen=True):
    """The paired screens by name, the requests that wait, oldest first, and the attempts by name of a screen."""

    screens: list[PairedScreen]
    waiting: list[PairingRequest]
    attempts: Mapping[str, Attempts]


async def list_screens(services: ScreenServices) -> ScreenList:
    """Return the screens, the requests that wait, and the attempts."""
    since = services.board.clock.now() - OPEN_FOR
    async with services.board.transactions.read() as transaction:
        requests = await services.store.list_requests(transaction, since=since)
        screens = await services.store.list_screens(transaction)
        attempts = await services.store.list_attempts(transaction)
    return ScreenList(screens, [one for one in requests if one.state is PairingState.WAITING], attempts)


async def assign_screen(services: ScreenServices, act: ScreenAct, plan: ScreenPlan) -> PairedScreen:
    """Change what a screen shows and where it hangs. Raises InvalidError of the plan."""
    checked = check_plan(services, plan)

    def rule(found: PairedScreen) -> PairedScreen:
        return replace(found, address=checked.address, place=checked.place, room=checked.room)

    return await _change_screen(services, act, rule, action=ASSIGNED)


async def unpair_screen(services: ScreenServices, act: ScreenAct) -> PairedScreen:
    """Refuse the key of a screen's device from now on. Name, place and assignment are kept for the next device."""
    return await _change_screen(services, act, lambda found: replace(found, public_key=""), action=UNPAIRED)


async def remove_screen(services: ScreenServices, act: ScreenAct) -> None:
    """Delete a screen without a device. Raises RuleError `screen.still_paired` for one that has a device."""
    must_operate(act.operator)
    async with services.board.transactions.write() as transaction:
        found = await _find_screen(services, transaction, act)
        if found.is_paired:
            raise RuleError("screen.still_paired")
        await services.store.delete_screen(transaction, found.name)
        await services.store.delete_attempts(transaction, found.name)
        transaction.emit(ScreensChanged(found.name))
        await transaction.record(AuditEntry(REMOVED, act.operator.id, _subject_of(found), services.board.clock.now()))


def check_plan(services: ScreenServices, plan: ScreenPlan) -> ScreenPlan:
    """Return the plan of a screen, cleaned. Raises InvalidError with the field `address`, `place` or `hangs_in`."""
    address, place = check_address(plan.address, services.rooms), plan.place.strip()
    if len(place) > LONGEST_PLACE:
        raise InvalidError("screen.place_too_long", {"place": "screen.place_too_long"}, most=LONGEST_PLACE)
    if plan.room and plan.room not in services.rooms:
        raise InvalidError("screen.room_missing", {"hangs_in": "screen.room_missing"})
    return replace(plan, address=address, place=place)


async def write_screen(
    services: ScreenServices,
    transaction: Transaction,
    current: PairedScreen | None,
    wanted: PairedScreen,
    *,
    entry: tuple[str, Staff],
) -> PairedScreen:
    """Save a screen in place of the `current` one, with its event and its audit entry: the action and its operator."""
    action, operator = entry
    if current is None:
        made = wanted
        await services.store.add_screen(transaction, made)
    else:
        made = replace(wanted, version=current.version + 1)
        await services.store.save_screen(transaction, made)
    transaction.emit(ScreensChanged(made.name))
    details = {"version": made.version, "address": made.address, "place": made.place, "room": made.room}
    now = services.board.clock.now()
    await transaction.record(AuditEntry(action, operator.id, _subject_of(made), now, details))
    return made


async def _change_screen(
    services: ScreenServices, act: ScreenAct, rule: Callable[[PairedScreen], PairedScreen], *, action: str
) -> PairedScreen:
    must_operate(act.operator)
    async with services.board.transactions.write() as transaction:
        found = await _find_screen(services, transaction, act)
        wanted = rule(found)
        if wanted == found:
            return found
        return await write_screen(services, transaction, found, wanted, entry=(action, act.operator))


async def _find_screen(services: ScreenServices, transaction: Transaction, act: ScreenAct) -> PairedScreen:
    await services.store.lock(transaction)
    found = await services.store.find_screen(transaction, act.name)
    if found is None:
        raise NotFoundError("screen.unknown")
    if act.expected is not None and found.version != act.expected:
        raise ConflictError("screen.changed")
    return found


def _subject_of(screen: PairedScreen) -> str:
    return f"screen/{screen.name}"
