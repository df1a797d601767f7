"""The register of alerts and the receipts in both databases."""

from dataclasses import replace
from datetime import timedelta

from broadcast.alerts.domain.register import AlertState
from broadcast.alerts.ports import Receipt, ReceiverKind
from broadcast.alerts.storage import SqlAlerts
from conference.storage.transactions import Transactions
from tests.support.alert_samples import message, registered
from tests.support.board_samples import MORNING
from tests.support.each_database import database

__all__ = ["database"]


async def test_alerts_are_kept_and_listed_by_their_state(transactions: Transactions) -> None:
    store = SqlAlerts()
    first = registered(message("a"))
    second = registered(message("b"), changed_at=MORNING + timedelta(1))
    async with transactions.write() as transaction:
        assert await store.add(transaction, first)
        assert await store.add(transaction, second)
        assert not await store.add(transaction, replace(first, id="again"))
        ended = replace(first, state=AlertState.CLEARED, changed_at=MORNING + timedelta(2), version=2)
        await store.save(transaction, ended)
        assert await store.find(transaction, "a") == ended
        assert await store.find(transaction, "again") is None
        assert await store.list_open(transaction) == [second]
        assert await store.list_all(transaction, limit=5) == [ended, second]
        assert await store.list_all(transaction, limit=1) == [ended]


async def test_first_receipt_of_each_receiver_stays(transactions: Transactions) -> None:
    store = SqlAlerts()
    screen = Receipt(alert_id="a", kind=ReceiverKind.SCREEN, name="lobby-1", at=MORNING)
    viewers = Receipt(alert_id="a", kind=ReceiverKind.VIEWERS, name="node", at=MORNING + timedelta(1), count=312)
    async with transactions.write() as transaction:
        await store.add_receipts(transaction, [])
        await store.add_receipts(transaction, [viewers, screen])
        await store.add_receipts(
            transaction, [replace(screen, at=MORNING + timedelta(2)), replace(screen, alert_id="b")]
        )
        assert await store.list_receipts(transaction, "a") == [screen, viewers]
