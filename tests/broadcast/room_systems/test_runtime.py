"""A connection to a central unit that sends the recorded stream, line by line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from broadcast.board.domain.speakers import current_speaker
from broadcast.board.ports import Board
from broadcast.room_systems.actions.floor import Result
from broadcast.room_systems.actions.setting import name_seats, switch_floor
from broadcast.room_systems.runtime import RoomConnection, RoomSystem
from broadcast.room_systems.storage import SqlRoomSystemStore
from conference.tasks import end
from tests.broadcast.board.actions.conftest import loaded
from tests.conference.connections.serving import until
from tests.support.board_moves import open_session, read_speakers
from tests.support.board_samples import OPERATOR

__all__ = ["loaded"]

STREAM = (Path(__file__).parents[2] / "vectors/dis_ccu.txt").read_text("utf-8").splitlines()
STATUS = STREAM[: STREAM.index("mic_status_done") + 1]
WITHIN_S = 10


class CentralUnit:
    """A TCP server that answers `mic_status` with the seats, and sends lines when it is told to."""

    def __init__(self) -> None:
        self.writers: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
        self.writer: asyncio.StreamWriter

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.readline()).strip() == b"mic_status"
        writer.write("".join(f"{line}\r\n" for line in STATUS).encode())
        await self.writers.put(writer)

    async def accept(self) -> None:
        self.writer = await asyncio.wait_for(self.writers.get(), WITHIN_S)

    def send(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture
async def unit() -> AsyncIterator[tuple[CentralUnit, int]]:
    unit = CentralUnit()
    server = await asyncio.start_server(unit.serve, "127.0.0.1", 0)
    yield unit, server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def connection(loaded: Board, unit: tuple[CentralUnit, int]) -> AsyncIterator[RoomConnection]:
    system = RoomSystem(room="hall", kind="dis-ccu", host="127.0.0.1", port=unit[1])
    connection = RoomConnection(system=system, board=loaded, store=SqlRoomSystemStore(), held_for_s=0)
    task = asyncio.create_task(connection.run())
    await unit[0].accept()
    yield connection
    await end(task)
    await connection.close()


async def _wait_for_events(connection: RoomConnection, count: int) -> list[tuple[int, Result]]:
    await until(lambda: len(connection.events) >= count)
    return [(event.seat, event.outcome.result) for event in connection.events]


async def test_recorded_stream_gives_the_floor(
    loaded: Board, unit: tuple[CentralUnit, int], connection: RoomConnection
) -> None:
    await switch_floor(loaded, connection.store, "hall", operator=OPERATOR, gives_floor=True)
    await name_seats(loaded, connection.store, "hall", {12: "FR (fr)", 14: "EG (ar)"}, operator=OPERATOR)
    await open_session(loaded, "debate", operator=OPERATOR)
    changes = STREAM[len(STATUS) :]
    turned_on = changes.index("mic_on 12") + 1
    unit[0].send(*changes[:turned_on])
    assert await _wait_for_events(connection, 1) == [(12, Result.GIVEN)]
    unit[0].send(*changes[turned_on:])
    assert await _wait_for_events(connection, 2) == [(14, Result.GIVEN), (12, Result.GIVEN)]
    current = current_speaker((await read_speakers(loaded, "debate"))[0])
    assert current is not None
    assert current.id == "EG"
    assert connection.microphones.seats[1].is_on  # the chair's was on before the connection and gave nothing


async def test_microphone_gives_nothing_unless_it_is_allowed(
    loaded: Board, unit: tuple[CentralUnit, int], connection: RoomConnection
) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    unit[0].send("mic_on 12")
    assert await _wait_for_events(connection, 1) == [(12, Result.SWITCHED_OFF)]
    assert connection.events[0].label == "France (fr)"


async def test_microphone_turned_off_at_once_gives_nothing(
    unit: tuple[CentralUnit, int], connection: RoomConnection
) -> None:
    unit[0].send("mic_on 12", "mic_off 12", "mic_on 14")
    assert await _wait_for_events(connection, 1) == [(14, Result.SWITCHED_OFF)]


async def test_connection_is_made_again(
    unit: tuple[CentralUnit, int], connection: RoomConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcast.room_systems.runtime.RETRY_S", 0.01)
    unit[0].writer.close()
    await unit[0].accept()
    unit[0].send("mic_on 14")
    assert await _wait_for_events(connection, 1) == [(14, Result.SWITCHED_OFF)]
    assert connection.connected_at is not None
