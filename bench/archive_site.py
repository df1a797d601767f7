"""The archive of both days behind nginx: no broken link, no request that leaves it, no violation of axe-core.

    python -m bench.archive_site [--acts N] [--languages ar,en]

Plays the acts of both days as `bench.record_of_two_days` does, writes the archive of the board, and serves it by nginx
with the configuration of docs/archive.md. Every address that a page or style sheet of the archive names is requested,
from the first page on; of slices of fonts the archive has those that its pages need. Then Chromium opens pages of each
kind in each language and runs axe-core on them; requests to other hosts and those that fail are counted. No file has
the title of a private session. The exit code is 1 when something is wrong.
"""

import argparse
import asyncio
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from html import unescape
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import Page, Request, Response

from bench.door_site import MORNING, scratch
from bench.record_of_two_days import EARLIER, play_and_compare
from conference.clock import ManualClock
from conference.event import Event
from conference.languages import LANGUAGES
from conference.logs import configure_logs
from rostrum.archive.addresses import find_links, find_style_links
from rostrum.archive.writing import SLICES, WrittenArchive
from rostrum.commands.archive import write_archive
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.browser.board import chromium
from tests.proxies.servers import nginx_archive

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
FIND_VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .map((one) => `${one.id}: ${one.nodes[0].target.join(" ")}`)"""
PAGES = ("", "programme/", "sessions/debate-1/", "rooms/plenary/", "record/", "press/", "statements/")
"""Paths below the language of one page of each kind."""

RECORD_OF_DAY = "record/{day}/"
TIMEOUT_S = 10
MOST_SHOWN = 20


class LinkCheck:
    """Requests of all addresses that the pages of a site name. `faults` says what was wrong with which."""

    def __init__(self, site: str) -> None:
        self.faults: list[str] = []
        self.visited: set[str] = set()
        self._site = site

    def run(self) -> None:
        """Request all addresses, from the first page on."""
        waiting = [f"{self._site}/"]
        while waiting:
            address = waiting.pop()
            if address in self.visited:
                continue
            self.visited.add(address)
            waiting += [one for one in self._read_links(address) if one not in self.visited]

    def _read_links(self, address: str) -> list[str]:
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:
                kind, content = answer.headers.get_content_type(), answer.read()
        except HTTPError as error:
            self.faults.append(f"{error.code} {address}")
            return []
        targets = self._list_targets(address, kind, content)
        return [one for one in targets if one.startswith(f"{self._site}/") and SLICES not in one]

    def _list_targets(self, address: str, kind: str, content: bytes) -> Iterator[str]:
        find = {"text/html": find_links, "text/css": find_style_links}.get(kind)
        for target in find(content.decode()) if find else ():
            yield urldefrag(urljoin(address, unescape(target))).url


def check_pages(site: str, paths: Sequence[str]) -> list[str]:
    """Open pages in Chromium, and return the violations of axe-core and the requests that left the archive."""
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(site).netloc:
            faults.append(f"left the archive: {request.url}")

    def note_answer(answer: Response) -> None:
        if answer.status >= HTTPStatus.BAD_REQUEST:
            faults.append(f"{answer.status} {answer.url}")

    with chromium() as browser:
        page = browser.new_page()
        page.on("request", note_request)
        page.on("response", note_answer)
        for path in paths:
            faults += [f"{path} {one}" for one in _find_violations(page, f"{site}/{path}")]
    return faults


def _find_violations(page: Page, address: str) -> list[str]:
    page.goto(address, wait_until="load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FIND_VIOLATIONS)
    return found


def find_private_titles(event: Event, folder: Path) -> list[str]:
    """Return the files of the archive that have the title of a private session, in any language."""
    private = [item for item in event.programme if not item.public]
    titles = {wording.encode() for item in private for wording in item.title.values()}
    files = (path for path in folder.rglob("*") if path.is_file())
    return [f"private title in {path}" for path in files if any(one in path.read_bytes() for one in titles)]


async def make_archive(folder: Path, most_acts: int | None) -> tuple[WrittenArchive, Event]:
    """Play the acts of both days, and write the archive of the board after them to `folder`/site."""
    clock = ManualClock(MORNING - EARLIER)
    settings = Settings(data_dir=folder / "data", log_level="warning", font_slices="asked")
    async with open_runtime(settings, clock=clock) as runtime:
        await play_and_compare(runtime, clock, most_acts)
        return await write_archive(runtime, folder=folder / "site"), runtime.event


def main() -> int:
    """Read the options, write the archive and check it."""
    parser = argparse.ArgumentParser(description="The archive of both days behind nginx")
    parser.add_argument("--acts", type=int, default=None, help="play the first N acts of the first day only")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="languages of the pages that Chromium opens")
    options = parser.parse_args()
    configure_logs()
    with scratch() as folder:
        written, event = asyncio.run(make_archive(folder, options.acts))
        print(f"{written.files} files, {written.size / 1e6:.1f} MB; left out: {len(written.left_out)}")
        days = [RECORD_OF_DAY.format(day=day) for day in event.days[: 1 if options.acts else None]]
        paths = [f"{code}/{path}" for code in options.languages.split(",") for path in (*PAGES, *days)]
        with nginx_archive(folder / "nginx", folder / "site") as site:
            links = LinkCheck(site)
            links.run()
            print(f"{len(links.visited)} addresses requested: {len(links.faults)} broken")
            page_faults = check_pages(site, paths)
            print(f"{len(paths)} pages in Chromium: {len(page_faults)} violations or requests that left the archive")
        private = find_private_titles(event, folder / "site")
        print(f"{len(private)} files with the title of a private session")
    faults = [*links.faults, *page_faults, *private]
    for fault in faults[:MOST_SHOWN]:
        print(fault)
    return 1 if faults or written.left_out else 0


if __name__ == "__main__":
    sys.exit(main())
