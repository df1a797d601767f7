"""Page of the room systems."""

from collections import deque

import pytest

from broadcast.room_systems.actions.floor import Outcome, Result
from broadcast.room_systems.domain.microphones import Microphones, Seat
from broadcast.room_systems.runtime import MicrophoneEvent, RoomConnection, RoomSystem
from broadcast.room_systems.storage import SqlRoomSystemStore
from broadcast.room_systems.web.pages import PATH, ROOM_CONNECTIONS, read_labels
from conference.errors import InvalidError
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]


def test_labels_are_read_by_line() -> None:
    assert read_labels("12 Viet Nam\n\n 7  France \n") == {12: "Viet Nam", 7: "France"}
    assert read_labels("") == {}


@pytest.mark.parametrize("typed", ["12", "Viet Nam", "12 Viet Nam\n12 France", "-1 x", "١٢ x"])
def test_wrong_lines_are_named(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_labels(f"1 Chair\n{typed}")
    assert refused.value.params["line"] == 1 + len(typed.splitlines())


async def test_page_without_room_systems_names_the_setting(served: Served) -> None:
    await served.sign_in()
    assert "ROSTRUM_ROOM_SYSTEMS" in await served.page(PATH)
    await served.sign_in("door")
    assert (await served.client.get(PATH)).status == 403


async def test_room_is_switched_and_its_seats_are_named(served: Served) -> None:
    system = RoomSystem(room="plenary", kind="dis-ccu", host="10.0.0.5", port=3142)
    connection = RoomConnection(system=system, board=served.board, store=SqlRoomSystemStore())
    connection.microphones = Microphones(seats={14: Seat("<b>Egypt", is_on=True)}, is_reported=True)
    refused = Outcome(Result.REFUSED, "speakers.not_in_session")
    event = MicrophoneEvent(at=served.runtime.clock.now(), seat=14, label="<b>Egypt", outcome=refused)
    connection.events = deque([event])
    assert served.client.app is not None
    served.client.app[ROOM_CONNECTIONS]["plenary"] = connection  # type: ignore[index]
    await served.sign_in()
    page = await served.page(PATH)
    assert "&lt;b&gt;Egypt" in page
    assert "<b>Egypt" not in page

    async def post(**fields: str) -> tuple[int, str]:
        form = {"csrf": hidden(await served.page(PATH), "csrf"), **fields}
        response = await served.client.post(f"{PATH}/plenary", data=form)
        return response.status, await response.text()

    assert (await post(do="switched_on"))[0] == 200
    assert (await connection.load_settings()).gives_floor
    status, page = await post(do="named", seats="14 Egypt\nnothing")
    assert (status, "14 Egypt\nnothing" in page) == (422, True)
    assert (await post(do="named", seats="14 Egypt\n3 France"))[0] == 200
    assert (await connection.load_settings()).labels == {3: "France", 14: "Egypt"}
    assert (await served.client.post(f"{PATH}/R301", data={"csrf": hidden(page, "csrf"), "do": "named"})).status == 404
