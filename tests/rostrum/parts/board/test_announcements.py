"""Planned announcements of the installed application."""

from broadcast.announcements.web.context import ANNOUNCEMENTS
from tests.support.board_pages import Served, served

__all__ = ["served"]


async def test_second_reader_is_needed_where_emergencies_need_two(served: Served) -> None:
    app = served.client.app
    assert app is not None
    assert app[ANNOUNCEMENTS].needs_reader is ("emergency" in served.runtime.event.console.second_person_for)
