"""Actions on announcements. They raise the errors of `actions/sessions.py` and `domain/announcements.py`."""

from collections.abc import Mapping
from datetime import datetime

from broadcast.board.actions.commit import BoardCommand, Committed, LockedBoard, RuleContext, add_writes, commit
from broadcast.board.domain.alerts import SiteAlert, may_be_removed
from broadcast.board.domain.announcements import (
    EVERYWHERE,
    Announcement,
    Level,
    Parameter,
    Targets,
    Template,
    compose,
    compose_from,
    may_be_swept,
)
from broadcast.board.domain.board import EVENT, EventInfo, State, announcement_key
from broadcast.board.ports import Board, ChangeAuthor, Write
from conference.audit import SYSTEM
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError
from conference.languages import Text
from conference.transactions import Transaction

POSTED = "broadcast:announcement:posted"
WITHDRAWN = "broadcast:announcement:withdrawn"
SWEPT = "broadcast:announcement:swept"


async def post_announcement(
    board: Board,
    text: Text,
    *,
    operator: Staff,
    level: Level = Level.INFO,
    expires_at: datetime | None = None,
    targets: Targets = EVERYWHERE,
) -> Committed:
    """Post an announcement with the operator's own text, for its targets; the result's state has its id."""
    announcement_id = board.ids.new("ann")

    def rule(context: RuleContext) -> Announcement:
        _check_rooms(context, targets.rooms)
        return compose(
            announcement_id,
            text,
            languages=board.languages,
            now=context.now,
            level=level,
            expires_at=expires_at,
            targets=targets,
        )

    return await commit(board, _make_command(announcement_id, POSTED, operator, level=level.value), rule)


async def post_prepared_announcement(
    board: Board,
    template_id: str,
    parameters: Mapping[str, Parameter],
    *,
    operator: Staff,
    level: Level | None = None,
    expires_at: datetime | None = None,
    targets: Targets = EVERYWHERE,
) -> Committed:
    """Post a prepared announcement with its parameters.

    Raises: NotFoundError `announcement.unknown_template`, besides the errors of this module.
    """
    template = _get_template(board, template_id)
    announcement_id = board.ids.new("ann")

    def rule(context: RuleContext) -> Announcement:
        _check_rooms(context, targets.rooms)
        announcement = compose_from(
            announcement_id,
            template,
            parameters,
            now=context.now,
            level=level,
            expires_at=expires_at,
            targets=targets,
        )
        _check_rooms(context, tuple(announcement.places.values()))
        return announcement

    return await commit(board, _make_command(announcement_id, POSTED, operator, template=template_id), rule)


async def withdraw_announcement(
    board: Board, announcement_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Withdraw an announcement from all screens."""
    key = announcement_key(announcement_id)

    def rule(context: RuleContext) -> None:
        context.get(key, Announcement)

    command = BoardCommand(key=key, action=WITHDRAWN, operator=operator, expected=expected)
    return await commit(board, command, rule)


async def check_targets(board: Board, transaction: Transaction, announcement: Announcement) -> None:
    """Raise InvalidError `announcement.unknown_room` for a room that the event does not have."""
    entries = await board.store.find_entries(transaction, (EVENT,))
    context = RuleContext(now=board.clock.now(), entries=entries)
    _check_rooms(context, announcement.rooms)
    _check_rooms(context, tuple(announcement.places.values()))


async def sweep_announcements(board: Board) -> int:
    """Remove long expired announcements and alerts from the board and return their number.

    The hub calls this after ticks.
    """
    now = board.clock.now()
    async with board.transactions.read() as transaction:
        _, entries = await board.store.list_entries(transaction)
    if not any(is_sweepable(e.state, now) for e in entries):
        return 0
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        _, entries = await board.store.list_entries(transaction)
        swept = [e for e in entries if is_sweepable(e.state, now)]
        if swept:
            writes = [Write(key=e.key, state=None, previous=None) for e in swept]
            by = ChangeAuthor(action=SWEPT, operator=SYSTEM, operator_name="", at=now)
            await add_writes(board, transaction, LockedBoard(head), writes, by=by)
    return len(swept)


def is_sweepable(state: State | None, now: datetime) -> bool:
    """Return whether a state is an announcement or an alert that expired long ago."""
    if isinstance(state, SiteAlert):
        return may_be_removed(state, now)
    return isinstance(state, Announcement) and may_be_swept(state, now)


def _get_template(board: Board, template_id: str) -> Template:
    template = (board.templates or {}).get(template_id)
    if template is None:
        raise NotFoundError("announcement.unknown_template")
    return template


def _check_rooms(context: RuleContext, rooms: tuple[str, ...] | None) -> None:
    event_info = context.find(EVENT, EventInfo)
    room_ids = {room.id for room in event_info.rooms} if event_info else set()
    if rooms is not None and not room_ids.issuperset(rooms):
        raise InvalidError("announcement.unknown_room", {"rooms": "announcement.unknown_room"})


def _make_command(announcement_id: str, action: str, operator: Staff, **details: object) -> BoardCommand:
    return BoardCommand(
        key=announcement_key(announcement_id), action=action, operator=operator, reads=(EVENT,), details=details
    )
