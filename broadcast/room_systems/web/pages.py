"""Page of the room systems: their connections, what microphones did, and what operators have set."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import board_of, feed_of
from broadcast.room_systems.actions.floor import Outcome, Result
from broadcast.room_systems.actions.setting import MOST_SEATS, name_seats, switch_floor
from broadcast.room_systems.domain.microphones import LONGEST_LABEL, Seat
from broadcast.room_systems.ports import RoomSettings
from broadcast.room_systems.runtime import RoomConnection, RoomSystem
from conference.errors import InvalidError, NotFoundError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    staff_of,
)

PATH = "/staff/room-systems"
SeatLines = Annotated[str, Meta(max_length=MOST_SEATS * (LONGEST_LABEL + 8), extra={"text": "note"})]
ROOM_CONNECTIONS: web.AppKey[Mapping[str, RoomConnection]] = web.AppKey("room_connections", Mapping)
RESULTS = key_family("room_system.result.", (result.value for result in Result))
ERRORS = key_family("error.room_system.", ("line_wrong", "seat_wrong", "too_many_seats", "unknown"))
"""Problems of the actions, declared for the catalogues."""
DONE = key_family("room_system.done.", ("switched_on", "switched_off", "named"))


class PageQuery(Struct, frozen=True):
    """The act just done."""

    did: Identifier = ""


class RoomForm(Struct, frozen=True, kw_only=True):
    """An act on a room: the switch, or the names of its seats, one a line: number, space, name."""

    do: Literal["switched_on", "switched_off", "named"]
    seats: SeatLines = ""


class ShownRoom(Struct, frozen=True, kw_only=True):
    """A room as the page shows it."""

    name: str
    connection: RoomConnection
    settings: RoomSettings
    seats: Sequence[tuple[int, Seat]]
    typed: str
    errors: Mapping[str, str]

    @property
    def system(self) -> RoomSystem:
        """Where its room system is."""
        return self.connection.system


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PATH, show_rooms), web.post(f"{PATH}/{{room}}", change_room)]


@require(OPERATE_BOARD)
async def show_rooms(request: web.Request) -> web.Response:
    """`GET /staff/room-systems`."""
    return await _rooms_page(request)


@form_on(PATH, RoomForm)
@require(OPERATE_BOARD)
async def change_room(request: web.Request) -> web.Response:
    """`POST /staff/room-systems/{room}` with the fields of `RoomForm`."""
    form, room = await read_form(request, RoomForm), request.match_info["room"]
    connection = request.config_dict[ROOM_CONNECTIONS].get(room)
    if connection is None:
        raise NotFoundError("room_system.unknown")
    board, store, operator = board_of(request), connection.store, staff_of(request)
    if form.do == "named":
        try:
            await name_seats(board, store, room, read_labels(form.seats), operator=operator)
        except InvalidError as error:
            return await _rooms_page(request, refused=room, typed=form.seats, problem=error)
    else:
        await switch_floor(board, store, room, operator=operator, gives_floor=form.do == "switched_on")
    raise web.HTTPSeeOther(f"{PATH}?did={form.do}#{room}")


def read_labels(typed: str) -> dict[int, str]:
    """Return the names of seats by number from lines such as `12 Viet Nam`.

    Raises: InvalidError `room_system.line_wrong` with the number of the first line that is not one of these.
    """
    labels: dict[int, str] = {}
    for line_number, line in enumerate(typed.splitlines(), 1):
        number, _, label = line.strip().partition(" ")
        if not line.strip():
            continue
        if not (number.isascii() and number.isdecimal() and label.strip()) or int(number[:9]) in labels:
            raise InvalidError("room_system.line_wrong", {"seats": "room_system.line_wrong"}, line=line_number)
        labels[int(number[:9])] = label.strip()
    return labels


async def _rooms_page(
    request: web.Request, *, refused: str = "", typed: str = "", problem: InvalidError | None = None
) -> web.Response:
    event = read_snapshot(feed_of(request).hub.snapshot(language_of(request)).payload).event
    names = {room.id: room.name for room in event.rooms} if event else {}
    rooms = []
    for room, connection in request.config_dict[ROOM_CONNECTIONS].items():
        settings = await connection.load_settings()
        is_refused = room == refused and problem is not None
        rooms.append(
            ShownRoom(
                name=names.get(room, room),
                connection=connection,
                settings=settings,
                seats=sorted(connection.microphones.seats.items()),
                typed=typed if is_refused else "\n".join(f"{seat} {label}" for seat, label in settings.labels.items()),
                errors=field_texts(request, problem) if is_refused and problem else {},
            )
        )
    return render(
        request,
        "room_systems/rooms.html",
        status=problem.status if problem else 200,
        rooms=rooms,
        results=RESULTS,
        refusal_of=lambda outcome: _refusal_text(request, outcome),
        done=DONE.get(read_query(request, PageQuery).did),
        path=PATH,
        most_seats=MOST_SEATS,
    )


def _refusal_text(request: web.Request, outcome: Outcome) -> str:
    """Return why an act was refused, "" without a reason."""
    return error_text(request, InvalidError(outcome.code)) if outcome.code else ""
