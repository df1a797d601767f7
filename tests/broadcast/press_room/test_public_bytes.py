"""Private sessions and rehearsals are in no byte of the press room."""

from dataclasses import replace

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.domain.announcements import Destination, Targets
from broadcast.board.domain.programme import Programme
from broadcast.board.event_data import programme_of
from broadcast.board.storage import SqlBoardStore
from broadcast.press_room.pages import FILES
from broadcast.rehearsal.tables import BOARD_TABLES
from conference.languages import LANGUAGES
from tests.support.board_pages import Served
from tests.support.board_samples import CANARY, private_item, text

PRESS = Targets(destinations=(Destination.PRESS,))


async def test_private_sessions_and_rehearsals_are_in_no_byte(served: Served) -> None:
    programme = programme_of(served.runtime.event)
    items = tuple(private_item("rt-1") if item.id == "rt-1" else item for item in programme.items)
    private = Programme(
        event_info=programme.event_info, items=items, tally_source=programme.tally_source, rooms=programme.rooms
    )
    await load_programme(served.board, private, operator=served.operator)
    rehearsed = replace(served.board, store=SqlBoardStore(BOARD_TABLES))
    await load_programme(rehearsed, programme, operator=served.operator)
    await post_announcement(rehearsed, text(CANARY), targets=PRESS, operator=served.operator)
    await post_announcement(served.board, text("Photo call"), targets=PRESS, operator=served.operator)
    await served.heard()
    files = [f"{name}.{form}" for name in FILES for form in ("json", "csv") if f"{name}.{form}" != "speakers.json"]
    for code in LANGUAGES:
        page = await served.page(f"/{code}/press")
        assert "Photo call" in page
        for body in (page, *[await served.page(f"/feeds/{code}/{name}") for name in (*files, "press.atom")]):
            assert CANARY not in body
