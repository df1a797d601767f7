"""The watch over streams: one node checks them, every node knows them with their states."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from msgspec import structs

from broadcast.media.actions.interruptions import announce_interruptions
from broadcast.media.changes import StreamChange, apply_changes, find_valid
from broadcast.media.checking import check_streams
from broadcast.media.domain.playlists import Segment
from broadcast.media.domain.states import StreamRecord, TrackProgress, TrackState, mark_silent
from broadcast.media.intervals import repeat_check
from broadcast.media.ports import StreamServices, WatchHold
from broadcast.media.room_streams import group_streams
from broadcast.media.silence import RoomSounds
from conference.event import Stream

HELD_FOR = timedelta(seconds=12)
"""How long a node checks the streams unless it says so again; after its end another node takes over."""

_log = structlog.get_logger(__name__)


class StreamWatch:
    """Checks the streams while no other node does, and knows each with its state. `revision` counts the changes.

    `node` names this node. `changes` are those of operators that hold, `hold` says which node checks. `sounds` has the
    loudness of tracks if it is measured.
    """

    def __init__(self, services: StreamServices, node: str) -> None:
        self.services = services
        self.changes: Mapping[str, StreamChange] = {}
        self.records: Mapping[str, StreamRecord] = {}
        self.hold: WatchHold | None = None
        self.revision = 0
        self.sounds = RoomSounds()
        self._node = node
        self._progress: dict[str, TrackProgress] = {}
        self.streams: Sequence[Stream] = ()
        self._take_streams(services.event.streams)

    async def run(self) -> None:
        """Watch until cancelled; a failure is logged, and the watch goes on."""
        clock, every_s = self.services.board.clock, self.services.rules.every_s
        await repeat_check(self.look, clock, every_s, "streams.watch_failed")

    async def find_state(self, stream: Stream) -> TrackState:
        """Return what is found at the address of a stream now."""
        return (await check_streams(self.services, [stream], {stream.id: TrackProgress()}))[stream.id]

    def list_segments(self) -> Mapping[str, Segment]:
        """Return the newest segment of each spoken track that plays, by stream; none while another node checks."""
        spoken = [one.id for one in self.streams if one.role in ("floor", "interpretation")]
        segments = {name: self._progress[name].segment for name in spoken if not self._progress[name].failures}
        return {name: segment for name, segment in segments.items() if segment is not None}

    async def look(self) -> None:
        """Read streams and states; check all streams first if there are some and this node is the one that does."""
        await self.read_states()
        if self.streams and await self._hold_watch(self.hold):
            await self._check_all(self.records)
            await self.read_states()
        else:
            self._forget_segments()

    async def read_states(self) -> None:
        """Read the changes of streams, the states that were last saved, and which node checks."""
        store, declared = self.services.store, self.services.event.streams
        async with self.services.board.transactions.read() as transaction:
            changes = await store.list_changes(transaction)
            saved = await store.list_records(transaction)
            self.hold = await store.find_hold(transaction)
        self.changes = find_valid(declared, changes)
        streams = apply_changes(declared, self.changes)
        if streams != self.streams:
            self._take_streams(streams)
        records = {one.stream: one for one in saved if one.stream in self._progress}
        if records != self.records:
            self.records = records
            self.revision += 1

    def _take_streams(self, streams: Sequence[Stream]) -> None:
        """Watch other streams. What is known of a track is kept unless its address is another one."""
        same = {one.id for one in streams if one in self.streams}
        self._progress = {one.id: self._progress[one.id] if one.id in same else TrackProgress() for one in streams}
        self.streams, self.rooms = list(streams), group_streams(streams)
        self.revision += 1

    async def _hold_watch(self, hold: WatchHold | None) -> bool:
        """Return whether this node checks the streams; write so when half of its time has passed."""
        now = self.services.board.clock.now()
        if hold is not None and hold.until > now:
            if hold.node != self._node:
                return False
            if hold.until - now > HELD_FOR / 2:
                return True
        async with self.services.board.transactions.write() as transaction:
            return await self.services.store.hold(transaction, self._node, now=now, until=now + HELD_FOR)

    async def _check_all(self, records: Mapping[str, StreamRecord]) -> None:
        """Check the streams, save the states that have changed, and announce interruptions."""
        streams, progress = self.streams, self._progress  # an act of an operator may replace both during the check
        states = mark_silent(await check_streams(self.services, streams, progress), self.sounds.find_silent(self.rooms))
        changed = _find_changes(records, states, progress, self.services.board.clock.now())
        await self._save_records(changed)
        current = {**records, **{one.stream: one for one in changed}}
        await self._save_records(await announce_interruptions(self.services, streams, current))

    def _forget_segments(self) -> None:
        for progress in self._progress.values():
            progress.segment = None

    async def _save_records(self, records: Sequence[StreamRecord]) -> None:
        if records:
            async with self.services.board.transactions.write() as transaction:
                await self.services.store.save_records(transaction, records)


def _find_changes(
    records: Mapping[str, StreamRecord],
    states: Mapping[str, TrackState],
    all_progress: Mapping[str, TrackProgress],
    now: datetime,
) -> list[StreamRecord]:
    """Return the records of the streams whose state is another one than that of `records`."""
    changed = []
    for name, progress in all_progress.items():
        old = records.get(name)
        state = progress.confirm_state(states[name], old.state if old else None)
        if state is None or (old is not None and old.state is state):
            continue
        _log.info("streams.changed", stream=name, state=state.value)
        new = StreamRecord(stream=name, state=state, since=now)
        changed.append(structs.replace(old, state=state, since=now) if old else new)
    return changed
