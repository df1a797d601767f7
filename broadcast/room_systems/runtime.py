"""Connections to room systems: one task a room, which follows its microphones and gives the floor."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import structlog
from msgspec import Struct

from broadcast.board.ports import Board
from broadcast.room_systems.actions.floor import Outcome, Result, give_floor_at_seat
from broadcast.room_systems.dis_ccu import DisCcuProtocol
from broadcast.room_systems.domain.microphones import Microphones, MicrophoneTurned, Report, apply_report
from broadcast.room_systems.ports import RoomSettings, RoomSystemProtocol, RoomSystemStore

ADAPTERS: Mapping[str, Callable[[], RoomSystemProtocol]] = MappingProxyType({"dis-ccu": DisCcuProtocol})
"""Kinds of room systems by their names in settings."""

CONNECT_WITHIN_S = 5.0
SILENT_FOR_S = 30.0
"""Seconds without a byte after which everything is asked for again, and twice that the connection is given up."""
RETRY_S, LONGEST_RETRY_S = 1.0, 30.0
KEPT_EVENTS = 20

_log = structlog.get_logger(__name__)


class RoomSystem(Struct, frozen=True, kw_only=True):
    """Where the room system of a room is, and of which kind."""

    room: str
    kind: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """The author of its acts in the log."""
        return f"{self.kind.upper()} {self.room}"


class MicrophoneEvent(Struct, frozen=True, kw_only=True):
    """A microphone that was turned on, and what became of it."""

    at: datetime
    seat: int
    label: str
    outcome: Outcome


@dataclass(kw_only=True)
class RoomConnection:
    """The connection to one room system. `connected_at` None: not connected, `problem` says why.

    `held_for_s` is how long a microphone must be on before it gives the floor: a delegate may press the wrong button.
    """

    system: RoomSystem
    board: Board
    store: RoomSystemStore
    held_for_s: float = 1.0
    microphones: Microphones = field(default_factory=Microphones)
    connected_at: datetime | None = None
    problem: str = ""
    events: deque[MicrophoneEvent] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    _held: dict[int, asyncio.TimerHandle] = field(default_factory=dict)
    _acting: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Connect and follow, again and again, until cancelled."""
        wait_s = RETRY_S
        while True:
            try:
                await self._follow_once()
            except (OSError, TimeoutError, EOFError) as error:
                self.problem = type(error).__name__ if isinstance(error, TimeoutError) else str(error)
                _log.warning("room_system.disconnected", room=self.system.room, error=repr(error))
            wait_s = RETRY_S if self.connected_at else min(2 * wait_s, LONGEST_RETRY_S)
            self.connected_at, self.microphones = None, Microphones()
            self._forget_held()
            await asyncio.sleep(wait_s)

    async def close(self) -> None:
        """Forget the microphones that are on, and wait for acts that have begun: a write is not interrupted."""
        self._forget_held()
        await asyncio.gather(*self._acting)

    async def load_settings(self) -> RoomSettings:
        """Return what operators have set for this room."""
        async with self.board.transactions.read() as transaction:
            return await self.store.get_settings(transaction, self.system.room)

    async def _follow_once(self) -> None:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            reader, writer = await asyncio.open_connection(self.system.host, self.system.port)
        try:
            await self._read_reports(reader, writer, ADAPTERS[self.system.kind]())
        finally:
            writer.close()

    async def _read_reports(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, protocol: RoomSystemProtocol
    ) -> None:
        self.connected_at, self.problem = self.board.clock.now(), ""
        _log.info("room_system.connected", room=self.system.room)
        writer.write(protocol.request)
        is_silent = False
        while True:
            try:
                async with asyncio.timeout(SILENT_FOR_S):
                    data = await reader.read(65_536)
            except TimeoutError:
                if is_silent:
                    raise
                is_silent = True
                writer.write(protocol.request)
                continue
            if not data:
                raise EOFError("connection closed")
            is_silent = False
            for report in protocol.feed(data):
                self._take_report(report)

    def _take_report(self, report: Report) -> None:
        """Note a report; a microphone that is turned on after the first complete report gives the floor."""
        was_on = isinstance(report, MicrophoneTurned) and self.microphones.is_on(report.seat)
        was_reported = self.microphones.is_reported
        self.microphones = apply_report(self.microphones, report)
        if not isinstance(report, MicrophoneTurned):
            return
        if held := self._held.pop(report.seat, None):
            held.cancel()
        if report.is_on and not was_on and was_reported:
            loop = asyncio.get_running_loop()
            self._held[report.seat] = loop.call_later(self.held_for_s, self._begin_act, report.seat)

    def _begin_act(self, seat: int) -> None:
        del self._held[seat]
        task = asyncio.create_task(self._act_at_seat(seat), name="microphone")
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def _act_at_seat(self, seat: int) -> None:
        label = self.microphones.seats[seat].label
        try:
            settings = await self.load_settings()
            label = settings.labels.get(seat, label)
            outcome = Outcome(Result.SWITCHED_OFF)
            if settings.gives_floor:
                outcome = await give_floor_at_seat(self.board, self.system.room, label, system=self.system.name)
        except Exception:
            _log.exception("room_system.act_failed", room=self.system.room, seat=seat)
            outcome = Outcome(Result.REFUSED, "http_500")
        self.events.appendleft(MicrophoneEvent(at=self.board.clock.now(), seat=seat, label=label, outcome=outcome))

    def _forget_held(self) -> None:
        for held in self._held.values():
            held.cancel()
        self._held.clear()
