"""What a node knows of paired screens, in memory: read at once after an act of this process, else within one tick."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from broadcast.feed.identity.sessions import KnownScreen, ScreenKeys
from broadcast.screens.ports import ScreenStore
from conference.transactions import Transactions

_log = structlog.get_logger(__name__)


def _tell_nobody() -> None:
    return


async def _save_nothing() -> None:
    return


class ScreenKnowledge(ScreenKeys):
    """The paired screens as this node has read them last. `on_change` is called after they have changed.

    `on_tick` saves what this node has counted of them, after each read of `run`.
    """

    def __init__(self, transactions: Transactions, store: ScreenStore, *, every_s: float) -> None:
        self.on_change: Callable[[], None] = _tell_nobody
        self.on_tick: Callable[[], Awaitable[None]] = _save_nothing
        self._transactions = transactions
        self._store = store
        self._every_s = every_s
        self._screens: Mapping[str, KnownScreen] = {}
        self._reading = asyncio.Lock()

    def find(self, name: str) -> KnownScreen | None:
        """Return the paired screen of this name, or None."""
        return self._screens.get(name)

    async def refresh(self) -> None:
        """Read the screens.

        Raises: any error of the database driver.
        """
        async with self._reading:
            async with self._transactions.read() as transaction:
                screens = await self._store.list_screens(transaction)
            found = {one.name: KnownScreen(one.name, one.public_key, one.address, one.room) for one in screens}
            if found != self._screens:
                self._screens = found
                self.on_change()

    async def run(self) -> None:
        """Read the screens at each tick until cancelled; an error is logged, and what is known stays."""
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.refresh()
                await self.on_tick()
            except Exception as error:
                _log.warning("screens.tick_failed", error=repr(error))
