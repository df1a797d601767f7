"""Figures of officers in both databases."""

from datetime import timedelta

from broadcast.press_room.corrections import PublishedFigure, Reason
from broadcast.press_room.storage import SqlPressFigures
from conference.storage.transactions import Transactions
from tests.broadcast.press_room.samples import NOON, SOURCES, make_figure
from tests.support.each_database import database

__all__ = ["database"]


async def test_figures_are_listed_in_the_order_of_publication(transactions: Transactions) -> None:
    store = SqlPressFigures()
    added = PublishedFigure(
        id="fig_b",
        figure=make_figure("booths", 20),
        sources=(SOURCES["A"],),
        at=NOON,
        officer_id="staff_1",
        officer="Lan",
    )
    correction = PublishedFigure(
        id="fig_a",
        figure=make_figure("booths", 21),
        sources=(SOURCES["A"],),
        at=NOON + timedelta(hours=1),
        officer_id="staff_1",
        officer="Lan",
        corrects=added.id,
        wrong=added.figure,
        reason=Reason.TYPING,
    )
    async with transactions.write() as transaction:
        assert await store.count(transaction) == 0
        await store.add(transaction, added)
        await store.add(transaction, correction)
        assert await store.count(transaction) == 2
        assert await store.list_all(transaction) == [added, correction]
