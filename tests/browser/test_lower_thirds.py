"""Pages for broadcasters in a real browser: transparent, inside the safe area, as in the sample for OBS Studio."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import SETTINGS, WALL, window
from tests.browser.speaker_clock import ask_server, begin_statement, issue_token
from tests.support.live import LiveServer, live_server
from tests.support.paths import ROOT

pytestmark = pytest.mark.browser

SAFE = 0.05
"""Share of each side that graphics leave free (EBU R 95)."""


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory, board_template: Path) -> Iterator[LiveServer]:
    """A board whose debate has a speaker."""
    folder = tmp_path_factory.mktemp("speaking")
    shutil.copytree(board_template, folder, dirs_exist_ok=True)
    headers = issue_token(folder)
    with live_server(folder, SETTINGS) as server:
        begin_statement(server, headers, "debate-1")
        yield server


def read_obs_sample() -> dict[str, Any]:
    """Return the settings of the browser source in the documentation."""
    page = (ROOT / "docs/broadcasters.md").read_text(encoding="utf-8")
    sample = re.search(r"```json\n(.*?)```", page, re.S)
    assert sample
    settings: dict[str, Any] = json.loads(sample[1])["settings"]
    return settings


def photograph(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(omit_background=True, type="png"))).convert("RGBA")


def test_obs_sample_is_transparent_apart_from_its_plate(browser: Browser, speaking: LiveServer) -> None:
    settings = read_obs_sample()
    context, page = window(browser, speaking, (settings["width"], settings["height"]), color_scheme="dark")
    address = urlsplit(settings["url"])
    page.goto(f"{address.path}?{address.query}")
    expect(page.locator(".overlay-name")).not_to_be_empty()
    box = page.locator(".overlay-plate").bounding_box()
    assert box
    picture = photograph(page)
    scale = picture.width / settings["width"]
    corners = [(0, 0), (picture.width - 1, 0), (0, picture.height - 1), (picture.width - 1, picture.height - 1)]
    assert [picture.getpixel(corner) for corner in corners] == [(0, 0, 0, 0)] * 4
    middle = (int((box["x"] + box["width"] / 2) * scale), int((box["y"] + 4) * scale))
    assert picture.getchannel("A").getpixel(middle) == 255
    context.close()


@pytest.mark.parametrize("code", ["ar", "ru"])
def test_plate_is_in_the_safe_area_on_its_side(browser: Browser, speaking: LiveServer, code: str) -> None:
    context, page = window(browser, speaking, WALL)
    for path in ("lower-thirds", "countdown"):
        page.goto(f"/{path}/{code}?room=plenary")
        expect(page.locator(".overlay-plate[data-shown=true]")).to_be_visible()
        box = page.locator(".overlay-plate").bounding_box()
        assert box
        start, end = box["x"], WALL[0] - box["x"] - box["width"]
        assert (end if code == "ar" else start) == pytest.approx(SAFE * WALL[0], abs=1)
        assert min(start, end) >= SAFE * WALL[0] - 1
        assert box["y"] + box["height"] <= (1 - SAFE) * WALL[1] + 1
        assert page.locator(".overlay-plate").evaluate("(plate) => plate.scrollWidth <= plate.clientWidth")
    context.close()


def test_name_leaves_with_its_speaker_and_with_the_server(browser: Browser, prepared: Path) -> None:
    headers = issue_token(prepared)
    with live_server(prepared, SETTINGS) as server:
        context, page = window(browser, server, WALL)
        begin_statement(server, headers, "debate-1")
        page.goto("/lower-thirds/en?room=plenary")
        name = page.locator(".overlay-name")
        expect(name).not_to_be_empty()
        first = name.inner_text()
        listed = ask_server(server, headers, "sessions/debate-1/speakers")
        ask_server(server, headers, "sessions/debate-1/speakers", {"act": "next", "version": listed["version"]})
        expect(name).not_to_have_text(first)
    expect(page.locator(".overlay-plate")).to_have_attribute("data-shown", "false")
    expect(page.locator(".overlay-plate")).to_be_empty()
    context.close()
