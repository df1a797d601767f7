"""Room systems: their connections from the settings, and their page."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.room_systems.runtime import ADAPTERS, RoomConnection, RoomSystem
from broadcast.room_systems.storage import SqlRoomSystemStore
from broadcast.room_systems.web import pages
from broadcast.room_systems.web.pages import ROOM_CONNECTIONS
from conference.tasks import end
from rostrum.runtime import Runtime
from rostrum.settings import SettingsError

_LARGEST_PORT = 65_535
_FORM = re.compile(r"(?P<room>[^=]+)=(?P<kind>[a-z-]+)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(?P<port>\d{1,5})")


def install_room_systems(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the page, and the connections while the application runs."""
    systems = read_room_systems(runtime.settings.room_systems, {room.code for room in runtime.event.rooms})
    store = SqlRoomSystemStore()
    connections: Mapping[str, RoomConnection] = {
        system.room: RoomConnection(system=system, board=board, store=store) for system in systems
    }
    app[ROOM_CONNECTIONS] = connections
    app.router.add_routes(pages.routes())

    async def follow_rooms(_app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(one.run(), name="room system") for one in connections.values()]
        yield
        await end(*tasks)
        for connection in connections.values():
            await connection.close()

    if connections:
        app.cleanup_ctx.append(follow_rooms)


def read_room_systems(values: tuple[str, ...], rooms: set[str]) -> list[RoomSystem]:
    """Return the room systems of a setting such as `plenary=dis-ccu://10.0.0.5:3142`.

    Raises: SettingsError for another form, an unknown kind or room, and a room with two systems.
    """
    systems: list[RoomSystem] = []
    for value in values:
        found = _FORM.fullmatch(value)
        if found is None or found["kind"] not in ADAPTERS or not 0 < int(found["port"]) <= _LARGEST_PORT:
            kinds = sorted(ADAPTERS)
            raise SettingsError(f"ROSTRUM_ROOM_SYSTEMS: {value!r} is not room=kind://host:port; kinds: {kinds}")
        if found["room"] not in rooms:
            raise SettingsError(f"ROSTRUM_ROOM_SYSTEMS: the event has no room {found['room']!r}")
        if any(one.room == found["room"] for one in systems):
            raise SettingsError(f"ROSTRUM_ROOM_SYSTEMS: the room {found['room']!r} has two systems")
        host = found["host"].strip("[]")
        systems.append(RoomSystem(room=found["room"], kind=found["kind"], host=host, port=int(found["port"])))
    return systems
