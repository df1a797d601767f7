"""The watch over streams: one node checks them, every node knows their states."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from msgspec import structs

from broadcast.media.actions import announce_interruptions
from broadcast.media.checking import check_streams
from broadcast.media.domain.states import StreamRecord, TrackProgress, TrackState
from broadcast.media.ports import StreamServices, WatchHold

HELD_FOR = timedelta(seconds=12)
"""How long a node checks the streams unless it says so again; after its end another node takes over."""

_log = structlog.get_logger(__name__)


class StreamWatch:
    """Checks the streams while no other node does, and knows the state of each. `revision` counts the changes.

    `node` names this node.
    """

    def __init__(self, services: StreamServices, node: str) -> None:
        self.records: Mapping[str, StreamRecord] = {}
        self.revision = 0
        self._services, self._node = services, node
        self.rooms = services.rooms
        self._streams = [stream for streams in services.rooms.values() for stream in streams]
        self._progress = {stream.id: TrackProgress() for stream in self._streams}

    async def run(self) -> None:
        """Watch until cancelled; a failure is logged, and the watch goes on."""
        while True:
            try:
                await self.look()
            except Exception:
                _log.exception("streams.watch_failed")
            await asyncio.sleep(self._services.rules.every_s)

    async def look(self) -> None:
        """Read the states; check all streams first if this node is the one that does."""
        hold = await self.read_states()
        if await self._hold_watch(hold):
            await self._check_all(self.records)
            await self.read_states()

    async def read_states(self) -> WatchHold | None:
        """Read the states that were last saved, and return which node checks the streams."""
        async with self._services.board.transactions.read() as transaction:
            saved = await self._services.store.list_records(transaction)
            hold = await self._services.store.find_hold(transaction)
        records = {one.stream: one for one in saved if one.stream in self._progress}
        if records != self.records:
            self.records = records
            self.revision += 1
        return hold

    async def _hold_watch(self, hold: WatchHold | None) -> bool:
        """Return whether this node checks the streams; write so when half of its time has passed."""
        now = self._services.board.clock.now()
        if hold is not None and hold.until > now:
            if hold.node != self._node:
                return False
            if hold.until - now > HELD_FOR / 2:
                return True
        async with self._services.board.transactions.write() as transaction:
            return await self._services.store.hold(transaction, self._node, now=now, until=now + HELD_FOR)

    async def _check_all(self, records: Mapping[str, StreamRecord]) -> None:
        """Check the streams, save the states that have changed, and announce interruptions."""
        states = await check_streams(self._services, self._streams, self._progress)
        changed = self._find_changes(records, states, self._services.board.clock.now())
        await self._save_records(changed)
        current = {**records, **{one.stream: one for one in changed}}
        await self._save_records(await announce_interruptions(self._services, current))

    def _find_changes(
        self, records: Mapping[str, StreamRecord], states: Mapping[str, TrackState], now: datetime
    ) -> list[StreamRecord]:
        changed = []
        for name, progress in self._progress.items():
            old = records.get(name)
            state = progress.confirm_state(states[name], old.state if old else None)
            if state is None or (old is not None and old.state is state):
                continue
            _log.info("streams.changed", stream=name, state=state.value)
            new = StreamRecord(stream=name, state=state, since=now)
            changed.append(structs.replace(old, state=state, since=now) if old else new)
        return changed

    async def _save_records(self, records: Sequence[StreamRecord]) -> None:
        if records:
            async with self._services.board.transactions.write() as transaction:
                await self._services.store.save_records(transaction, records)
