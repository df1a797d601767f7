"""The links for broadcasters on the page of a room."""

from tests.broadcast.lower_thirds.test_web import FLOOR, PAGES
from tests.support.board_pages import Served


async def test_room_page_leads_to_its_pages(served: Served) -> None:
    page = await served.page("/vi/rooms/plenary")
    for path in (*PAGES, FLOOR):
        assert f'href="{path.format("vi")}"' in page
