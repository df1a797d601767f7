"""The pages of the screens, and the worker that keeps them."""

import json
import re
from datetime import UTC
from typing import Any

import pytest

from conference.languages import LANGUAGES
from tests.support.board_pages import Served

DECLARED = ["en", "fr", "es", "ru", "ar", "zh", "vi"]
"""The languages of the reference event, in their order."""


def data(html: str) -> dict[str, Any]:
    """What the page hands to its script."""
    match = re.search(r'<script type="application/json" id="screen">(.*?)</script>', html, re.S)
    assert match
    found: dict[str, Any] = json.loads(match[1])
    return found


async def test_lobby_speaks_one_language(served: Served) -> None:
    for code in LANGUAGES:
        screen = data(await served.page(f"/{code}/screens/lobby"))
        assert [face["language"]["code"] for face in screen["faces"]] == [code], code
        assert screen["faces"][0]["timezone"] == "Asia/Ho_Chi_Minh", code
        assert set(screen["faces"][0]["days"]["2025-10-25"]) == {"long", "short"}, code


@pytest.mark.parametrize(
    ("query", "codes", "every_s"),
    [
        ("?languages=ar,fr,en&every_s=20", ["ar", "fr", "en"], 20),
        ("?languages=ar,ar,de,,vi&every_s=1", ["ar", "vi"], 5),
        ("?languages=&every_s=99999", DECLARED, 600),
        ("?every_s=x%C2%B2", DECLARED, 20),
        ("", DECLARED, 20),
    ],
)
async def test_lobby_turns_through_languages(served: Served, query: str, codes: list[str], every_s: int) -> None:
    screen = data(await served.page(f"/screens/lobby{query}"))
    assert [face["language"]["code"] for face in screen["faces"]] == codes
    assert screen["every_s"] == every_s


@pytest.mark.parametrize(
    ("path", "fixed"),
    [("/screens/lobby?languages=vi,ar,fr", "vi"), ("/screens/lobby", "en"), ("/ar/screens/lobby", "ar")],
)
async def test_one_language_stays_on_the_screen(served: Served, path: str, fixed: str) -> None:
    assert data(await served.page(path))["fixed"] == fixed


async def test_screen_knows_its_place(served: Served) -> None:
    paths = {
        "/en/screens/lobby": "lobby",
        "/en/screens/lobby?place=press": "press",
        "/screens/lobby?place=attic": "lobby",
        "/en/screens/rooms/R313": "rooms",
        "/en/screens/speakers/R313": "rooms",
    }
    assert {path: data(await served.page(path))["destination"] for path in paths} == paths


async def test_room_screen_is_of_a_room_that_there_is(served: Served) -> None:
    html = await served.page("/ar/screens/rooms/R313")
    assert data(html)["room"] == "R313"
    assert served.runtime.event.room("R313").name["ar"] in html
    await served.page("/ar/screens/rooms/cellar", 404)


@pytest.mark.parametrize("path", ["/ar/screens/lobby", "/screens/lobby", "/ar/screens/rooms/plenary", "/ar/"])
async def test_pages_bear_the_mark_that_the_worker_looks_for(served: Served, path: str) -> None:
    response = await served.client.get(path)
    assert response.headers["X-Rostrum-Page"] in ("lobby", "room", "live")
    assert re.search(r'<meta name="build" content="[0-9a-f]+">', await response.text())


@pytest.mark.parametrize("path", ["/ar/screens/lobby", "/screens/lobby", "/en/screens/speakers/plenary"])
async def test_screens_are_sent_with_the_time_of_the_board(served: Served, path: str) -> None:
    header = (await served.client.get(path)).headers["Server-Timing"]
    assert header.startswith(f'clock;desc="{served.runtime.clock.now().astimezone(UTC):%Y-%m-%dT%H:}')


async def test_worker_is_asked_for_anew_and_may_answer_for_any_folder(served: Served) -> None:
    response = await served.client.get("/screen-worker.mjs")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert "staff" not in re.findall(r"const PAGES = (.*);", await response.text())[0]
    page = await served.client.get("/ar/screens/unreachable")
    assert page.headers["X-Rostrum-Page"] == "unreachable"


async def test_screen_has_no_token_of_the_person_signed_in(served: Served) -> None:
    await served.sign_in()
    assert 'name="csrf"' in await served.page("/staff/console")
    for path in ("/en/screens/lobby", "/screens/lobby", "/en/screens/rooms/plenary"):
        assert 'name="csrf"' not in await served.page(path)


async def test_each_layout_has_its_script_and_options(served: Served) -> None:
    screen = data(await served.page("/screens/rooms/R313?languages=ar,fr&theme=light&safe=3&turn=90&shift=off"))
    (tile,) = screen["tiles"]
    assert (tile["layout"], tile["room"]) == ("room", "R313")
    assert [face["language"]["code"] for face in screen["faces"]] == ["ar", "fr"]


async def test_options_set_the_picture_and_unknown_ones_are_ignored(served: Served) -> None:
    html = await served.page("/en/screens/lobby?theme=light&safe=3&turn=90&shift=off&colour=red")
    assert 'data-theme="light"' in html
    assert 'data-turn="90" data-safe="3" data-shift="off"' in html
    html = await served.page("/en/screens/lobby?theme=blue&safe=30&turn=45&shift=2")
    assert 'data-theme="dark"' in html
    assert 'data-turn="0" data-safe="0" data-shift="on"' in html


async def test_grid_has_its_parts_and_names_those_that_cannot_be_shown(served: Served) -> None:
    cells = "lobby:place=press;rooms;room:room=cellar;room:room=R313;signing"
    screen = data(await served.page(f"/en/screens/grid?arrange=main&cells={cells}"))
    assert [tile["layout"] for tile in screen["tiles"]] == ["lobby", "problem", "problem", "room", "signing"]
    assert [tile["problem"]["code"] for tile in screen["tiles"][1:3]] == ["layout_unknown", "room_unknown"]
    assert screen["tiles"][0]["options"] == {"place": "press"}
    assert screen["tiles"][3]["room"] == "R313"
    assert screen["options"]["arrange"] == "main"
    assert "layout.problem.room_unknown" in screen["faces"][0]["texts"]
    (tile,) = data(await served.page("/en/screens/grid"))["tiles"]
    assert tile["problem"]["code"] == "cells_missing"


async def test_layouts_get_their_options(served: Served) -> None:
    (tile,) = data(await served.page("/en/screens/programme?day=next"))["tiles"]
    assert tile["options"] == {"day": "next"}
    (tile,) = data(await served.page("/en/screens/programme?day=someday"))["tiles"]
    assert tile["options"] == {"day": "today"}
    screen = data(await served.page("/en/screens/announcement?place=rooms"))
    assert (screen["destination"], screen["tiles"][0]["options"]) == ("rooms", {"place": "rooms"})
    assert data(await served.page("/en/screens/figures"))["destination"] == "press"
