"""Viewers of many nodes in every language, which record all states that they held."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from broadcast.client.apply import View
from broadcast.client.watch import FeedEvent, follow
from conference.languages import LANGUAGES
from conference.tasks import end
from tests.faults.desk import Moment, Truth, as_text

BACKOFF = 0.1
"""Share of the back-off's bound that a viewer waits: real ones draw lots, these may not be late."""


@dataclass(eq=False)
class Watcher:
    """One viewer. `held` is everything it ever held; `back` names keys that went back within an epoch."""

    address: str
    language: str
    node: int
    view: View = field(default_factory=View)
    held: set[Moment] = field(default_factory=set)
    back: list[str] = field(default_factory=list)
    problems: int = 0

    def see(self, sight: FeedEvent) -> None:
        """Take in what a message changed."""
        before, self.view = self.view, sight.view
        if sight.problem is not None:
            self.problems += 1
        for key in sight.changed:
            held = sight.view.keys.get(key)
            if held is None:
                continue
            self.held.add((sight.view.epoch, key, held.offset, as_text(held.state)))
            old = before.keys.get(key)
            if old is not None and before.epoch == sight.view.epoch and old.offset > held.offset:
                self.back.append(key)

    def has(self, truth: Truth) -> bool:
        """Whether it shows the board as it is in the database."""
        if (self.view.epoch, self.view.offset) != (truth.epoch, truth.offset):
            return False
        shown = {
            key: (held.offset, as_text(held.state)) for key, held in self.view.keys.items() if held.state is not None
        }
        return shown == truth.board[self.language]


class Crowd:
    """A viewer in each language at each address."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.watchers = [
            Watcher(address, language, node) for node, address in enumerate(addresses) for language in LANGUAGES
        ]
        self._changed = asyncio.Event()
        self._tasks = [asyncio.create_task(self._watch(watcher)) for watcher in self.watchers]

    async def until_all_have(self, truth: Truth, *, within_s: float, nodes: Sequence[int] | None = None) -> float:
        """Wait until all (at these nodes) show the board; gives the seconds. Raises AssertionError when they do not."""
        concerned = [w for w in self.watchers if nodes is None or w.node in nodes]
        began = time.monotonic()
        while late := [w for w in concerned if not w.has(truth)]:
            left = began + within_s - time.monotonic()
            if left <= 0:
                views = sorted({(w.node, w.view.epoch == truth.epoch, w.view.offset, w.problems) for w in late})
                raise AssertionError(f"{len(late)} viewers do not have offset {truth.offset}: {views}")
            await self._change(left)
        return time.monotonic() - began

    async def until_noticed(self, node: int, before: int, *, within_s: float) -> float:
        """Wait until every viewer of a node has lost its connection more often than `before` says."""
        began = time.monotonic()
        while self.problems(node) <= before:
            left = began + within_s - time.monotonic()
            assert left > 0, f"viewers of node {node} noticed nothing"
            await self._change(left)
        return time.monotonic() - began

    def problems(self, node: int) -> int:
        """How often every viewer of a node has lost its connection, at least."""
        return min(w.problems for w in self.watchers if w.node == node)

    def never_were(self, truth: Truth) -> list[tuple[int, str, Moment]]:
        """What viewers held and nobody ever committed."""
        return [(w.node, w.language, moment) for w in self.watchers for moment in w.held - truth.ever[w.language]]

    def went_back(self) -> list[tuple[int, str, list[str]]]:
        """Keys whose offset went back within an epoch, and at whom."""
        return [(w.node, w.language, w.back) for w in self.watchers if w.back]

    async def close(self) -> None:
        """Everybody leaves."""
        await end(*self._tasks)

    async def _change(self, within_s: float) -> None:
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), within_s)
        except TimeoutError:
            return

    async def _watch(self, watcher: Watcher) -> None:
        async for sight in follow(watcher.address, watcher.language, chance=lambda: BACKOFF):
            watcher.see(sight)
            self._changed.set()
