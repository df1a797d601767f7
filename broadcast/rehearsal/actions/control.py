"""Start, pace, reset and end a rehearsal. All raise ForbiddenError without the permission to operate the board."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from broadcast.board.actions.commit import must_operate
from broadcast.board.actions.programme import LOADED
from broadcast.board.domain.board import EVENT, Entry, EventInfo, State
from broadcast.board.domain.events import BoardChanged
from broadcast.board.ports import ChangeAuthor, Write
from broadcast.rehearsal.domain import timing
from broadcast.rehearsal.domain.rehearsals import EPOCH, Rehearsal, planned_states
from broadcast.rehearsal.domain.timing import Pace
from broadcast.rehearsal.ports import RehearsalServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

STARTED = "broadcast:rehearsal:started"
PACED = "broadcast:rehearsal:paced"
RESET = "broadcast:rehearsal:reset"
ENDED = "broadcast:rehearsal:ended"


async def start_rehearsal(
    services: RehearsalServices, day: date, at: datetime, *, rate: int, operator: Staff
) -> Rehearsal:
    """Start a rehearsal of a day of the programme, with the clock at `at`, on a copy of the live programme.

    Raises: ConflictError `rehearsal.running`, RuleError `rehearsal.no_programme`, InvalidError `rehearsal.unknown_day`
    and `rehearsal.rate`.
    """
    must_operate(operator)
    now, rehearsal_id = services.clock.now(), services.ids.new("reh")
    pace = timing.with_rate(Pace(set_at=now, shown_at=at), rate, now=now)
    rehearsal = Rehearsal(
        id=rehearsal_id,
        day=day,
        pace=pace,
        token_digest=digest_of(services.derive_token(rehearsal_id)),
        started_at=now,
        started_by=operator.id,
        started_by_name=operator.name,
    )
    async with services.transactions.write() as transaction:
        await services.board_store.lock(transaction)
        if await services.store.find_running(transaction) is not None:
            raise ConflictError("rehearsal.running")
        await services.store.add(transaction, rehearsal)
        await _copy_programme(services, transaction, rehearsal, operator)
        await _record_act(services, transaction, STARTED, rehearsal=rehearsal, operator=operator)
    await services.bus.publish(BoardChanged(0))
    return rehearsal


async def set_rate(services: RehearsalServices, rate: int, *, operator: Staff) -> Rehearsal:
    """Let the clock run at another rate. Raises InvalidError `rehearsal.rate`, NotFoundError `rehearsal.none`."""
    return await _change_pace(services, lambda pace, now: timing.with_rate(pace, rate, now=now), operator)


async def pause_clock(services: RehearsalServices, *, operator: Staff) -> Rehearsal:
    """Stop the clock. Raises NotFoundError `rehearsal.none`."""
    return await _change_pace(services, lambda pace, now: timing.paused(pace, now=now), operator)


async def resume_clock(services: RehearsalServices, *, operator: Staff) -> Rehearsal:
    """Let the clock run again. Raises NotFoundError `rehearsal.none`."""
    return await _change_pace(services, lambda pace, now: timing.resumed(pace, now=now), operator)


async def set_clock(services: RehearsalServices, to: datetime, *, operator: Staff) -> Rehearsal:
    """Set the clock forward or back. Raises InvalidError `rehearsal.too_far`, NotFoundError `rehearsal.none`."""
    return await _change_pace(services, lambda pace, now: timing.jumped(pace, to, now=now), operator)


async def reset_rehearsal(services: RehearsalServices, to: datetime, *, operator: Staff) -> Rehearsal:
    """Begin again with the live programme of this moment and the clock at `to`. Screens keep their addresses.

    Raises: NotFoundError `rehearsal.none`, RuleError `rehearsal.no_programme`.
    """
    must_operate(operator)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.board_store.lock(transaction)
        running = await get_running(services, transaction)
        rehearsal = replace(running, pace=timing.jumped(running.pace, to, now=now))
        await services.store.save_pace(transaction, rehearsal.id, rehearsal.pace)
        await _copy_programme(services, transaction, rehearsal, operator)
        await _record_act(services, transaction, RESET, rehearsal=rehearsal, operator=operator)
    await services.bus.publish(BoardChanged(0))
    return rehearsal


async def end_rehearsal(services: RehearsalServices, *, operator: Staff) -> Rehearsal:
    """End the rehearsal: its screens and its token are refused from now on. Raises NotFoundError `rehearsal.none`."""
    must_operate(operator)
    async with services.transactions.write() as transaction:
        await services.board_store.lock(transaction)
        running = await get_running(services, transaction)
        rehearsal = replace(running, ended_at=services.clock.now())
        await services.store.save_end(transaction, rehearsal)
        await services.store.clear_board(transaction, services.ids.new(EPOCH))
        await _record_act(services, transaction, ENDED, rehearsal=rehearsal, operator=operator)
    await services.bus.publish(BoardChanged(0))
    return rehearsal


async def get_running(services: RehearsalServices, transaction: Transaction) -> Rehearsal:
    """Return the running rehearsal. Raises NotFoundError `rehearsal.none`."""
    running = await services.store.find_running(transaction)
    if running is None:
        raise NotFoundError("rehearsal.none")
    return running


def digest_of(token: str) -> str:
    """Return the digest under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _change_pace(
    services: RehearsalServices, change: Callable[[Pace, datetime], Pace], operator: Staff
) -> Rehearsal:
    must_operate(operator)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await services.board_store.lock(transaction)
        running = await get_running(services, transaction)
        rehearsal = replace(running, pace=change(running.pace, now))
        await services.store.save_pace(transaction, rehearsal.id, rehearsal.pace)
        await _record_act(services, transaction, PACED, rehearsal=rehearsal, operator=operator)
    await services.bus.publish(BoardChanged(0))
    return rehearsal


async def _copy_programme(
    services: RehearsalServices, transaction: Transaction, rehearsal: Rehearsal, operator: Staff
) -> None:
    """Replace the board of rehearsals by a copy of the live programme."""
    _, entries = await services.live.store.list_entries(transaction)
    shown_at = rehearsal.pace.shown_at
    planned = planned_states(_states_by_key(entries), at=shown_at)
    event = planned.get(EVENT)
    if not isinstance(event, EventInfo):
        raise RuleError("rehearsal.no_programme")
    if rehearsal.day not in event.days:
        raise InvalidError("rehearsal.unknown_day", {"day": "rehearsal.unknown_day"})
    await services.store.clear_board(transaction, services.ids.new(EPOCH))
    writes = [Write(key=key, state=state, previous=None) for key, state in planned.items()]
    author = ChangeAuthor(action=LOADED, operator=operator.id, operator_name=operator.name, at=shown_at)
    await services.board_store.add_entries(transaction, writes, author)


def _states_by_key(entries: list[Entry]) -> Mapping[str, State]:
    return {entry.key: entry.state for entry in entries if entry.state is not None}


async def _record_act(
    services: RehearsalServices, transaction: Transaction, action: str, *, rehearsal: Rehearsal, operator: Staff
) -> None:
    details = {
        "day": rehearsal.day.isoformat(),
        "shown_at": rehearsal.pace.time_at(services.clock.now()).isoformat(timespec="seconds"),
        "speed": rehearsal.pace.speed,
    }
    await transaction.record(AuditEntry(action, operator.id, rehearsal.id, services.clock.now(), details))
