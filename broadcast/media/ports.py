"""Ports of the watch over streams: the store of states and changes, the fetching of playlists, the dependencies."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from broadcast.board.ports import Board
from broadcast.media.changes import StreamChange
from broadcast.media.domain.states import StreamRecord, TrackState, WatchRules
from conference.clock import Clock
from conference.event import Event
from conference.transactions import Transaction


class FetchError(Exception):
    """A playlist could not be fetched; `state` says why."""

    def __init__(self, state: TrackState) -> None:
        super().__init__(state.value)
        self.state = state


FetchPlaylist = Callable[[str], Awaitable[tuple[str, str]]]
"""Returns the text at an address, and the address that it was sent from. Raises FetchError."""


FetchSegment = Callable[[str], Awaitable[bytes]]
"""Returns the content at an address. Raises FetchError."""

MeasurePeak = Callable[[bytes], Awaitable[float | None]]
"""Returns the peak of a segment in dBFS, None if it has no sound that can be decoded."""


class SoundServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the measurement of sound: the fetching, the measuring, the clock."""

    fetch: FetchSegment
    measure: MeasurePeak
    clock: Clock


class WatchHold(Struct, frozen=True):
    """The node that checks the streams, until when."""

    node: str
    until: datetime


class StreamStateStore(Protocol):
    """Store of the states of streams, of which node checks them, and of what operators have changed."""

    async def hold(self, transaction: Transaction, node: str, *, now: datetime, until: datetime) -> bool:
        """Let a node check the streams until a moment; return False while another node does."""
        ...

    async def find_hold(self, transaction: Transaction) -> WatchHold | None:
        """Return which node checks the streams, None if none ever did."""
        ...

    async def list_records(self, transaction: Transaction) -> list[StreamRecord]:
        """Return the records of all streams, by stream."""
        ...

    async def save_records(self, transaction: Transaction, records: Sequence[StreamRecord]) -> None:
        """Add or replace the records of some streams."""
        ...

    async def list_changes(self, transaction: Transaction) -> list[StreamChange]:
        """Return the changes of streams; ids of further streams sort by the time at which they were added."""
        ...

    async def save_change(self, transaction: Transaction, change: StreamChange) -> None:
        """Add or replace the change of a stream."""
        ...

    async def delete_change(self, transaction: Transaction, stream: str) -> None:
        """Delete the change of a stream, if there is one."""
        ...


class StreamServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the watch: the event that declares streams, the store, the fetching, the board."""

    board: Board
    store: StreamStateStore
    fetch: FetchPlaylist
    event: Event
    rules: WatchRules = WatchRules()
