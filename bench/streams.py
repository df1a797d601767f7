"""Seven languages of live HLS in a browser: how soon a chosen one is heard, and how soon a track that stopped is named.

    python -m bench.streams [--segment-seconds 2] [--rounds 2] [--stops 3] [--silences 2] [--aims]

A server of this machine sends tracks as an encoder does: a tone for each language, one segment of two seconds (or six)
more each time that it is over. A real Chromium listens in a room whose languages have playlists of their own, and
watches one whose languages are in one master playlist. *heard* is the time from the choice of a language until its tone
is the loudest (AnalyserNode). Then a track gets no new segment: *named* is the time until the open page of the session,
its player, and the console say so, *back* that from the next segment until they say it no longer. At last a track goes
on without sound: *silent* is the time until the list of streams says so. The exit code is 1 when a language or captions
are not heard or seen or a stop is not named, with `--aims` also when an aim is missed.
"""

import argparse
import json
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PageTimeoutError

from bench.door_site import scratch
from bench.live_tracks import LENGTHS, LiveTracks
from broadcast.media.domain.states import TrackState
from tests.browser.board import SETTINGS, chromium, prepare, sign_in, window
from tests.browser.speaker_clock import ask_server, issue_token
from tests.browser.stream_pages import (
    LISTEN,
    MASTER,
    NEAR_HZ,
    PLAYS,
    SEES_CAPTION,
    SEPARATE,
    choose,
    hear,
    load_streams,
)
from tests.browser.stream_server import CAPTION, LANGUAGES, TONES, serve_tracks
from tests.support.live import LiveServer, live_server

HEARD_AIM_S, NAMED_AIM_S = 1.0, 15.0
LONGEST_MS = 20_000
NAMED_WITHIN_S = 40.0
POLL_S = 0.2
SESSION = "opening"
SETTLED_MS = 1500
"""Between two choices: a listener hears a language before choosing another one."""

CHOOSE = """async ([name, language, hertz, near, longest]) => {
  const begun = performance.now();
  document.querySelector(`input[name=sound][value=${language}]`).click();
  for (;;) {
    const found = findTone(name), ms = performance.now() - begun;
    if (Math.abs(found - hertz) < near || ms > longest) return {hertz: found, seconds: ms / 1000};
    await new Promise((wake) => setTimeout(wake, 10));
  }
}"""
PLACES = {"page": ".interpretation-lost", "player": "[data-failing]", "console": "#console-interpretation .chip-stop"}
"""Where the stop of a track is named: the elements that are visible while it lasts."""


@dataclass(frozen=True)
class HeardLanguage:
    """What was heard after the choice of a language, and after how many seconds."""

    language: str
    hertz: float
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether it is the tone of the language."""
        return abs(self.hertz - TONES[self.language]) < NEAR_HZ


def main() -> int:
    """Measure, print, and say whether all languages were heard and all stops named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segment-seconds", type=int, choices=LENGTHS, default=LENGTHS[0], help="length of a segment")
    parser.add_argument("--rounds", type=int, default=2, help="how often each language is chosen in each room")
    parser.add_argument("--stops", type=int, default=3, help="how many tracks are stopped, one after the other")
    parser.add_argument("--silences", type=int, default=2, help="how many tracks lose their sound, one after the other")
    parser.add_argument("--aims", action="store_true", help="exit code 1 when an aim is missed")
    options = parser.parse_args()
    tracks = LiveTracks(segment_s=options.segment_seconds)
    with serve_tracks(tracks) as address, _serve_event(address) as server, chromium() as browser:
        results = [
            _measure_choices(browser, server, SEPARATE, "audio", rounds=options.rounds),
            _measure_choices(browser, server, MASTER, "video", rounds=options.rounds),
            _measure_stops(browser, server, tracks, LANGUAGES[: options.stops]),
            _measure_silences(server, tracks, LANGUAGES[: options.silences]),
        ]
    is_right = all(right for right, _ in results)
    return 0 if is_right and (not options.aims or all(met for _, met in results)) else 1


@contextmanager
def _serve_event(address: str) -> Iterator[LiveServer]:
    """Serve the event with the streams at an address, and a session in progress with all languages."""
    with scratch() as folder:
        prepare(folder)
        load_streams(folder, address)
        headers = issue_token(folder)
        with live_server(folder, {**SETTINGS, "ROSTRUM_STREAMS_PRIVATE": "1"}) as server:
            _begin_session(server, headers)
            yield server


def _begin_session(server: LiveServer, headers: dict[str, str]) -> None:
    """Open the session, and set a channel for each language."""
    sessions = ask_server(server, headers, "sessions")["sessions"]
    (version,) = [one["version"] for one in sessions if one["id"] == SESSION]
    opened = ask_server(server, headers, f"sessions/{SESSION}/moves", {"verb": "open", "version": version})
    channels = [{"number": number, "language": one} for number, one in enumerate(LANGUAGES, 1)]
    body = {"act": "set", "channels": channels, "version": opened["offset"]}
    ask_server(server, headers, f"sessions/{SESSION}/interpretation", body)


def _measure_choices(browser: Browser, server: LiveServer, room: str, name: str, *, rounds: int) -> tuple[bool, bool]:
    """Choose each language in a room; return whether all were heard, captions too, and whether the aim is met.

    `name` is that of the element that is heard.
    """
    context, page = window(browser, server)
    page.goto(f"/en/rooms/{room}")
    if not page.evaluate(PLAYS):
        raise SystemExit("this browser does not decode AAC and H.264")
    page.click("[data-do=watch]" if name == "video" else "[data-do=listen]")
    hear(page, name, "floor")
    heard = []
    for language in LANGUAGES * rounds:
        page.wait_for_timeout(SETTLED_MS)
        heard.append(
            HeardLanguage(language, **page.evaluate(CHOOSE, [name, language, TONES[language], NEAR_HZ, LONGEST_MS]))
        )
    has_captions = name != "video" or _sees_captions(page)
    context.close()
    is_right, is_met = print_heard(room, heard)
    return is_right and has_captions, is_met


def _sees_captions(page: Page) -> bool:
    """Choose captions; print and return whether they are shown."""
    page.select_option("[data-captions]", "en")
    try:
        page.wait_for_function(SEES_CAPTION, arg=CAPTION, timeout=LONGEST_MS)
    except PageTimeoutError:
        print("captions: NOT seen")
        return False
    print("captions: seen")
    return True


def print_heard(room: str, heard: Sequence[HeardLanguage]) -> tuple[bool, bool]:
    """Print what was heard of each language; return whether all is right, and whether the aim is met."""
    for language in dict.fromkeys(one.language for one in heard):
        chosen = [one for one in heard if one.language == language]
        times = "  ".join(f"{one.seconds:.2f} s" if one.is_right else "NOT heard" for one in chosen)
        print(f"{room} {language}: {chosen[-1].hertz:.0f} Hz, sent {TONES[language]} Hz   heard after {times}")
    seconds = [one.seconds for one in heard]
    is_met = max(seconds) <= HEARD_AIM_S
    print(
        f"{room}: heard after {median(seconds):.2f} s (median), {max(seconds):.2f} s (max)   "
        f"aim {HEARD_AIM_S:.0f} s: {'met' if is_met else 'NOT met'}"
    )
    return all(one.is_right for one in heard), is_met


def _measure_stops(
    browser: Browser, server: LiveServer, tracks: LiveTracks, languages: Sequence[str]
) -> tuple[bool, bool]:
    """Stop tracks one after the other; return whether all was named and taken back, and whether the aim is met."""
    _, page = window(browser, server)
    page.goto(f"/en/sessions/{SESSION}")
    _, console = window(browser, server)
    sign_in(console)
    console.goto(f"/staff/console?session={SESSION}")
    page.click("[data-do=listen]")
    page.evaluate(LISTEN, "audio")
    pages = {"page": page, "player": page, "console": console}
    results = []
    for language in languages:
        choose(page, language)
        hear(page, "audio", language)
        page.wait_for_timeout(SETTLED_MS)
        tracks.stop_track(language)
        named = _time_places(pages, is_visible=True)
        tracks.resume_track(language)
        back = _time_places(pages, is_visible=False)
        results.append(print_stop(language, named, back))
    return all(right for right, _ in results), all(met for _, met in results)


def _time_places(pages: Mapping[str, Page], *, is_visible: bool) -> dict[str, float | None]:
    """Return the seconds from now until each place shows the stop, or shows it no longer; None if it did not."""
    begun = time.monotonic()
    seconds: dict[str, float | None] = dict.fromkeys(PLACES)
    while None in seconds.values() and time.monotonic() - begun < NAMED_WITHIN_S:
        for place, selector in PLACES.items():
            if seconds[place] is None and pages[place].locator(selector).first.is_visible() == is_visible:
                seconds[place] = time.monotonic() - begun
        pages["page"].wait_for_timeout(50)
    return seconds


def _measure_silences(server: LiveServer, tracks: LiveTracks, languages: Sequence[str]) -> tuple[bool, bool]:
    """Take the sound of tracks away, one after the other; return as `_measure_stops` does."""
    results = []
    for language in languages:
        tracks.mute_track(language)
        named = _time_state(server, language, TrackState.SILENT)
        tracks.unmute_track(language)
        back = _time_state(server, language, TrackState.PLAYING)
        is_met = named is not None and named <= NAMED_AIM_S
        print(
            f"{language} without sound: named after {_write_time(named)}, back after {_write_time(back)}   "
            f"aim {NAMED_AIM_S:.0f} s: {'met' if is_met else 'NOT met'}"
        )
        results.append((named is not None and back is not None, is_met))
    return all(right for right, _ in results), all(met for _, met in results)


def _time_state(server: LiveServer, language: str, state: TrackState) -> float | None:
    """Return the seconds until the list of streams has a track of the separate room in a state; None if not in time."""
    begun = time.monotonic()
    while time.monotonic() - begun < NAMED_WITHIN_S:
        with urllib.request.urlopen(f"{server.url}/feeds/en/streams.json", timeout=NAMED_WITHIN_S) as answer:
            listed = json.load(answer)["streams"]
        track = (SEPARATE, "interpretation", language)
        if state.value in {one["state"] for one in listed if (one["room"], one["role"], one["language"]) == track}:
            return time.monotonic() - begun
        time.sleep(POLL_S)
    return None


def print_stop(language: str, named: Mapping[str, float | None], back: Mapping[str, float | None]) -> tuple[bool, bool]:
    """Print when the stop of a track was named; return whether all was named and taken back, and whether in time."""
    parts = [f"{one} named after {_write_time(named[one])}, back after {_write_time(back[one])}" for one in PLACES]
    is_met = all(one is not None and one <= NAMED_AIM_S for one in named.values())
    print(f"{language} stopped: {'; '.join(parts)}   aim {NAMED_AIM_S:.0f} s: {'met' if is_met else 'NOT met'}")
    return None not in (*named.values(), *back.values()), is_met


def _write_time(seconds: float | None) -> str:
    return "NOT seen" if seconds is None else f"{seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
