"""All rooms at a glance and the palette, under an operator's hands."""

import pytest
from playwright.sync_api import expect

from tests.browser.console_pages import Consoles

pytestmark = pytest.mark.browser


def test_digit_chooses_a_room_and_a_letter_acts_there(consoles: Consoles) -> None:
    page = consoles.open("?session=welcome", username="amelie")
    tile = page.locator("a[data-room-key]").last
    key, target = tile.get_attribute("data-room-key") or "", tile.get_attribute("href") or ""
    page.keyboard.press(f"Shift+Digit{key[1:]}" if key.startswith("⇧") else f"Digit{key}")
    page.keyboard.press("d")
    chosen = page.locator("[data-part=chosen]")
    expect(chosen).to_have_attribute("data-session", target.partition("=")[2])
    expect(page.locator("#until")).to_be_focused()
    expect(page.locator(f".room-tile[aria-current][data-room-key='{key}']")).to_have_count(1)


def test_palette_finds_acts_and_names_in_any_spelling(consoles: Consoles) -> None:
    page = consoles.open("?session=signing", has_keys=False)
    options = page.locator("#palette-list [role=option]")
    page.keyboard.press("Control+k")
    page.keyboard.type("cote d ivo")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("closing")
    expect(options.first).to_contain_text("Closing")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=chosen]")).to_have_attribute("data-session", "closing")
    expect(page.locator("#palette")).to_be_hidden()
