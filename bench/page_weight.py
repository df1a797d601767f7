"""Bytes of the first view of each public page, in each language: `python -m bench.page_weight`.

Serves the reference event on its first morning and opens each page in Chromium with an empty cache. *Bytes* are those
that the browser received over HTTP, headers and compressed bodies, by its own network log (`encodedDataLength` of the
DevTools protocol), until it asks for nothing more and all fonts are there; the feed over WebSocket is not counted. The
exit code is 1 with `--aims` when a page weighs more than the aim of its language.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ViewportSize

from conference.languages import LANGUAGES
from tests.browser.board import PHONE, SETTINGS, chromium, prepare
from tests.support.live import LiveServer, live_server

PAGES = {
    "live": "",
    "session": "sessions/debate-1",
    "list of speakers": "sessions/debate-1/speakers",
    "room": "rooms/plenary",
    "programme": "programme",
    "record": "record",
    "record of a day": "record/2025-10-25",
    "closing figures": "record/figures",
    "press": "press",
    "statements": "statements",
    "follow": "follow",
}
"""Name of a page → its path below the language."""

_HEAVY = ("ar", "zh")
AIMS: Mapping[str, Mapping[str, int]] = {
    "session": {code: 350_000 if code in _HEAVY else 120_000 for code in LANGUAGES},
    "programme": {code: 360_000 if code in _HEAVY else 145_000 for code in LANGUAGES},
}
"""Most bytes of a page, by its name and language. The programme has tables by which words are folded for its search."""

KINDS = ("Document", "Stylesheet", "Script", "Font", "Image")


@dataclass(frozen=True)
class PageWeight:
    """Bytes by kind of file, and the number of files."""

    by_kind: Mapping[str, int]
    files: int

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(self.by_kind.values())


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aims", action="store_true", help="fail when an aim is missed")
    options = parser.parse_args()
    is_met = True
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        prepare(Path(folder))
        with live_server(Path(folder), SETTINGS) as server, chromium() as browser:
            for name, path in PAGES.items():
                for code in LANGUAGES:
                    weight = measure_page(browser, server, f"/{code}/{path}")
                    aim = AIMS.get(name, {}).get(code)
                    is_met &= aim is None or weight.total <= aim
                    _print_weight(name, code, weight, aim)
    return 0 if is_met or not options.aims else 1


def measure_page(browser: Browser, server: LiveServer, path: str) -> PageWeight:
    """Open a page with an empty cache on a phone, and return its weight."""
    kinds: dict[str, str] = {}
    by_kind: Counter[str] = Counter()
    size = ViewportSize(width=PHONE[0], height=PHONE[1])
    context = browser.new_context(base_url=server.url, viewport=size, service_workers="block")
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)

        def note_kind(event: Mapping[str, Any]) -> None:
            kinds[event["requestId"]] = event["type"]

        def add_bytes(event: Mapping[str, Any]) -> None:
            by_kind[kinds[event["requestId"]]] += int(event["encodedDataLength"])

        session.on("Network.responseReceived", note_kind)
        session.on("Network.loadingFinished", add_bytes)
        session.send("Network.enable")
        page.goto(path, wait_until="networkidle")
        page.evaluate("async () => { await document.fonts.ready; }")
    finally:
        context.close()
    return PageWeight(dict(by_kind), len(kinds))


def _print_weight(name: str, code: str, weight: PageWeight, aim: int | None) -> None:
    kinds = "".join(f"{kind.lower()} {weight.by_kind.get(kind, 0) / 1000:6.1f}  " for kind in KINDS)
    result = "" if aim is None else f"  ≤ {aim // 1000}: {'met' if weight.total <= aim else 'NOT met'}"
    sys.stdout.write(f"{name:16} {code}  {weight.total / 1000:6.1f} kB in {weight.files} files  {kinds}{result}\n")


if __name__ == "__main__":
    sys.exit(main())
