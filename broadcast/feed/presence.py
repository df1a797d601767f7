"""Tells the other nodes which screens are connected here, and learns of theirs: sampled, never per arrival (B21)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from broadcast.board.ports import Board
from broadcast.feed.screens import Screen, Screens
from conference.transactions import Transaction

MISSED = 3
"""Exchanges after which a node that says nothing counts as gone, and its screens with it."""

_log = structlog.get_logger(__name__)


class NodeStore(Protocol):
    """Keeps what each node says of its screens."""

    async def put(self, transaction: Transaction, node: str, screens: Sequence[Screen], *, at: datetime) -> None:
        """Say what screens a node has."""
        ...

    async def of_others(self, transaction: Transaction, node: str, *, since: datetime) -> list[Screen]:
        """The screens of all other nodes that have been heard of since then; the newest word comes last."""
        ...


class Presence:
    """The exchange of one node, called `node`, every `every_s` seconds."""

    def __init__(self, screens: Screens, board: Board, store: NodeStore, *, node: str, every_s: float) -> None:
        self._screens = screens
        self._transactions = board.transactions
        self._clock = board.clock
        self._store = store
        self._node = node
        self._every_s = every_s

    async def run(self) -> None:
        """Exchange for ever; a database that does not answer delays what is known, and nothing else."""
        while True:
            try:
                await self.exchange()
            except Exception as error:
                _log.warning("presence.failed", error=repr(error))
            await asyncio.sleep(self._every_s)

    async def exchange(self) -> None:
        """Learn of the others' screens, then tell of ours, once: a database that takes no writes still informs us.

        Raises what the database raises.
        """
        now = self._clock.now()
        since = now - timedelta(seconds=MISSED * self._every_s)
        async with self._transactions.read() as transaction:
            self._screens.learn(await self._store.of_others(transaction, self._node, since=since))
        async with self._transactions.write() as transaction:
            await self._store.put(transaction, self._node, self._screens.own(), at=now)
