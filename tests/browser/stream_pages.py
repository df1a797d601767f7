"""Rooms with streams, and what is heard and seen of them on a page of a real browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import structs
from playwright.sync_api import Page

from conference.event import Stream
from conference.event.storage import find_event, save_event
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.browser.stream_server import LANGUAGES, TONES

SEPARATE, MASTER = "plenary", "R301"
"""Rooms: one whose tracks have playlists of their own, one with a single master playlist."""

NEAR_HZ = 40
PLAYS = """() => ['avc1.42c00a', 'mp4a.40.2'].every((codec, at) =>
  MediaSource.isTypeSupported(`${at ? 'audio' : 'video'}/mp4; codecs="${codec}"`))"""
LISTEN = """(name) => {
  const context = (globalThis.listening ??= new AudioContext());
  const heard = (globalThis.heard ??= {});
  if (!heard[name]) {
    heard[name] = new AnalyserNode(context, {fftSize: 8192, smoothingTimeConstant: 0});
    context.createMediaElementSource(document.querySelector(`[data-${name}]`)).connect(heard[name]);
  }
  globalThis.findTone = (name) => {
    const analyser = heard[name], levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    return levels[loudest] > -60 ? (loudest * context.sampleRate) / analyser.fftSize : 0;
  };
}"""
"""Lets `findTone(name)` return the hertz of the loudest tone of an element, 0 in silence."""

IS_TONE = "([name, hertz, near]) => Math.abs(findTone(name) - hertz) < near"
SEES_CAPTION = """words => [...document.querySelector("[data-video]").textTracks].some((track) =>
  track.mode === "showing" && [...(track.activeCues ?? [])].some((cue) => cue.text === words))"""


def load_streams(folder: Path, address: str) -> None:
    """Load the event of a data folder with the streams of a server of tracks, in place of the one without."""

    async def load() -> None:
        async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.write() as transaction:
            loaded = await find_event(transaction)
            assert loaded is not None
            event = structs.replace(loaded.event, streams=_list_streams(address))
            await save_event(transaction, event, loaded.files, version=loaded.version, at=loaded.loaded_at, by="system")

    with ThreadPoolExecutor(1) as apart:  # the browser's own event loop may be running in this thread
        apart.submit(lambda: asyncio.run(load())).result()


def _list_streams(address: str) -> tuple[Stream, ...]:
    """Return the streams of both rooms."""
    found = []
    for room in (SEPARATE, MASTER):

        def at(track: str, room: str = room) -> str:
            return f"{address}/{'master' if room == MASTER else track}.m3u8"

        picture = Stream(id=f"{room}-floor", room=room, role="floor", medium="video", address=at("low"))
        sound = structs.replace(picture, id=f"{room}-sound", medium="audio", address=at("floor"))
        heard = structs.replace(picture, role="interpretation", medium="audio")
        languages = [structs.replace(heard, id=f"{room}-{one}", language=one, address=at(one)) for one in LANGUAGES]
        text = structs.replace(picture, id=f"{room}-cc", role="captions", medium="text", address=at("captions"))
        captions = structs.replace(text, language="en")
        found += [picture, sound, *languages, captions]
    return tuple(found)


def hear(page: Page, name: str, track: str) -> None:
    """Wait until the tone of a track is heard from an element."""
    page.evaluate(LISTEN, name)
    page.wait_for_function(IS_TONE, arg=[name, TONES[track], NEAR_HZ])


def choose(page: Page, language: str) -> None:
    """Choose the language that is heard, wherever its button is: elements that appear move it."""
    page.locator(f"input[name=sound][value={language}]").evaluate("button => button.click()")
