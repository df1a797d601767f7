"""Export the event with the programme of this moment, from which it can be loaded again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import structs

from broadcast.board.domain.board import State, session_key
from broadcast.board.domain.sessions import Phase, Plan, Session, plan_of
from broadcast.board.domain.speakers import SpeakersList
from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.domain.private import PrivateSession
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import NotFoundError
from conference.event import Event, ProgrammeItem
from conference.event.check import find_overlaps
from conference.event.model import Speaker
from conference.event.storage import LoadedEvent, find_event
from conference.languages import FALLBACK, pick
from conference.transactions import RecordingTransactions

EXPORTED = "broadcast:programme:exported"

_NOT_HELD = frozenset({Phase.DELAYED, Phase.POSTPONED, Phase.CANCELLED})
_ORDER_STEP = 10


async def read_changed_event(services: ProgrammeServices, event: Event) -> Event:
    """Return the loaded event with the changes of the day, those of private sessions too."""
    async with services.board.transactions.read() as transaction:
        _, entries = await services.board.store.list_entries(transaction)
        rows = [] if services.private is None else await services.private.list_rows(transaction)
    states = {entry.key: entry.state for entry in entries if entry.state is not None}
    return change_event(event, states, [row.session for row in rows])


async def read_loaded_event(services: ProgrammeServices) -> LoadedEvent:
    """Return the loaded event with its files. Raises NotFoundError `board.unknown_key` without one."""
    async with services.board.transactions.read() as transaction:
        loaded = await find_event(transaction)
    if loaded is None:
        raise NotFoundError("board.unknown_key")
    return loaded


async def record_export(
    transactions: RecordingTransactions, event: Event, *, operator: Staff, at: datetime, changed: bool
) -> None:
    """Record that the event was exported, as loaded or `changed` on the day: it has private sessions."""
    await transactions.record_read(AuditEntry(EXPORTED, operator.id, event.id, at, {"changed": changed}))


def change_event(event: Event, board: Mapping[str, State], private: Sequence[PrivateSession]) -> Event:
    """Return an event whose items have the plans of the board and of private sessions, and whose speakers are there.

    Sessions that were added follow in the order of their times. A title that lacks a language of the event has
    another one's wording there.
    """
    items = {item.id: _change_item(event, item, board) for item in event.programme}
    hidden = [one for one in private if session_key(one.id) not in board]
    items |= {one.id: _private_item(event, items.get(one.id), one) for one in hidden if one.id in items}
    order = max((item.order for item in event.programme), default=0)
    for made in [*_list_added(event, board, items), *_list_private(event, hidden, items)]:
        order += _ORDER_STEP
        items[made.id] = structs.replace(made, order=order)
    sharing = {later.id for _, later in find_overlaps(items.values())}
    programme = tuple(structs.replace(one, shares_room=one.shares_room or one.id in sharing) for one in items.values())
    return structs.replace(event, programme=programme, speakers=tuple(_move_speakers(event, board, items)))


def _change_item(event: Event, item: ProgrammeItem, board: Mapping[str, State]) -> ProgrammeItem:
    session = board.get(session_key(item.id))
    if not isinstance(session, Session):
        return item
    phase = session.phase.value if session.phase in _NOT_HELD else "scheduled"
    until = session.until if session.phase in (Phase.DELAYED, Phase.POSTPONED) else None
    changed = _with_plan(event, item, plan_of(session))
    return structs.replace(changed, public=True, phase=phase, until=_local_time(event, until))


def _private_item(event: Event, item: ProgrammeItem | None, session: PrivateSession) -> ProgrammeItem:
    """Return the item of a private session; None as `item`: the loaded event does not have it."""
    base = item or _new_item(event, session.id, session.plan)
    phase = "cancelled" if session.cancelled else "scheduled"
    return structs.replace(_with_plan(event, base, session.plan), public=False, phase=phase, until=None)


def _list_added(
    event: Event, board: Mapping[str, State], items: Mapping[str, ProgrammeItem]
) -> Iterator[ProgrammeItem]:
    """Return the items of public sessions that the loaded event does not have."""
    added = [one for one in board.values() if isinstance(one, Session) and one.added and one.id not in items]
    for session in sorted(added, key=lambda one: (one.starts_at, one.id)):
        yield _change_item(event, _new_item(event, session.id, plan_of(session)), board)


def _list_private(
    event: Event, hidden: Sequence[PrivateSession], items: Mapping[str, ProgrammeItem]
) -> Iterator[ProgrammeItem]:
    """Return the items of private sessions that the loaded event does not have."""
    for session in sorted(hidden, key=lambda one: (one.plan.starts_at, one.id)):
        if session.id not in items:
            yield _private_item(event, None, session)


def _new_item(event: Event, session_id: str, plan: Plan) -> ProgrammeItem:
    return ProgrammeItem(
        id=session_id,
        kind=plan.kind,  # type: ignore[arg-type]  # the board's kinds are those of the event
        day=plan.starts_at.astimezone(event.zone_info).date(),
        starts_at=plan.starts_at.astimezone(event.zone_info),
        ends_at=plan.ends_at.astimezone(event.zone_info),
        room=plan.room,
        title=_complete_title(event, plan),
        order=0,
    )


def _with_plan(event: Event, item: ProgrammeItem, plan: Plan) -> ProgrammeItem:
    """Return the item with a plan; a moment that is the same stays as it was written."""
    made = _new_item(event, item.id, plan)
    return structs.replace(
        item,
        kind=made.kind,
        room=made.room,
        title=made.title,
        day=made.day,
        starts_at=item.starts_at if item.starts_at == plan.starts_at else made.starts_at,
        ends_at=item.ends_at if item.ends_at == plan.ends_at else made.ends_at,
    )


def _complete_title(event: Event, plan: Plan) -> dict[str, str]:
    return {code: plan.title.get(code) or pick(plan.title, FALLBACK)[0] for code in event.languages}


def _local_time(event: Event, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(event.zone_info)


def _move_speakers(event: Event, board: Mapping[str, State], items: Collection[str]) -> Iterator[Speaker]:
    """Return the speakers of the event, each in the session on whose list it is now."""
    lists = [one for one in board.values() if isinstance(one, SpeakersList) and one.session_id in items]
    present = {one.id: listed.session_id for listed in lists for one in listed.speakers if not one.is_entered}
    for speaker in event.speakers:
        yield structs.replace(speaker, session=present.get(speaker.id, speaker.session))
