"""Publish an alert: what it ends leaves the board in the same transaction in which it gets there."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import Struct

from broadcast.alerts.actions.drafting import find_for_act, make_entry
from broadcast.alerts.domain.composing import restart, shown_on_board
from broadcast.alerts.domain.register import AlertState, Publisher, RegisteredAlert, end_referenced, publish
from broadcast.alerts.ports import AlertServices
from broadcast.board.actions.commit import LockedBoard, add_writes, must_operate
from broadcast.board.domain.board import alert_key
from broadcast.board.ports import ChangeAuthor, Write
from conference.auth.roles import Staff

PUBLISHED = "broadcast:alert:published"
ENDED = "broadcast:alert:ended"


class PublishRequest(Struct, frozen=True, kw_only=True):
    """Who publishes, the version that was seen (None: not compared), and the reason for doing so alone, if any."""

    operator: Staff
    expected: int | None = None
    reason: str = ""


async def publish_alert(services: AlertServices, alert_id: str, request: PublishRequest) -> RegisteredAlert:
    """Publish a draft, and end the alerts that it refers to.

    A message of this site is sent now: the time for which it is shown begins now.

    Raises: RuleError `alert.second_person` for an actual one by its author without a reason, `alert.expired`,
    `alert.reference_missing`, `alert.reference_status`, and as the functions of `drafting`.
    """
    operator = request.operator
    must_operate(operator)
    board, now = services.board, services.board.clock.now()
    async with board.transactions.write() as transaction:
        head = await board.store.lock(transaction)
        found = await find_for_act(services, transaction, alert_id, request.expected)
        draft = found if found.is_imported else replace(found, alert=restart(found.alert, now))
        by = Publisher(id=operator.id, name=operator.name, at=now, reason=request.reason)
        published = publish(draft, by)
        known = await services.store.list_open(transaction)
        ended = end_referenced(published, [one for one in known if one.id != alert_id], now)
        writes = _list_writes(services, published, ended)
        if writes:
            author = ChangeAuthor(action=PUBLISHED, operator=operator.id, operator_name=operator.name, at=now)
            revision = await add_writes(board, transaction, LockedBoard(head), writes, by=author)
            published = replace(published, offset=revision.offset)
        for one in (published, *ended):
            await services.store.save(transaction, one)
        details = {"alone": bool(published.reason), "reason": published.reason, "author": published.author_id}
        await transaction.record(make_entry(PUBLISHED, published, operator, **details))
        for one in ended:
            await transaction.record(make_entry(ENDED, one, operator, by=published.id, became=one.state.value))
    services.note_change()
    return published


def _list_writes(services: AlertServices, published: RegisteredAlert, ended: Sequence[RegisteredAlert]) -> list[Write]:
    """Return what leaves the board and what comes to it, in one transaction: nothing is shown in between."""
    gone = [one for one in ended if one.offset is not None and one.state is not AlertState.IN_FORCE]
    writes = [Write(key=alert_key(one.id), state=None, previous=None) for one in gone]
    shown = shown_on_board(published, services.site)
    if shown is not None:
        writes.insert(0, Write(key=alert_key(published.id), state=shown, previous=None))
    return writes
