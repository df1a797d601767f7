"""Screens of all nodes on every console: sampled through the database (CASES B16, B21)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from broadcast.board.domain.board import Revision
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.feed.node_storage import SqlNodeStore
from broadcast.feed.presence import MISSED, Presence
from broadcast.feed.screens import PaintReport, Screen, Screens
from conference.clock import ManualClock
from conference.errors import UnavailableError
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from tests.support.board_samples import HANOI

EVERY_S = 5
Node = tuple[Screens, Presence]


class UnwritableNodeStore(SqlNodeStore):
    """A store whose database takes no writes."""

    async def save(self, transaction: Transaction, node: str, screens: Sequence[Screen], *, at: datetime) -> None:
        raise UnavailableError("database.unavailable")


@pytest.fixture
def node(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> Callable[[str], Node]:
    board = Board(transactions=transactions, store=SqlBoardStore(), clock=clock, ids=ids, zone=HANOI)

    def make(name: str) -> Node:
        screens = Screens()
        return screens, Presence(screens, board, SqlNodeStore(), node=name, every_s=EVERY_S)

    return make


def _as_own(screens: Screens) -> list[Screen]:
    return [replace(screen, is_elsewhere=False) for screen in screens.list_all()]


async def test_every_node_lists_the_screens_of_all(node: Callable[[str], Node], clock: ManualClock) -> None:
    (first, tell_first), (second, tell_second) = node("one"), node("two")
    first.join("a", "lobby-1", language="ar", now=clock.now())
    second.join("b", "lobby-2", language="fr", now=clock.now())
    second.show("b", "lobby-2", PaintReport(revision=Revision("e", 7), language="fr", at=clock.now()))
    await tell_second.exchange()
    await tell_first.exchange()
    await tell_second.exchange()
    assert _as_own(first) == _as_own(second)
    assert [screen.is_elsewhere for screen in first.list_all()] == [False, True]
    assert [(screen.name, screen.connected, screen.shown) for screen in first.list_all()] == [
        ("lobby-1", True, None),
        ("lobby-2", True, Revision("e", 7)),
    ]


async def test_screen_that_moved_is_where_it_is_connected(node: Callable[[str], Node], clock: ManualClock) -> None:
    (first, tell_first), (second, tell_second) = node("one"), node("two")
    first.join("a", "lobby-1", language="ar", now=clock.now())
    await tell_first.exchange()
    first.leave("a", "lobby-1")
    clock.advance(1)
    second.join("b", "lobby-1", language="fr", now=clock.now())
    await tell_second.exchange()
    await tell_first.exchange()
    assert [(screen.connected, screen.language) for screen in first.list_all()] == [(True, "fr")]


@pytest.mark.usefixtures("each_database")
async def test_screens_of_a_node_that_died_are_gone(node: Callable[[str], Node], clock: ManualClock) -> None:
    (first, tell_first), (second, tell_second) = node("one"), node("two")
    first.join("a", "lobby-1", language="ar", now=clock.now())
    await tell_first.exchange()
    clock.advance(MISSED * EVERY_S)
    await tell_second.exchange()
    assert [screen.name for screen in second.list_all()] == ["lobby-1"]
    clock.advance(1)
    await tell_second.exchange()
    assert second.list_all() == []


@pytest.mark.usefixtures("each_database")
async def test_screens_are_loaded_from_a_read_only_database(
    node: Callable[[str], Node], transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    first, tell_first = node("one")
    first.join("a", "lobby-1", language="ar", now=clock.now())
    await tell_first.exchange()
    board = Board(transactions=transactions, store=SqlBoardStore(), clock=clock, ids=ids, zone=HANOI)
    screens = Screens()
    with pytest.raises(UnavailableError):
        await Presence(screens, board, UnwritableNodeStore(), node="two", every_s=EVERY_S).exchange()
    assert [screen.name for screen in screens.list_all()] == ["lobby-1"]
