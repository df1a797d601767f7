"""The page of the ways to follow: each address works, is shown with its QR code, and is linked."""

import re
from html import unescape

from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard
from broadcast.publish import follow
from broadcast.publish.sections import FOLLOW_SECTIONS, PageSection
from conference.languages import LANGUAGES
from rostrum.parts.boards.pages import REHEARSED
from tests.support.board_pages import Served


async def test_each_address_is_served(served: Served) -> None:
    page = await served.page("/fr/follow")
    addresses = [unescape(one) for one in re.findall(r'readonly dir="ltr" value="([^"]+)"', page)]
    paths = [re.sub("^https?://[^/]+", "", one) for one in addresses]
    rooms = {item.room for item in served.runtime.event.programme if item.public}
    assert paths[:3] == [f"/calendar/fr/{one}.ics" for one in ("programme", "days/2025-10-25", "days/2025-10-26")]
    assert {one for one in paths if "/rooms/" in one} == {f"/calendar/fr/rooms/{room}.ics" for room in rooms}
    assert paths[-3:] == [f"/feeds/fr/programme.{kind}" for kind in ("atom", "json", "csv")]
    for path in paths:
        await served.page(path)
    opened = [unescape(one) for one in re.findall(r'href="(webcal:[^"]+)"', page)]
    assert opened == [re.sub("^https?:", "webcal:", one) for one in addresses[:-3]]
    assert page.count('class="way-qr"') == len(addresses)


async def test_page_is_in_each_language_and_linked(served: Served) -> None:
    for code in LANGUAGES:
        assert f"/calendar/{code}/programme.ics" in await served.page(f"/{code}/follow")
    for path in ("/ar/", "/ar/programme", "/ar/sessions/debate-1", "/ar/rooms/plenary"):
        assert 'href="/ar/follow"' in await served.page(path)


async def test_private_sessions_are_in_no_address(served: Served) -> None:
    """Covers B18."""
    private = {item.room for item in served.runtime.event.programme if not item.public}
    public = {item.room for item in served.runtime.event.programme if item.public}
    page = await served.page("/en/follow")
    assert [room for room in private - public if f"/rooms/{room}.ics" in page] == []


async def test_other_subjects_add_sections(served: Served) -> None:
    async def render(_request: web.Request, _board: PublicBoard, _subject: str) -> Markup:
        return Markup("<p>Notifications</p>")

    served.client.app[FOLLOW_SECTIONS].append(PageSection(render=render))
    assert "<p>Notifications</p>" in await served.page("/en/follow")


def test_rehearsal_has_no_page_to_follow() -> None:
    assert follow not in REHEARSED
