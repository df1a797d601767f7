"""Operators in Chromium who work by keyboard: the console, its palette, and the forms of the edit page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.async_api import Page, Response

from bench.two_days.plan import ActKind, PlannedAct
from broadcast.console.questions import SCRIPT_UNSIGNED

KEYS: Mapping[ActKind, str] = {
    ActKind.OPEN: "o",
    ActKind.ADJOURN: "a",
    ActKind.NEXT: "n",
    ActKind.END: "e",
    ActKind.EXTEND: "m",
    ActKind.PAUSE: "t",
    ActKind.RESUME: "t",
    ActKind.SIGN: "g",
    ActKind.SIGN_APART: "g",
}
"""Kind of an act → its key on the console."""

ANSWER_WITHIN_MS = 15_000
QUESTION_WITHIN_MS = 3_000

NOTE_KEYS = "addEventListener('keydown', () => { globalThis.benchPressedAt = Date.now(); }, true);"
"""Script of an operator's page: the time of the last key."""

STEPS_TO_OPTION = """([select, value]) => {
  const found = document.querySelector(select);
  return [...found.options].findIndex((option) => option.value === value) - found.selectedIndex;
}"""
PLACE_IN_PALETTE = """(title) => [...document.querySelectorAll("#palette-list [role=option] bdi")]
  .findIndex((label) => label.textContent.includes(title))"""


class RefusedError(Exception):
    """The server refused an act, or the page does not offer it."""


@dataclass(frozen=True, slots=True)
class DoneAct:
    """A committed act: who did it, the offset that was answered, and the times of the key and of the answer in ms."""

    planned: PlannedAct
    operator: str
    offset: int
    pressed_ms: float
    answered_ms: float


class ConsoleOperator:
    """An operator at the console, who chooses sessions by the palette and acts by the keys of the buttons."""

    def __init__(self, page: Page, name: str, titles: Mapping[str, str]) -> None:
        self.page, self.name = page, name
        self._titles = titles

    async def open_page(self, address: str) -> None:
        """Open the console, and let keys change the board."""
        await self.page.goto(address)
        await self.page.wait_for_selector("html.scripted")
        await self.page.locator(".keys-switch").press("Space")

    async def act(self, planned: PlannedAct) -> DoneAct:
        """Choose the session and press the key of the act. Raises: RefusedError."""
        await self._choose_session(planned.session)
        key = KEYS[planned.kind]
        button = self.page.locator(f'button[data-key="{key.upper()}"]')
        await button.and_(self.page.locator(":enabled")).first.wait_for(state="attached", timeout=ANSWER_WITHIN_MS)
        async with self.page.expect_response(is_answer, timeout=ANSWER_WITHIN_MS) as answer:
            await self.page.keyboard.press(key)
            if planned.kind is ActKind.ADJOURN:
                await self.page.locator("dialog[open]").wait_for(timeout=QUESTION_WITHIN_MS)
                await self.page.keyboard.press("Control+Enter")
        response = await answer.value
        if await is_question(response):
            async with self.page.expect_response(is_answer, timeout=ANSWER_WITHIN_MS) as answer:
                await self.page.locator("#console-status [role=alert] button").press("Enter")
            response = await answer.value
        return await read_answer(self.page, response, planned, self.name)

    async def _choose_session(self, session: str) -> None:
        chosen = self.page.locator(f'#console-session[value="{session}"]')
        if await chosen.count():
            return
        await self.page.keyboard.press("Control+k")
        title = self._titles[session]
        await self.page.keyboard.insert_text(title)
        place = await self.page.evaluate(PLACE_IN_PALETTE, title)
        if place < 0:
            raise RefusedError(f"{self.name}: the palette does not find {title}")
        for _ in range(place):
            await self.page.keyboard.press("ArrowDown")
        await self.page.keyboard.press("Enter")
        await chosen.wait_for(state="attached", timeout=ANSWER_WITHIN_MS)


class ProgrammeOperator:
    """An operator at the edit page, who moves sessions to other rooms and times by its form."""

    def __init__(self, page: Page, name: str, address: str, zone: ZoneInfo) -> None:
        self.page, self.name = page, name
        self._address, self._zone = address, zone

    async def act(self, planned: PlannedAct) -> DoneAct:
        """Open the form of the session, type the new room or time, and press Enter. Raises: RefusedError."""
        await self.page.goto(f"{self._address}?session={planned.session}")
        await self.page.locator("[data-timeline]:not([hidden])").wait_for(timeout=ANSWER_WITHIN_MS)
        if planned.kind is ActKind.ROOM:
            await self._choose_room(planned.about)
        else:
            await self._type_start(datetime.fromisoformat(planned.about).astimezone(self._zone))
        async with self.page.expect_response(is_answer, timeout=ANSWER_WITHIN_MS) as answer:
            await self.page.locator("#f-move-starts").press("Enter")
        return await read_answer(self.page, await answer.value, planned, self.name)

    async def _choose_room(self, room: str) -> None:
        field = self.page.locator("#f-move-room")
        steps = await self.page.evaluate(STEPS_TO_OPTION, ["#f-move-room", room])
        for _ in range(abs(steps)):
            await field.press("ArrowDown" if steps > 0 else "ArrowUp")
        if await field.input_value() != room:
            raise RefusedError(f"the keys did not choose room {room}")

    async def _type_start(self, at: datetime) -> None:
        """Type the start, and the end after it, so that the length stays."""
        starts, ends = self.page.locator("#f-move-starts"), self.page.locator("#f-move-ends")
        planned_start, planned_end = await starts.input_value(), await ends.input_value()
        length = _minutes_of_day(planned_end) - _minutes_of_day(planned_start)
        for field, minutes in ((starts, at.hour * 60 + at.minute), (ends, at.hour * 60 + at.minute + length)):
            await field.press("Control+a")
            await self.page.keyboard.type(f"{minutes // 60:02}:{minutes % 60:02}")


def _minutes_of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def is_answer(response: Response) -> bool:
    """Return whether this is the answer to an act, not to a preview."""
    path = urlsplit(response.url).path
    return response.request.method == "POST" and "/staff/" in path and not path.endswith("/preview")


async def is_question(response: Response) -> bool:
    """Return whether a session is not opened before the operator says so: no script of it is signed."""
    return response.status != 200 and bool((await response.json()).get("code") == SCRIPT_UNSIGNED)


async def read_answer(page: Page, response: Response, planned: PlannedAct, operator: str) -> DoneAct:
    """Return the act with the offset that was answered. Raises: RefusedError."""
    body = await response.json()
    if response.status != 200 or not body.get("changed", True):
        raise RefusedError(f"{planned.kind} {planned.session} {planned.about}: {response.status} {body}")
    pressed_ms = await page.evaluate("globalThis.benchPressedAt")
    await response.finished()
    timing = response.request.timing
    answered_ms = timing["startTime"] + timing["responseEnd"]
    return DoneAct(planned, operator, body["offset"], pressed_ms, answered_ms)
