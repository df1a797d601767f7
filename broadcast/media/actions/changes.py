"""Change the streams on the day: another address, a further stream, one less, or as the event declares it again.

All raise ForbiddenError without the permission to operate the board.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from broadcast.board.actions.commit import must_operate
from broadcast.media.changes import StreamChange, address_in, apply_changes, find_valid
from broadcast.media.domain.states import TrackState
from broadcast.media.ports import StreamServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.event import Event, Stream
from conference.event.editing import EntryPlace, add_entry, replace_entry

ADDED = "broadcast:stream:added"
CHANGED = "broadcast:stream:changed"
REMOVED = "broadcast:stream:removed"
RESTORED = "broadcast:stream:restored"

USELESS = (TrackState.NO_PLAYLIST, TrackState.CERTIFICATE, TrackState.REDIRECTS, TrackState.PRIVATE)
"""States that say that an address is wrong. In other ones a stream may not be sent yet."""

_PROBLEMS = {
    "missing": "field.missing",
    "expected_address": "stream.expected_address",
    "stream_language": "stream.expected_language",
    "stream_medium": "stream.expected_medium",
    "taken": "stream.taken",
}
"""Code of a fault of an entry of the event → code of the error of a field."""


def check_stream(event: Event, streams: Sequence[Stream], stream: Stream) -> None:
    """Check a stream by the rules of the event's files; it takes about a tenth of a second for a large event.

    `streams` are all of them; one with the same id is replaced. Raises: InvalidError; RuleError `stream.too_many`.
    """
    current = msgspec.structs.replace(event, streams=tuple(streams))
    values = {name: value or None for name, value in msgspec.to_builtins(stream).items()}
    if address_in(streams, stream.id):
        edited = replace_entry(current, EntryPlace("streams", stream.id), values)
    else:
        edited = add_entry(current, "streams", values)
    faults = [one for one in edited.faults if one.place.section == "streams"]
    if any(not one.path for one in faults):
        raise RuleError("stream.too_many")
    problems = {str(one.path[0]): _PROBLEMS.get(one.code, "field.invalid") for one in faults}
    if "stream.taken" in problems.values():
        problems = {"role": "stream.taken"}  # the other problems are those of another role, which the check tried
    if problems:
        raise InvalidError(next(iter(problems.values())), problems)


def require_useful(found: TrackState) -> None:
    """Raise InvalidError if what was found at an address says that it is wrong."""
    if found in USELESS:
        raise InvalidError(f"stream.{found.value}", {"address": f"stream.{found.value}"})


async def save_stream(services: StreamServices, stream: Stream, *, seen: str, operator: Staff) -> None:
    """Add a stream, or change the address of one that had the address `seen` ("" for a further one).

    Raises: ConflictError `stream.changed`.
    """
    action = CHANGED if seen else ADDED
    change = StreamChange(stream=stream, declared=address_in(services.event.streams, stream.id))
    await _save_change(services, change, action, seen=seen, operator=operator)


async def remove_stream(services: StreamServices, stream: Stream, *, operator: Staff) -> None:
    """Take a stream out that has this address. Raises: ConflictError `stream.changed`."""
    declared = address_in(services.event.streams, stream.id)
    change = StreamChange(stream=stream, declared=declared, is_removed=True)
    await _save_change(services, change, REMOVED, seen=stream.address, operator=operator)


async def restore_stream(services: StreamServices, stream_id: str, *, operator: Staff) -> None:
    """Drop the change of a stream: it is as the event declares it again, and a further one is gone.

    Raises: NotFoundError `stream.unknown`.
    """
    must_operate(operator)
    async with services.board.transactions.write() as transaction:
        await services.board.store.lock(transaction)
        changes = {one.stream.id: one for one in await services.store.list_changes(transaction)}
        if stream_id not in changes:
            raise NotFoundError("stream.unknown")
        await services.store.delete_change(transaction, stream_id)
        await transaction.record(_make_entry(RESTORED, changes[stream_id].stream, operator, services.board.clock.now()))


async def _save_change(
    services: StreamServices, change: StreamChange, action: str, *, seen: str, operator: Staff
) -> None:
    must_operate(operator)
    declared = services.event.streams
    async with services.board.transactions.write() as transaction:
        await services.board.store.lock(transaction)
        valid = find_valid(declared, await services.store.list_changes(transaction))
        if address_in(apply_changes(declared, valid), change.stream.id) != seen:
            raise ConflictError("stream.changed")
        if change.is_removed and not change.declared:
            await services.store.delete_change(transaction, change.stream.id)
        else:
            await services.store.save_change(transaction, change)
        await transaction.record(_make_entry(action, change.stream, operator, services.board.clock.now()))


def _make_entry(action: str, stream: Stream, operator: Staff, at: datetime) -> AuditEntry:
    """Return the entry of the audit trail with what the stream is."""
    details = {name: value for name, value in msgspec.to_builtins(stream).items() if name != "id"}
    return AuditEntry(action, operator.id, f"stream/{stream.id}", at, details)
