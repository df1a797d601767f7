"""Paired screens in a real browser: pairing, proof, a thief, a power cut, a swapped box."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.board import sign_in, switch_on_box, wait_until_kept, window
from tests.support.board_pages import hidden
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

STAFF = "/staff/screens"
LOBBY, PROGRAMME = "/ar/screens/lobby", "/fr/screens/lobby"
NAME = "lobby-1"
ASKS_AGAIN_MS, SHOWS_NAME_MS = 10_000, 4000


def start_box(browser: Browser, server: LiveServer, profile: Path, **options: Any) -> tuple[BrowserContext, Page]:
    """Switch a box on, which starts at `/screens`."""
    context, page = switch_on_box(browser, server.url, profile, **options)
    context.clock.install()
    page.goto("/screens")
    return context, page


def send(operator: Page, path: str, **fields: str) -> None:
    csrf = hidden(operator.request.get(STAFF).text(), "csrf")
    assert operator.request.post(path, form={"csrf": csrf, **fields}).ok


def code_on(page: Page) -> str:
    """The code that a box shows."""
    shown = page.locator("[data-code-text]")
    expect(shown).to_have_text(re.compile("^[A-Z]{4}-[A-Z]{4}$"))
    return str(shown.text_content())


def pass_pairing(page: Page) -> None:
    """Let an approved device ask at once, and leave the page that tells it which screen it is."""
    page.clock.fast_forward(ASKS_AGAIN_MS)
    page.wait_for_selector("body[data-state=paired]")
    page.clock.fast_forward(SHOWS_NAME_MS)


def row_of(operator: Page) -> str:
    operator.goto(STAFF)
    return operator.locator(f"#screen-{NAME}").inner_text()


def wait_for_row(operator: Page, text: str) -> None:
    """Load the staff page until the row of the screen has a text."""
    expect(operator.locator("body")).to_be_visible()
    for _ in range(40):
        if text in row_of(operator):
            return
        operator.wait_for_timeout(100)
    raise AssertionError(row_of(operator))


def test_box_is_paired_robbed_cut_off_and_swapped(browser: Browser, server: LiveServer, tmp_path: Path) -> None:
    """Covers C2, C6."""
    operator_context, operator = window(browser, server)
    sign_in(operator)
    box, page = start_box(browser, server, tmp_path / "first")
    code = code_on(page)
    send(
        operator,
        f"{STAFF}/requests",
        act="approve",
        codes=code,
        layout="lobby",
        languages="ar",
        **{f"name.{code}": NAME},
    )
    pass_pairing(page)
    page.wait_for_url(f"**{LOBBY}?screen={NAME}", timeout=15_000)
    wait_for_row(operator, "Connected")

    thief_context, thief = window(browser, server)
    thief.goto(f"{LOBBY}?screen={NAME}")
    expect(thief.locator(".rows li").first).to_be_visible()
    wait_for_row(operator, "unproved")
    assert "Connected" in row_of(operator)
    thief.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    thief.goto("/screens")
    expect(thief.locator("[data-of=insecure]")).to_be_visible()
    thief_context.close()

    send(operator, STAFF, act="assign", screen=NAME, layout="lobby", languages="fr")
    page.wait_for_url(f"**{PROGRAMME}?screen={NAME}")
    wait_until_kept(page, f"{PROGRAMME}?screen={NAME}")
    box.close()

    box, page = start_box(browser, server, tmp_path / "first", offline=True)
    page.wait_for_url(f"**{PROGRAMME}?screen={NAME}", timeout=10_000)
    expect(page.locator(".rows li").first).to_be_visible()
    box.set_offline(False)
    wait_for_row(operator, "Connected")

    new_box, new_page = start_box(browser, server, tmp_path / "second")
    code = code_on(new_page)
    send(operator, f"{STAFF}/requests", act="approve", codes=code, **{f"over.{code}": NAME})
    new_page.clock.fast_forward(ASKS_AGAIN_MS)
    expect(new_page.locator("ul[data-of=restored]")).to_be_visible()
    expect(new_page.locator("[data-name]")).to_have_text(NAME)
    new_page.clock.fast_forward(SHOWS_NAME_MS)
    new_page.wait_for_url(f"**{PROGRAMME}?screen={NAME}", timeout=15_000)
    page.wait_for_url("**/screens")
    assert code_on(page) != code
    wait_for_row(operator, "Connected")
    for context in (operator_context, box, new_box):
        context.close()
