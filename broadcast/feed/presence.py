"""Exchange the connected screens with the other nodes: sampled, never on each connection (B21)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from broadcast.board.ports import Board
from broadcast.feed.screens import Screen, Screens
from conference.transactions import Transaction

MISSED = 3
"""Missed exchanges after which a node and its screens count as gone."""

_log = structlog.get_logger(__name__)


class NodeStore(Protocol):
    """Store of the screens that each node reports."""

    async def save(self, transaction: Transaction, node: str, screens: Sequence[Screen], *, at: datetime) -> None:
        """Replace the screens of a node, and delete the rows of stopped nodes."""
        ...

    async def list_of_others(self, transaction: Transaction, node: str, *, since: datetime) -> list[Screen]:
        """Return the screens of all other nodes seen since `since`, those of the latest seen node last."""
        ...


class Presence:
    """Exchange the screens of the node named `node` every `every_s` seconds."""

    def __init__(self, screens: Screens, board: Board, store: NodeStore, *, node: str, every_s: float) -> None:
        self._screens = screens
        self._transactions = board.transactions
        self._clock = board.clock
        self._store = store
        self._node = node
        self._every_s = every_s

    async def run(self) -> None:
        """Exchange until cancelled; errors of the database are logged and only delay the exchange."""
        while True:
            try:
                await self.exchange()
            except Exception as error:
                _log.warning("presence.failed", error=repr(error))
            await asyncio.sleep(self._every_s)

    async def exchange(self) -> None:
        """Forget screens that are gone, load the other nodes' screens, then save those of this node.

        All but the last step also works read-only.

        Raises: any error of the database driver.
        """
        now = self._clock.now()
        self._screens.forget_gone(now)
        since = now - timedelta(seconds=MISSED * self._every_s)
        async with self._transactions.read() as transaction:
            self._screens.learn(await self._store.list_of_others(transaction, self._node, since=since))
        async with self._transactions.write() as transaction:
            await self._store.save(transaction, self._node, self._screens.list_own(), at=now)
