"""The player of a room: the language that is chosen is the one that is heard, in this room only, in each quality."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from conference.event import Stream
from conference.event.storage import find_event, save_event
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.browser.board import SETTINGS, prepare, window
from tests.browser.stream_server import CAPTION, LANGUAGES, TONES, Tracks, serve_tracks
from tests.support.live import LiveServer, live_server

pytestmark = pytest.mark.browser

SEPARATE, MASTER = "plenary", "R301"
"""Rooms: one whose tracks have playlists of their own, one with a single master playlist."""

NEAR_HZ = 40
PLAYS = """() => ['avc1.42c00a', 'mp4a.40.2'].every((codec, at) =>
  MediaSource.isTypeSupported(`${at ? 'audio' : 'video'}/mp4; codecs="${codec}"`))"""
LISTEN = """(name) => {
  const context = (globalThis.listening ??= new AudioContext());
  const heard = (globalThis.heard ??= {});
  if (!heard[name]) {
    heard[name] = context.createAnalyser();
    heard[name].fftSize = 8192;
    context.createMediaElementSource(document.querySelector(`[data-${name}]`)).connect(heard[name]);
  }
}"""
IS_TONE = """([name, hertz, near]) => {
  const analyser = globalThis.heard[name], levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.indexOf(Math.max(...levels));
  const found = (loudest * globalThis.listening.sampleRate) / analyser.fftSize;
  return levels[loudest] > -60 && Math.abs(found - hertz) < near;
}"""


def streams_at(address: str) -> tuple[Stream, ...]:
    """Return the streams of both rooms, from a server of tracks."""
    found = []
    for room in (SEPARATE, MASTER):

        def at(track: str, room: str = room) -> str:
            return f"{address}/{'master' if room == MASTER else track}.m3u8"

        picture = Stream(id=f"{room}-floor", room=room, role="floor", medium="video", address=at("low"))
        sound = structs.replace(picture, id=f"{room}-sound", medium="audio", address=at("floor"))
        heard = structs.replace(picture, role="interpretation", medium="audio")
        languages = [structs.replace(heard, id=f"{room}-{one}", language=one, address=at(one)) for one in LANGUAGES]
        captions = structs.replace(picture, id=f"{room}-cc", role="captions", medium="text", language="en")
        found += [picture, sound, *languages, captions]
    return tuple(found)


async def load_streams(folder: Path, streams: tuple[Stream, ...]) -> None:
    """Load the event with streams, in place of the one without."""
    async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.write() as transaction:
        loaded = await find_event(transaction)
        assert loaded is not None
        event = structs.replace(loaded.event, streams=streams)
        await save_event(transaction, event, loaded.files, version=loaded.version, at=loaded.loaded_at, by="system")


@pytest.fixture(scope="module")
def tracks() -> Iterator[tuple[str, Tracks]]:
    with serve_tracks() as served:
        yield served


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, tracks: tuple[str, Tracks]
) -> Iterator[LiveServer]:
    """The programme with streams, served."""
    folder = tmp_path_factory.mktemp("streams")
    prepare(folder, sqlite_template)
    with ThreadPoolExecutor(1) as apart:  # the browser's own event loop may be running in this thread
        apart.submit(lambda: asyncio.run(load_streams(folder, streams_at(tracks[0])))).result()
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


def hear(page: Page, name: str, track: str) -> None:
    """Wait until the tone of a track is heard from an element."""
    page.evaluate(LISTEN, name)
    page.wait_for_function(IS_TONE, arg=[name, TONES[track], NEAR_HZ])


def choose(page: Page, language: str) -> None:
    page.locator(f"input[name=sound][value={language}]").check(force=True)


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
        page.locator("[data-video]").evaluate("video => { video.currentTime += 60; }")
        page.wait_for_function("width => document.querySelector('[data-video]').videoWidth !== width", arg=width)
        hear(page, "video", "vi")
        expect(page.locator("input[name=sound][value=vi]")).to_be_checked()
    finally:
        tracks[1].lost.clear()


def test_captions_are_shown(page: Page) -> None:
    page.goto(f"/en/rooms/{MASTER}")
    page.select_option("[data-captions]", "en")
    page.click("[data-do=watch]")
    page.wait_for_function(
        """words => [...document.querySelector('[data-video]').textTracks].some((track) => track.mode === 'showing'
          && [...(track.activeCues ?? [])].some((cue) => cue.text === words))""",
        arg=CAPTION,
    )


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
