"""A whole round table without a mouse, in Arabic and French, and the timer on a screen whose clock is wrong.

Keys are pressed as on an Arabic and on a French keyboard: by the letters that they give, and by their places.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.board import DESK, PASSWORD, WALL, window
from tests.browser.speaker_clock import (
    SHIFT_MS,
    WRONG_DATE,
    ServerTimer,
    WrittenSecond,
    begin_statement,
    issue_token,
    read_server,
    watch_seconds,
)
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
FIND_VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .map(({id, nodes}) => `${id}: ${nodes[0].target}`)"""
SHIFT = 8
MOST_TABS = 80
MAY_DIFFER_S = 0.2
MOST_READS = 10
"""A tick that comes late says the time late; the next ones put it right."""


@dataclass(frozen=True)
class RoundTable:
    """A round table, its operator, and what is typed: names of States, words of the palette.

    `names` are those of the States on screens. `keys` differ from QWERTY by their letter or place: what they give, and
    where they are.
    """

    language: str
    username: str
    session: str
    room: str
    title: str
    typed: tuple[str, str, str]
    names: tuple[str, str, str]
    reply: str
    absent: str
    seats: str
    edit: str
    keys: Mapping[str, tuple[str, str]]


ARABIC = RoundTable(
    language="ar",
    username="layla",
    session="rt-1",
    room="R313",
    title="الاحتيال عبر",
    typed=("صين", "فرنسا", "مصر"),
    names=("الصين", "فرنسا", "مصر"),
    reply="حق الرد الصين",
    absent="اخر القائمة مصر",
    seats="بالجلوس",
    edit="تعديل القائمة",
    keys=MappingProxyType(
        {
            **{"O": ("خ", "KeyO"), "N": ("ى", "KeyN"), "T": ("ف", "KeyT"), "M": ("ة", "KeyM"), "A": ("ش", "KeyA")},
            **{"U": ("ع", "KeyU"), "/": ("ظ", "Slash")},
        }
    ),
)
FRENCH = RoundTable(
    language="fr",
    username="amelie",
    session="rt-2",
    room="R339",
    title="renforcement des capacites",
    typed=("egypte", "perou", "cote d"),
    names=("Égypte", "Pérou", "Côte d’Ivoire"),
    reply="droit de reponse egypte",
    absent="fin de liste cote",
    seats="prendre place",
    edit="modifier la liste",
    keys=MappingProxyType({"A": ("a", "KeyQ"), "M": ("m", "Semicolon"), "/": ("/", "Period")}),
)


class Keyboard:
    """The keyboard of an operator at a page; nothing is done with a mouse."""

    def __init__(self, page: Page, keys: Mapping[str, tuple[str, str]]) -> None:
        self.page, self.keys = page, keys
        self._browser = page.context.new_cdp_session(page)

    def press(self, name: str) -> None:
        """Press the key that acts, as this keyboard gives it, once its act is possible."""
        if name in ascii_uppercase:
            expect(self.page.locator(f"button[data-key={name}]")).to_be_enabled()
        key, code = self.keys.get(name, (name.lower(), f"Key{name}"))
        held = SHIFT if (key, code) == ("/", "Period") else 0
        event = {"key": key, "code": code, "modifiers": held}
        self._browser.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, **event})
        self._browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def type(self, text: str, *then: str) -> None:
        """Type a text where the cursor is, then press these keys."""
        self.page.keyboard.type(text)
        self.send(*then)

    def send(self, *keys: str) -> None:
        """Press keys that are the same on each keyboard."""
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, words: str) -> None:
        """Choose the first command of the palette that has these words."""
        self.send("Control+k")
        self.type(words)
        expect(self.page.locator("#palette-0")).to_be_visible()
        self.send("Enter")
        expect(self.page.locator("#palette")).to_be_hidden()

    def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Go to an element in the order of Tab."""
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError("Tab does not lead there")


@pytest.fixture(scope="module")
def program(prepared: Path) -> dict[str, str]:
    """The header of a program that operates the board."""
    return issue_token(prepared)


def sign_in_by_keys(page: Page, keyboard: Keyboard, table: RoundTable) -> None:
    """Sign in, choose the session, and let keys act."""
    page.goto("/staff/sign-in?next=/staff/console")
    keyboard.type(table.username, "Tab")
    keyboard.type(PASSWORD, "Enter")
    page.wait_for_selector("html.scripted")
    keyboard.find(table.title)
    expect(page.locator("[data-part=chosen]")).to_have_attribute("data-session", table.session)
    keyboard.tab_to(page.get_by_role("switch"))
    keyboard.send("Space")


def enter_speakers(page: Page, keyboard: Keyboard, table: RoundTable) -> None:
    """Enter three States: the first with a class, which has a time limit; one of them twice, which is refused."""
    turns = page.locator(".turns .turn-name bdi")
    keyboard.press("/")
    expect(page.locator("#enter-state")).to_be_focused()
    keyboard.type(table.typed[0], "Tab", "ArrowDown", "ArrowDown", "Tab", "Enter")
    expect(turns).to_have_text(list(table.names[:1]))
    keyboard.send("Shift+Tab", "Shift+Tab")
    for count in (2, 3):
        expect(page.locator("#enter-state")).to_have_value("")
        keyboard.type(table.typed[count - 1], "Enter")
        expect(turns).to_have_text(list(table.names[:count]))
    keyboard.type(table.names[1], "Enter")
    expect(page.locator("[data-part=status] [role=alert]")).to_be_visible()
    expect(page.locator("#enter-state")).to_have_value(table.names[1])
    keyboard.send("Control+a", "Delete", "Escape")
    expect(turns).to_have_count(3)


def give_floor_by_keys(page: Page, keyboard: Keyboard, room: Page, names: tuple[str, str, str]) -> None:
    """Give the floor, pause and prolong the statement, and go on to the next speaker."""
    timer = page.locator("[data-floor-timer] .timer")
    keyboard.press("N")
    expect(room.locator(".speaker-now strong")).to_have_text(names[0])
    keyboard.press("T")
    expect(timer).to_have_attribute("data-paused", "true")
    keyboard.press("M")
    expect(timer).to_have_attribute("data-timer", re.compile('"limit_s": ?420'))
    keyboard.press("T")
    expect(timer).to_have_attribute("data-paused", "false")
    expect(room.locator(".speaker-now .timer-clock")).to_contain_text(":")
    keyboard.press("N")
    expect(room.locator(".speaker-now strong")).to_have_text(names[1])


def work_the_list(page: Page, keyboard: Keyboard, table: RoundTable) -> None:
    """Enter a right of reply, put an absent State behind it, and close the list on its page."""
    turns = page.locator(".turns .turn-name bdi")
    keyboard.find(table.reply)
    expect(turns).to_have_text([*table.names, table.names[0]])
    keyboard.find(table.absent)
    expect(turns).to_have_text([*table.names[:2], table.names[0], table.names[2]])
    keyboard.find(table.edit)
    page.wait_for_url(f"**/staff/console/speakers/{table.session}")
    keyboard.tab_to(page.locator("button[value=close]"))
    keyboard.send("Enter")
    expect(page.locator("button[value=reopen]")).to_be_attached()
    keyboard.tab_to(page.locator("main a").first)
    keyboard.send("Enter")
    page.wait_for_selector("html.scripted")
    expect(page.locator("#enter-state")).to_have_count(0)


def announce_by_keys(page: Page, keyboard: Keyboard, table: RoundTable) -> None:
    """Publish a prepared text for fifteen minutes."""
    keyboard.find(table.seats)
    expect(page.locator("form.compose :focus")).to_be_visible()
    keyboard.send("Control+Enter")
    expect(page.locator(".announced li")).not_to_have_count(0)
    expect(page.locator("form.compose :focus")).to_have_count(0)


def adjourn_by_keys(page: Page, keyboard: Keyboard) -> None:
    """Adjourn, and strike the speakers who still wait."""
    dialog = page.locator("#confirm-adjourn")
    keyboard.press("A")
    expect(dialog).to_be_visible()
    keyboard.tab_to(dialog.locator("input[value=kept]"), "Shift+Tab")
    keyboard.send("ArrowDown")
    expect(dialog.locator("input[value=struck]")).to_be_checked()
    keyboard.tab_to(dialog.locator("button[value=yes]"))
    keyboard.send("Enter")
    expect(page.locator("[data-part=chosen] .phase-adjourned").first).to_be_visible()
    expect(page.locator(".turn-waiting")).to_have_count(0)


@pytest.mark.parametrize("table", [ARABIC, FRENCH], ids=lambda table: table.language)
def test_round_table_is_run_without_a_mouse(browser: Browser, server: LiveServer, table: RoundTable) -> None:
    context, page = window(browser, server, DESK)
    _, room = window(browser, server, WALL)
    room.goto(f"/{table.language}/screens/rooms/{table.room}")
    keyboard = Keyboard(page, table.keys)
    sign_in_by_keys(page, keyboard, table)
    enter_speakers(page, keyboard, table)
    keyboard.press("O")
    expect(page.locator("[data-part=chosen] .phase-in_session").first).to_be_visible()
    give_floor_by_keys(page, keyboard, room, table.names)
    work_the_list(page, keyboard, table)
    announce_by_keys(page, keyboard, table)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(FIND_VIOLATIONS) == []
    expect(room.locator(".speaker-now strong")).to_have_text(table.names[1])
    adjourn_by_keys(page, keyboard)
    expect(room.locator(".speaker-now")).to_have_count(0)
    context.close()
    room.context.close()


def is_right(written: WrittenSecond, server: ServerTimer) -> bool:
    """Return whether a figure is that of the server's time when it was written, up to `MAY_DIFFER_S`."""
    least, most = server.used_at(written.at)
    limit_s = int(written.timer["limit_s"])
    return math.ceil(limit_s - most - MAY_DIFFER_S) <= written.seconds <= math.ceil(limit_s - least + MAY_DIFFER_S)


def test_timer_is_right_where_the_clock_is_ten_minutes_off(
    browser: Browser, server: LiveServer, program: dict[str, str]
) -> None:
    """The figure is compared when it changes: nothing is asserted of the speed of the machine."""
    begin_statement(server, program, "debate-2")
    context, screen = window(browser, server, WALL)
    context.add_init_script(WRONG_DATE)
    screen.goto("/ar/screens/speakers/plenary")
    assert screen.evaluate("Date.now() - performance.timeOrigin - performance.now()") > SHIFT_MS - 1000
    found = list[bool]()
    while not any(found) and len(found) < MOST_READS:
        (written,) = watch_seconds(screen, 1)
        found.append(is_right(written, read_server(screen, program, "debate-2")))
    assert any(found)
    context.close()
