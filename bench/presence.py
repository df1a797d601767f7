"""From a scan at a door of the hall to the console: the signer of a State is in the hall, and has left it.

    python -m bench.presence [--rounds 40] [--only sqlite|postgresql] [--aims]

`rostrum serve` runs in a process of its own on each database, with the signing ceremony in session. The badge of the
signer who is called first is tied to the State. A door's device lets the badge in and out again; an operator's console
in Chromium shows the next signatories. The time runs from the answer to the scan until the frame that shows the change:
the second animation frame after the text has changed. Doors and board are served by one process, then by two, of which
that of the board reads the presence again once a second. Device, server and page read the clock of one machine. The
exit code is 1 when the console did not follow within ten seconds, with `--aims` also when one change took more than
2 s.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Page, async_playwright

from bench.cores import bounded
from bench.door_client import Link, answer_of, scan_body
from bench.door_site import Server, Site, door_options, on_each_database
from bench.staff_logins import add_operators
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from broadcast.signing.actions.register import read_register, tie_badge
from rostrum.parts.board.signing import SIGNING_KIND, signing_services
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import open_runtime
from tests.support.live import CHROMIUM_ARGUMENTS, chromium_path
from tests.support.servers import free_port

DOOR = "hall-east"
VERDICTS = {"entry": "admitted", "exit": "exit_recorded"}
MOST_MS = 2000.0
SERVED_BY = {"one process": ("doors,board",), "two processes": ("board", "doors")}
"""What the processes of a measurement serve."""

SHOWN_WITHIN_MS = 10_000
LIMIT_S = 600.0

NOTE_PRESENCE = """(country) => {
  const isShown = () => (document.querySelector(`[data-presence="${country}"]`)?.textContent ?? "") !== "";
  let shown = isShown();
  globalThis.benchChanges = [];
  new MutationObserver(() => {
    if (isShown() === shown) return;
    shown = !shown;
    const note = (is) => benchChanges.push({ shown: is, at: Date.now() });
    requestAnimationFrame(() => requestAnimationFrame(note.bind(null, shown)));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
"""Script of the console: the changes of what it shows beside a State, each with its time."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The ceremony that is in session: an operator's login, the State whose signer has the badge, the session."""

    login: str
    country: str
    session: str


async def measure_site(kind: str, site: Site, options: argparse.Namespace) -> bool:
    """Measure on one database and print; return whether all was right, and in time if aims are asked for."""
    signing = await prepare_signing(site)
    print(kind)
    is_within = True
    for served in options.served:
        servers = [Server(site.settings, only=one, port=free_port()) for one in SERVED_BY[served]]
        try:
            for server in servers:
                await server.start()
            board, doors = servers[0].port, servers[-1].port
            times = await follow_scans(signing, Link(doors, site.devices[DOOR]), board, site.badges[0], options.rounds)
        finally:
            for server in servers:
                server.stop()
        is_within = print_times(served, times) and is_within
    return is_within or not options.aims


async def follow_scans(signing: Signing, link: Link, port: int, badge: str, rounds: int) -> list[float]:
    """Scan the badge in and out; return the ms of each scan until the console of the server at `port` shows it."""
    address = f"http://127.0.0.1:{port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        context = await browser.new_context(base_url=address, reduced_motion="reduce")
        await context.add_cookies([{"name": "login", "value": signing.login, "url": address}])
        page = await context.new_page()
        await page.goto(f"/staff/console?session={signing.session}")
        await page.wait_for_selector("html.scripted")
        await page.evaluate(NOTE_PRESENCE, signing.country)
        times = [await follow_scan(page, link, badge, number) for number in range(2 * rounds)]
        link.drop()
        await browser.close()
    return times


async def prepare_signing(site: Site) -> Signing:
    """Open the ceremony and tie the badge."""
    async with open_runtime(site.settings) as runtime:
        operators = await add_operators(runtime, {"operator": "en"})
        operator, login = operators["operator"]
        board = assemble_broadcast(runtime).board
        await load_programme(board, programme_of(runtime.event), operator=operator)
        session = next(item.id for item in runtime.event.programme if item.kind == SIGNING_KIND)
        await move_session(board, session, Verb.OPEN, operator=operator)
        services = signing_services(runtime, board)
        country = (await read_register(services)).entries[0].country
        await tie_badge(services, country, site.badges[0], operator=operator)
    return Signing(login, country, session)


async def follow_scan(page: Page, link: Link, badge: str, number: int) -> float:
    """Scan the badge at the door, in and out in turn; return the ms from the answer to the paint."""
    direction = "exit" if number % 2 else "entry"
    answer = answer_of(await link.post(scan_body(badge, DOOR, direction=direction)))
    answered_ms = 1000 * time.time()
    if answer["verdict"] != VERDICTS[direction]:
        raise RuntimeError(f"{direction}: {answer}")
    found = "(number) => globalThis.benchChanges[number] ?? null"
    handle = await page.wait_for_function(found, arg=number, timeout=SHOWN_WITHIN_MS)
    change = await handle.json_value()
    if change["shown"] is not (direction == "entry"):
        raise RuntimeError(f"{direction}: the console shows {change['shown']}")
    return float(change["at"]) - answered_ms


def print_times(served: str, times: Sequence[float]) -> bool:
    """Print the times of entries and exits; return whether all are within the aim."""
    for name, taken in {"in the hall": times[::2], "has left": times[1::2]}.items():
        verdict = "met" if max(taken) <= MOST_MS else "NOT met"
        print(
            f"  {served:13}  scan to {name:12} p50 {statistics.median(taken):6.0f} ms   longest {max(taken):6.0f} ms   "
            f"aim: {MOST_MS:g} ms: {verdict}",
            flush=True,
        )
    return max(times) <= MOST_MS


def main() -> int:
    """Measure and print."""
    parser = door_options(__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="entries, each with its exit")
    parser.add_argument("--served", nargs="*", choices=SERVED_BY, default=[*SERVED_BY], help="processes of the server")
    parser.add_argument("--aims", action="store_true", help="exit code 1 when the aim is missed")
    options = parser.parse_args()

    async def measure(kind: str, site: Site) -> bool:
        return await measure_site(kind, site, options)

    with bounded(LIMIT_S):
        return asyncio.run(on_each_database(measure, options=options, badges=1))


if __name__ == "__main__":
    sys.exit(main())
