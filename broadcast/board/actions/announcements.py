"""What an operator announces. Raises as `actions/sessions.py` does, and InvalidError as `domain/announcements.py`."""

from collections.abc import Mapping
from datetime import datetime

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit, put
from broadcast.board.domain.announcements import (
    Announcement,
    Level,
    Parameter,
    Template,
    compose,
    compose_from,
    may_be_swept,
)
from broadcast.board.domain.board import EVENT, EventInfo, announcement_key
from broadcast.board.ports import Board, ChangeAuthor, Write
from conference.audit import SYSTEM
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError
from conference.languages import Text

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
    rooms: tuple[str, ...] | None = None,
) -> Committed:
    """Announce in the operator's own words, in some rooms or everywhere; the result's state has its id."""
    announcement_id = board.ids.new("ann")

    def rule(scene: RuleContext) -> Announcement:
        _check_rooms(scene, rooms)
        return compose(announcement_id, text, now=scene.now, level=level, expires_at=expires_at, rooms=rooms)

    return await commit(board, _intent(announcement_id, POSTED, operator, level=level.value), rule)


async def post_prepared_announcement(
    board: Board,
    template_id: str,
    parameters: Mapping[str, Parameter],
    *,
    operator: Staff,
    level: Level | None = None,
    expires_at: datetime | None = None,
    rooms: tuple[str, ...] | None = None,
) -> Committed:
    """Announce a prepared text with its parameters. Raises NotFoundError `announcement.unknown_template` too."""
    template = _template(board, template_id)
    announcement_id = board.ids.new("ann")

    def rule(scene: RuleContext) -> Announcement:
        _check_rooms(scene, rooms)
        announcement = compose_from(
            announcement_id,
            template,
            parameters,
            now=scene.now,
            level=level,
            expires_at=expires_at,
            rooms=rooms,
        )
        _check_rooms(scene, tuple(announcement.places.values()))
        return announcement

    return await commit(board, _intent(announcement_id, POSTED, operator, template=template_id), rule)


async def withdraw_announcement(
    board: Board, announcement_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Take an announcement off every screen."""
    key = announcement_key(announcement_id)

    def rule(scene: RuleContext) -> None:
        scene.get(key, Announcement)

    intent = BoardCommand(key=key, action=WITHDRAWN, operator=operator, expected=expected)
    return await commit(board, intent, rule)


async def sweep_announcements(board: Board) -> int:
    """Take the announcements off the board that expired a while ago; gives how many. For the clockwork, not staff."""
    now = board.clock.now()
    async with board.transactions.read() as transaction:
        _, entries = await board.store.entries(transaction)
    if not any(isinstance(e.state, Announcement) and may_be_swept(e.state, now) for e in entries):
        return 0
    async with board.transactions.write() as transaction:
        await board.store.lock(transaction)
        _, entries = await board.store.entries(transaction)
        swept = [e for e in entries if isinstance(e.state, Announcement) and may_be_swept(e.state, now)]
        if swept:
            writes = [Write(key=e.key, state=None, previous=None) for e in swept]
            await put(board, transaction, writes, ChangeAuthor(action=SWEPT, operator=SYSTEM, operator_name="", at=now))
    return len(swept)


def _template(board: Board, template_id: str) -> Template:
    template = (board.templates or {}).get(template_id)
    if template is None:
        raise NotFoundError("announcement.unknown_template")
    return template


def _check_rooms(scene: RuleContext, rooms: tuple[str, ...] | None) -> None:
    occasion = scene.find(EVENT, EventInfo)
    known = {room.id for room in occasion.rooms} if occasion else set()
    if rooms is not None and not known.issuperset(rooms):
        raise InvalidError("announcement.unknown_room", {"rooms": "announcement.unknown_room"})


def _intent(announcement_id: str, action: str, operator: Staff, **details: object) -> BoardCommand:
    return BoardCommand(
        key=announcement_key(announcement_id), action=action, operator=operator, reads=(EVENT,), details=details
    )
