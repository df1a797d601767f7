"""The player of a room: the language that is chosen is the one that is heard, in this room only, in each quality."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import SETTINGS, window
from tests.browser.stream_pages import MASTER, PLAYS, SEES_CAPTION, SEPARATE, choose, hear, load_streams
from tests.browser.stream_server import CAPTION, Tracks, serve_tracks
from tests.support.live import LiveServer, live_server

pytestmark = pytest.mark.browser

SEEK_BEYOND_LOADED = """video => {
  const loaded = video.buffered.end(video.buffered.length - 1);
  video.currentTime = Math.floor(loaded / 6) * 6 + 63;
}"""


@pytest.fixture(scope="module")
def tracks() -> Iterator[tuple[str, Tracks]]:
    tracks = Tracks()
    with serve_tracks(tracks) as address:
        yield address, tracks


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, board_template: Path, tracks: tuple[str, Tracks]
) -> Iterator[LiveServer]:
    """The programme with streams, served."""
    folder = tmp_path_factory.mktemp("streams")
    shutil.copytree(board_template, folder, dirs_exist_ok=True)
    load_streams(folder, tracks[0])
    with live_server(folder, {**SETTINGS, "ROSTRUM_STREAMS_PRIVATE": "1"}) as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """A window of a browser that can decode the tracks."""
    context, opened = window(browser, server)
    opened.goto(f"/en/rooms/{SEPARATE}")
    if not opened.evaluate(PLAYS):
        pytest.skip("this browser does not decode AAC and H.264")
    yield opened
    context.close()


def test_chosen_language_is_heard_and_kept_for_its_room(page: Page) -> None:
    """Covers B22."""
    page.click("[data-do=listen]")
    hear(page, "audio", "floor")
    choose(page, "fr")
    hear(page, "audio", "fr")
    choose(page, "ar")
    hear(page, "audio", "ar")
    page.reload()
    expect(page.locator("input[name=sound][value=ar]")).to_be_checked()
    page.goto(f"/en/rooms/{MASTER}")
    expect(page.locator("input[name=sound][value=floor]")).to_be_checked()


def test_choice_survives_another_quality(page: Page, tracks: tuple[str, Tracks]) -> None:
    """Covers B22."""
    page.goto(f"/en/rooms/{MASTER}")
    page.click("[data-do=watch]")
    hear(page, "video", "floor")
    choose(page, "vi")
    hear(page, "video", "vi")
    width = page.locator("[data-video]").evaluate("video => video.videoWidth")
    lost = "low" if width == 64 else "high"
    tracks[1].lost.add(lost)
    try:
        page.locator("[data-video]").evaluate(SEEK_BEYOND_LOADED)
        page.wait_for_function("width => document.querySelector('[data-video]').videoWidth !== width", arg=width)
        hear(page, "video", "vi")
        expect(page.locator("input[name=sound][value=vi]")).to_be_checked()
    finally:
        tracks[1].lost.clear()


@pytest.mark.parametrize("room", [MASTER, SEPARATE])
def test_captions_are_shown(page: Page, room: str) -> None:
    page.goto(f"/en/rooms/{room}")
    page.select_option("[data-captions]", "en")
    page.click("[data-do=watch]")
    page.wait_for_function(SEES_CAPTION, arg=CAPTION)
    page.click("[data-do=listen]")
    expect(page.locator("[data-caption-words]")).to_have_text(CAPTION)


def test_sound_goes_on_without_captions(page: Page, tracks: tuple[str, Tracks]) -> None:
    tracks[1].lost.add("captions")
    try:
        page.select_option("[data-captions]", "en")
        page.click("[data-do=listen]")
        expect(page.locator("[data-captions-failing]")).to_be_visible()
        hear(page, "audio", "floor")
        expect(page.locator("[data-caption-words]")).to_be_hidden()
    finally:
        tracks[1].lost.clear()


def test_lost_track_is_said_and_comes_back(page: Page, tracks: tuple[str, Tracks]) -> None:
    tracks[1].lost.add("ru")
    try:
        page.click("[data-do=listen]")
        choose(page, "ru")
        expect(page.locator("[data-failing]")).to_be_visible()
    finally:
        tracks[1].lost.clear()
    hear(page, "audio", "ru")
    expect(page.locator("[data-failing]")).to_be_hidden()
