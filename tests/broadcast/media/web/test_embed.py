"""The player of a room in frames of other sites, and its description by oEmbed."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest

from broadcast.media.web.embed import HEIGHT
from broadcast.media.web.listing import STREAM_WATCH
from tests.support.board_pages import Served
from tests.support.streams import FRENCH, STREAMS


async def test_other_sites_may_frame_the_player(served: Served) -> None:
    served.client.app[STREAM_WATCH].rooms["plenary"] = STREAMS
    response = await served.client.get("/embed/fr/rooms/plenary")
    page, policy = await response.text(), response.headers["Content-Security-Policy"].split("; ")
    assert response.status == 200
    assert "frame-ancestors *" in policy
    assert {"X-Frame-Options", "Set-Cookie"}.isdisjoint(response.headers)
    assert re.search(r'<html lang="fr"', page)
    assert 'data-do="listen"' in page
    assert "<form" not in page
    framed = await served.client.get("/fr/rooms/plenary")
    assert framed.headers["X-Frame-Options"] == "DENY"
    assert "/embed/fr/rooms/plenary" in await framed.text()


@pytest.mark.parametrize("path", ["/embed/fr/rooms/plenary", "/fr/rooms/plenary"])
async def test_page_that_is_known_keeps_its_policy(served: Served, path: str) -> None:
    served.client.app[STREAM_WATCH].rooms["plenary"] = STREAMS
    first = await served.client.get(path)
    known = await served.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert known.status == 304
    assert "https://video.example.org" in known.headers["Content-Security-Policy"]
    names = ("Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Resource-Policy", "Vary", "Content-Language")
    assert [known.headers.get(name) for name in names] == [first.headers.get(name) for name in names]


async def test_signed_in_person_is_not_in_the_frame(served: Served) -> None:
    served.client.app[STREAM_WATCH].rooms["plenary"] = STREAMS
    await served.sign_in()
    page = await served.page("/embed/en/rooms/plenary")
    assert "csrf" not in page
    assert "Operator" not in page


@pytest.mark.parametrize("room", ["R301", "nowhere", "%00"])
async def test_room_without_streams_has_no_player(served: Served, room: str) -> None:
    assert 'lang="ar"' in await served.page(f"/embed/ar/rooms/{room}", 404)


@pytest.mark.parametrize("path", ["rooms/plenary", "sessions/debate-1"])
async def test_page_names_its_description(served: Served, path: str) -> None:
    assert "oembed" not in await served.page(f"/vi/{path}")
    served.client.app[STREAM_WATCH].rooms["plenary"] = [FRENCH]
    page = await served.page(f"/en/{path}")
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)
    assert found
    public_url = served.runtime.settings.address
    described = json.loads(await served.page(unescape(found[1]).removeprefix(public_url) + "&maxwidth=300"))
    assert (described["version"], described["type"], described["title"]) == ("1.0", "rich", "Plenary hall")
    assert (described["width"], described["height"]) == (300, HEIGHT)
    assert f'src="{public_url}/embed/en/rooms/plenary"' in described["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=https%3A%2F%2Fother.example%2Fen%2Frooms%2Fplenary", 404),
        ("url={public}/en/rooms/R301", 404),
        ("url={public}/en/sessions/bilateral", 404),
        ("url={public}/de/rooms/plenary", 404),
        ("url={public}/en/rooms/plenary&format=xml", 422),
        ("url={public}/en/rooms/plenary&maxwidth=0", 422),
        ("url=https%3A%2F%2F%5B", 404),
    ],
)
async def test_other_addresses_are_not_described(served: Served, query: str, status: int) -> None:
    served.client.app[STREAM_WATCH].rooms["plenary"] = [FRENCH]
    public = quote(served.runtime.settings.address, safe="")
    await served.page(f"/oembed?{query.format(public=public)}", status)
