"""The section of a session's page: all its texts are in the page, hidden until its script shows those that apply."""

import re

from broadcast.notifications.web import NOTIFICATIONS
from conference.languages import LANGUAGES
from tests.support.board_pages import Served


async def test_page_of_a_session_has_the_hidden_switch(served: Served) -> None:
    key = served.client.app[NOTIFICATIONS].sender_key.public_key
    for code in LANGUAGES:
        page = await served.page(f"/{code}/sessions/debate-1")
        section = re.search(r'<section class="notification-switch"([^>]*)>(.*?)</section>', page, re.S)
        assert section
        assert section[1].endswith(" hidden")
        assert f'data-session="debate-1" data-key="{key}"' in section[1]
        assert len(re.findall(r'data-for="[^"]+" hidden>[^<]+<', section[2])) == 9


async def test_page_of_a_room_has_no_switch(served: Served) -> None:
    assert "notification-switch" not in await served.page("/en/rooms/plenary")
