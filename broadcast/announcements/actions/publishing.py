"""Publish planned announcements: by an operator's act, or by the program when their time has come."""

from dataclasses import replace

from broadcast.announcements.actions.planning import PlanRequest, find_for_change
from broadcast.announcements.domain.planned import Planned, PlannedState, check_complete, is_due, publish
from broadcast.announcements.ports import AnnouncementServices
from broadcast.board.actions.announcements import POSTED
from broadcast.board.actions.commit import LockedBoard, add_writes, must_operate
from broadcast.board.domain.board import Revision, announcement_key
from broadcast.board.ports import ChangeAuthor, Write
from conference.audit import SYSTEM, AuditEntry
from conference.errors import RuleError
from conference.transactions import Transaction

MISSED = "broadcast:planned_announcement:missed"


async def publish_planned(services: AnnouncementServices, planned_id: str, request: PlanRequest) -> Planned:
    """Publish a draft or a scheduled announcement now.

    Raises: RuleError `announcement.unread` for an urgent one that needs a second reader and has none, InvalidError
    `announcement.incomplete`, and as the functions of `planning`.
    """
    must_operate(request.operator)
    async with services.board.transactions.write() as transaction:
        head = await services.board.store.lock(transaction)
        found = await find_for_change(services, transaction, planned_id, request.expected)
        if lacks_reader(services, found):
            raise RuleError("announcement.unread")
        check_complete(found.announcement, tuple(services.board.languages))
        published, _ = await _publish_one(services, transaction, found, head=head, by=request.operator.id)
    services.note_change()
    return published


async def publish_due(services: AnnouncementServices, transaction: Transaction) -> None:
    """Publish the announcements whose time has come, each once: the board is locked until the transaction ends.

    One whose second reader is missing waits on, and is missed when it expires.
    """
    now = services.board.clock.now()
    head = await services.board.store.lock(transaction)
    for planned in await services.store.list_due(transaction, now):
        if is_due(planned, now):
            _, head = await _publish_one(services, transaction, planned, head=head, by=SYSTEM)


def lacks_reader(services: AnnouncementServices, planned: Planned) -> bool:
    """Return whether an announcement must not go out before a second person has read it."""
    return services.needs_reader and planned.is_urgent and not planned.reader_id


async def _publish_one(
    services: AnnouncementServices, transaction: Transaction, planned: Planned, *, head: Revision, by: str
) -> tuple[Planned, Revision]:
    """Write an announcement to the board, or note that it was missed; return it as stored, and the board's head."""
    now, board = services.board.clock.now(), services.board
    decided = replace(publish(planned, now), version=planned.version + 1)
    if decided.state is PlannedState.PUBLISHED and lacks_reader(services, planned):
        return planned, head
    await services.store.save(transaction, decided)
    if decided.state is PlannedState.MISSED:
        await transaction.record(AuditEntry(MISSED, by, f"planned_announcement/{planned.id}", now, {}))
        return decided, head
    key = announcement_key(planned.announcement.id)
    author = ChangeAuthor(action=POSTED, operator=planned.author_id, operator_name=planned.author, at=now)
    write = Write(key=key, state=decided.announcement, previous=0)
    revision = await add_writes(board, transaction, LockedBoard(head), [write], by=author)
    details = {
        "level": planned.announcement.level.value,
        "author": planned.author_id,
        "reader": planned.reader_id,
        "late": decided.is_late,
        "offset": revision.offset,
    }
    await transaction.record(AuditEntry(POSTED, by, key, now, details))
    return decided, revision
