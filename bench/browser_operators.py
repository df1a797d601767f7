"""Operators at consoles in Chromium who work by keyboard at the same time, for `python -m bench.acts --browsers`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Response, async_playwright
from playwright.async_api import TimeoutError as PageTimeoutError

from bench.act_log import Outcome, SentAct
from broadcast.board.domain.board import session_key, speakers_key
from tests.support.live import CHROMIUM_ARGUMENTS, chromium_path

FOREIGN_SHARE = 0.3
"""Share of an operator's acts that are about a room of another one."""

RARE, OFTEN = frozenset("NE"), frozenset("TSR")
RARE_SHARE = 0.2
"""Share of acts that give the floor or end a statement; the others stop and continue the timer or the session."""

CHOSEN_WITHIN_MS = 10_000
ANSWER_WITHIN_MS = 5_000
NOT_CHOSEN = "not chosen"
"""Refusal of a digit: the console shows another session, so that the operator does not act."""

NOT_SENT = "not sent"
"""Refusal of a key whose button was disabled by an act of another operator: the page sends nothing."""

ENABLED_KEYS = "() => [...document.querySelectorAll('main button[data-key]:enabled')].map((one) => one.dataset.key)"


class BrowserOperator:
    """An operator at the console, who goes to a room by its digit and presses the key of an enabled button."""

    def __init__(self, page: Page, number: int, sessions: Sequence[str], own: Sequence[int]) -> None:
        """`sessions`: the session of each room, by its place among the rooms. `own`: the places of the own rooms."""
        self.page, self.name = page, f"operator{number}"
        self._sessions, self._own = sessions, own
        self._dice = Random(number)

    async def open_console(self) -> None:
        """Open the console, and let keys change the board."""
        await self.page.goto("/staff/console")
        await self.page.wait_for_selector("html.scripted")
        await self.page.locator(".keys-switch").press("Space")

    async def act(self, outcome: Outcome) -> None:
        """Go to a room and do there what the console offers."""
        try:
            await self._choose_room()
        except PageTimeoutError:
            outcome.refusals[NOT_CHOSEN] += 1
            return
        offered = set(await self.page.evaluate(ENABLED_KEYS))
        is_rare = self._dice.random() < RARE_SHARE
        keys = sorted(offered & (RARE if is_rare else OFTEN)) or sorted(offered & (RARE | OFTEN))
        if not keys:
            return
        try:
            async with self.page.expect_response(_is_act, timeout=ANSWER_WITHIN_MS) as answer:
                await self.page.keyboard.press(self._dice.choice(keys).lower())
            await self._note_answer(await answer.value, outcome)
        except PageTimeoutError:
            outcome.refusals[NOT_SENT] += 1

    async def _choose_room(self) -> None:
        is_foreign = self._dice.random() < FOREIGN_SHARE
        place = self._dice.choice(range(len(self._sessions)) if is_foreign else self._own)
        digit = f"Digit{(place + 1) % 10}"
        await self.page.keyboard.press(f"Shift+{digit}" if place >= 10 else digit)
        chosen = f'#console-session[value="{self._sessions[place]}"]'
        await self.page.locator(chosen).wait_for(state="attached", timeout=CHOSEN_WITHIN_MS)

    async def _note_answer(self, response: Response, outcome: Outcome) -> None:
        body = await response.json()
        if response.status != 200:
            outcome.refusals[body["code"]] += 1
            return
        await response.finished()
        timing = response.request.timing
        kind, session = urlsplit(response.url).path.split("/")[-2:]
        key = speakers_key(session) if kind == "speakers" else session_key(session)
        expected = int(parse_qs(response.request.post_data or "")["expected"][0])
        took_ms = timing["responseEnd"] - timing["requestStart"]
        outcome.sent.append(SentAct(self.name, key, expected, body["offset"], took_ms))


def _is_act(response: Response) -> bool:
    is_act = "/staff/console/" in response.url and not response.url.endswith("/preview")
    return response.request.method == "POST" and is_act


@asynccontextmanager
async def browser_operators(
    address: str, logins: Sequence[str], sessions: Sequence[str]
) -> AsyncIterator[list[BrowserOperator]]:
    """Open the console of each operator; the rooms are shared out in turn."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        operators = []
        for number, login in enumerate(logins):
            context = await browser.new_context(base_url=address, reduced_motion="reduce")
            await context.add_cookies([{"name": "login", "value": login, "url": address}])
            own = range(number, len(sessions), len(logins))
            operator = BrowserOperator(await context.new_page(), number, sessions, own)
            await operator.open_console()
            operators.append(operator)
        yield operators
        await browser.close()
