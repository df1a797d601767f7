"""Both days of the event by operators at their keyboards, at ×60: every screen has the revision of every act.

    python -m bench.two_days [--acts N] [--hours H] [--sessions ID …] [--headless 20] [--longest-wait MINUTES] [--aims]

`rostrum serve` runs in a process of its own with a rehearsal whose clock runs sixty times as fast. Three operators in
Chromium work by keyboard: one in the hall (sessions, speakers with timers, signatures), one for the other rooms, one at
the edit page (changes of room and time). What they do is derived from the programme, the list of speakers and the
signatories of the event (`bench/two_days/plan.py`); each act is due at its time, and a wait of more than
`--longest-wait` minutes of the event, such as the night, is skipped. Twenty headless screens keep the board as a screen
does, in all languages; three screens in Chromium (lobby in Arabic, hall in Chinese, speaker's screen in French) paint.

After each act all screens and consoles must have exactly its revision before the next one. *Answered* is the time from
the key to the answer at the operator's page, *received* until the last headless screen had applied the frame, *on the
glass* until the frame that shows it on a real screen: the second animation frame after the page names the revision.
*Consoles* is the same for the consoles, with the parts that the server renders for them. All read the clock of one
machine. At the end the log of the board is compared with what was done, act by act, the headless screens with the
board, and each real screen with one that is opened anew. The exit code is 1 when something differs, with `--aims` also
when p99 on the glass is above a second.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from playwright.async_api import Error as PlaywrightError

from bench.cores import bounded
from bench.door_site import Server, scratch
from bench.quantiles import find_quantile
from bench.two_days.comparing import compare_log, compare_screens, count_kinds
from bench.two_days.consoles import NOTE_KEYS, ConsoleOperator, DoneAct, ProgrammeOperator, RefusedError
from bench.two_days.plan import ActKind, PlannedAct, list_public, plan_acts, titles_of
from bench.two_days.screens import NOTE_PAINTS, HeadlessScreen, LateError, RealScreen
from bench.two_days.site import DaysSite, RehearsalControl, fill_site, read_boards, read_log
from conference.languages import LANGUAGES
from conference.logs import configure_logs
from tests.support.live import CHROMIUM_ARGUMENTS, chromium_path

OPERATORS = {"hall": "fr", "rooms": "ar", "programme": "en"}
"""Operators with the languages of their pages."""

REAL = {"lobby": "/ar/screens/lobby", "hall": "/zh/screens/rooms/{hall}", "speaker": "/fr/screens/speakers/{hall}"}
"""Real screens: their names and addresses."""

SCREEN_SIZE, DESK_SIZE = ViewportSize(width=1920, height=1080), ViewportSize(width=1440, height=900)
SCREENS_WITHIN_S, PAGES_WITHIN_S = 20.0, 60.0
"""Seconds in which a screen has an act, and in which a lobby has shown each of its pages."""

LIMIT_S = 3600.0
TOLD_EVERY = 50
"""Acts after which the progress is printed."""

MOST_FAULTS = 10
"""Faults after which the days end."""

MOST_GLASS_MS = 1000.0
BEFORE_FIRST = timedelta(minutes=1)


@dataclass
class Outcome:
    """What was done, what went wrong, and the times in ms from the key."""

    done: list[DoneAct] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    received: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)

    def add_times(self, done: DoneAct, times: "ShownAt") -> None:
        """Add an act that all screens have."""
        self.answered.append(done.answered_ms - done.pressed_ms)
        self.received.append(max(times.headless) - done.pressed_ms)
        self.painted += [at - done.pressed_ms for at in times.real]
        self.followed += [at - done.pressed_ms for at in times.consoles]


@dataclass(frozen=True, slots=True)
class ShownAt:
    """When each headless screen, real screen and console had an act, in ms."""

    headless: Sequence[float]
    real: Sequence[float]
    consoles: Sequence[float]


class TwoDays:
    """The operators and the screens of the days."""

    def __init__(
        self, site: DaysSite, acts: Sequence[PlannedAct], control: RehearsalControl, *, token: str, address: str
    ) -> None:
        self.site, self.acts, self.control, self.outcome = site, acts, control, Outcome()
        self.token, self.address = token, address
        self.hall = next(item.room for item in list_public(site.event) if item.kind == "signing_ceremony")
        self.headless: list[HeadlessScreen] = []
        self.real: list[RealScreen] = []
        self.consoles: list[RealScreen] = []
        self.operators: dict[str, ConsoleOperator | ProgrammeOperator] = {}
        self._of_hall = {item.id for item in list_public(site.event) if item.room == self.hall}

    @asynccontextmanager
    async def opened(
        self, browser: Browser, client: aiohttp.ClientSession, options: argparse.Namespace
    ) -> AsyncIterator["TwoDays"]:
        """Open the screens and the pages of the operators who have something to do."""
        names = {self.name_operator(planned) for planned in self.acts}
        async with AsyncExitStack() as stack:
            for number in range(options.headless):
                await self._open_headless(stack, client, number)
            for name, path in [*REAL.items()][: options.real]:
                self.real.append(RealScreen(await self.open_screen(browser, path), name))
            for name in sorted(names):
                await self._open_operator(browser, name, OPERATORS[name])
            yield self

    async def _open_headless(self, stack: AsyncExitStack, client: aiohttp.ClientSession, number: int) -> None:
        screen = HeadlessScreen(f"headless-{number}", LANGUAGES[number % len(LANGUAGES)])
        path = f"/rehearsal/feed/v1/{screen.language}/ws?screen={screen.name}&rehearsal={self.token}"
        socket = await stack.enter_async_context(client.ws_connect(path))
        for following in (screen.follow(socket), screen.report(socket)):
            stack.callback(asyncio.create_task(following).cancel)
        self.headless.append(screen)

    async def open_screen(self, browser: Browser, path: str) -> Page:
        """Open a screen in Chromium with the token of the rehearsal."""
        context = await browser.new_context(base_url=self.address, viewport=SCREEN_SIZE)
        await context.add_init_script(NOTE_PAINTS)
        page = await context.new_page()
        await page.goto(f"/rehearsal{path.format(hall=self.hall)}?rehearsal={self.token}")
        await page.wait_for_selector("body[data-standing=live][data-revision]")
        return page

    async def _open_operator(self, browser: Browser, name: str, language: str) -> None:
        context = await browser.new_context(base_url=self.address, viewport=DESK_SIZE, reduced_motion="reduce")
        await context.add_cookies([{"name": "login", "value": self.site.logins[name], "url": self.address}])
        for script in (NOTE_KEYS, NOTE_PAINTS):
            await context.add_init_script(script)
        page = await context.new_page()
        if name == "programme":
            address = "/rehearsal/staff/programme"
            self.operators[name] = ProgrammeOperator(page, name, address, self.site.event.zone_info)
            return
        operator = ConsoleOperator(page, name, titles_of(self.site.event, language))
        await operator.open_page("/rehearsal/staff/console")
        self.operators[name] = operator
        self.consoles.append(RealScreen(page, f"console of {name}"))

    def name_operator(self, planned: PlannedAct) -> str:
        """Return who does an act."""
        if planned.kind in (ActKind.ROOM, ActKind.TIME):
            return "programme"
        return "hall" if planned.session in self._of_hall else "rooms"

    async def run(self, longest: timedelta) -> int:
        """Carry the acts out, each at its time; returns the offset at which they began."""
        begun_at = self.headless[0].view.offset
        for planned in self.acts:
            await self.control.wait_until(planned.at, longest=longest)
            try:
                await self.carry_out(planned)
            except (RefusedError, LateError, PlaywrightError) as problem:
                self.outcome.faults.append(f"{planned.kind} {planned.session} {planned.about}: {problem}")
                if len(self.outcome.faults) > MOST_FAULTS:
                    break
        return begun_at

    async def carry_out(self, planned: PlannedAct) -> None:
        """Let the operator act, and wait until all screens show it. Raises: RefusedError, LateError."""
        done = await self.operators[self.name_operator(planned)].act(planned)
        self.outcome.done.append(done)
        if len(self.outcome.done) % TOLD_EVERY == 0:
            print(f"  {len(self.outcome.done)} of {len(self.acts)} acts, {planned.at:%d %B %H:%M}", flush=True)
        self.outcome.add_times(done, await self.wait_for_screens(done.offset))

    async def wait_for_screens(self, offset: int) -> ShownAt:
        """Wait until all screens and consoles have the revision. Raises: LateError."""
        groups: Sequence[Sequence[HeadlessScreen | RealScreen]] = (self.headless, self.real, self.consoles)
        waits = [
            asyncio.gather(*(one.wait_for(offset, within_s=SCREENS_WITHIN_S) for one in group)) for group in groups
        ]
        return ShownAt(*await asyncio.gather(*waits))

    async def compare(self, browser: Browser, client: aiohttp.ClientSession) -> None:
        """Compare what the screens show with the board, while the clock stands."""
        await self.control.pause()
        boards = await read_boards(client, self.token, LANGUAGES)
        self.outcome.faults += compare_screens(self.headless, boards)
        for screen in self.real:
            fresh = RealScreen(await self.open_screen(browser, REAL[screen.name]), screen.name)
            if not await screen.shows_same(fresh, within_s=PAGES_WITHIN_S):
                self.outcome.faults.append(f"{screen.name} does not show what a new screen shows")


async def main_async(options: argparse.Namespace) -> int:
    """Run the days and print; 0 when every screen and the log were right."""
    with scratch() as folder:
        site = await fill_site(folder, OPERATORS)
        configure_logs(level=site.settings.log_level)
        acts = choose_acts(plan_acts(site.event), options)
        server = Server(site.settings, only="board")
        await server.start()
        address = f"http://127.0.0.1:{server.port}"
        try:
            async with aiohttp.ClientSession(address) as client, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
                control = RehearsalControl(client, site.token)
                token = await control.start(acts[0].at - BEFORE_FIRST)
                made = TwoDays(site, acts, control, token=token, address=address)
                async with made.opened(browser, client, options) as days:
                    begun_at = await days.run(timedelta(minutes=options.longest_wait))
                    await days.compare(browser, client)
                await browser.close()
        finally:
            server.stop()
        outcome = days.outcome
        outcome.faults += compare_log(outcome.done, await read_log(site.settings), begun_at=begun_at)
    is_within = print_outcome(outcome, site, screens=len(days.headless) + len(days.real))
    return 1 if outcome.faults or (options.aims and not is_within) else 0


def choose_acts(acts: Sequence[PlannedAct], options: argparse.Namespace) -> Sequence[PlannedAct]:
    """Return the first acts, as many as the options allow."""
    until, sessions = acts[0].at + timedelta(hours=options.hours), options.sessions
    return [act for act in acts if act.at < until and (not sessions or act.session in sessions)][: options.acts]


def print_outcome(outcome: Outcome, site: DaysSite, *, screens: int) -> bool:
    """Print what was done and how long it took; return whether the aim is met."""
    counts = ", ".join(f"{what} {count}" for what, count in count_kinds(outcome.done, site.event).items())
    print(f"{len(outcome.done)} acts on {screens} screens: {counts}")
    rows = {
        "answered": outcome.answered,
        "received": outcome.received,
        "on the glass": outcome.painted,
        "consoles": outcome.followed,
    }
    for name, times in rows.items():
        if not times:
            continue
        p50, p99 = find_quantile(times, 0.5), find_quantile(times, 0.99)
        print(f"  key to {name:13} p50 {p50:6.0f} ms   p99 {p99:6.0f} ms   longest {max(times):6.0f} ms")
    is_within = find_quantile(outcome.painted, 0.99) <= MOST_GLASS_MS
    print(f"  aim: p99 on the glass {MOST_GLASS_MS:g} ms: {'met' if is_within else 'NOT met'}")
    for fault in outcome.faults[:20]:
        print(f"  {fault}")
    print("the log is what was done, every screen shows the board" if not outcome.faults else "SOMETHING DIFFERS")
    return is_within


def main() -> int:
    """Run the days and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, help="the first acts alone")
    parser.add_argument("--sessions", nargs="*", help="the acts of these sessions alone")
    parser.add_argument("--hours", type=float, default=48.0, help="the first hours of the event alone")
    parser.add_argument("--headless", type=int, default=20, help="headless screens")
    parser.add_argument("--real", type=int, default=len(REAL), help="screens in Chromium")
    parser.add_argument(
        "--longest-wait", type=float, default=30.0, help="minutes of the event; longer ones are skipped"
    )
    parser.add_argument("--aims", action="store_true", help="exit code 1 when the aim is missed")
    options = parser.parse_args()
    with bounded(LIMIT_S):
        return asyncio.run(main_async(options))


if __name__ == "__main__":
    sys.exit(main())
