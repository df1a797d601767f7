"""The programme under an operator's hands: bars move by keys and dragging, changes of others come in."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import sign_in, window
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

DAY = "/staff/programme?day=2025-10-26"


def open_programme(browser: Browser, server: LiveServer, query: str, username: str = "operator") -> Page:
    """The page of the second day in a new window."""
    _, page = window(browser, server)
    sign_in(page, username)
    page.goto(f"{DAY}{query}")
    expect(page.locator("[data-bar]").first).to_be_visible()
    return page


def test_bars_move_by_keys_and_dragging(browser: Browser, server: LiveServer) -> None:
    page = open_programme(browser, server, "")
    bar, proposal = page.locator("[data-bar=closing]"), page.locator("[data-proposal]")
    hours = bar.locator(".bar-hours")
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(hours).to_have_text("16:10–16:55")
    expect(proposal).to_be_visible()
    page.keyboard.press("Escape")
    expect(hours).to_have_text("16:00–16:45")
    expect(proposal).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    row = page.locator("[data-table] li").filter(has=page.locator("a[href*='session=closing#']"))
    expect(row.locator(".hours")).to_have_text("16:05–16:50")
    expect(bar).to_be_focused()
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + box["width"], middle[1], steps=4)
    page.mouse.up()
    expect(proposal).to_be_visible()
    expect(page).to_have_url(f"{server.url}{DAY}")
    page.locator("[data-discard]").click()
    expect(hours).to_have_text("16:05–16:50")
    page.context.close()


def test_clashes_and_changes_of_others_come_while_typing(browser: Browser, server: LiveServer) -> None:
    page = open_programme(browser, server, "&session=press-26")
    form = page.locator("form[data-change]").filter(has=page.locator("input[name=act][value=move]"))
    form.locator("[name=room]").select_option("R301")
    form.locator("[name=starts]").fill("12:10")
    form.locator("[name=ends]").fill("12:30")
    expect(form.locator(".clashes input")).to_have_count(1)
    other = open_programme(browser, server, "&session=press-26", "amelie")
    other.locator("details.act:has(input[value=delay]) > summary").click()
    delay = other.locator("form[data-change]").filter(has=other.locator("input[name=act][value=delay]"))
    delay.locator("[name=minutes]").fill("20")
    delay.locator("button.button").click()
    row = page.locator("[data-table] li.is-chosen")
    expect(row.locator(".phase-delayed")).to_be_visible()
    expect(row.locator(".hours")).to_have_text("17:20–18:05")
    expect(form.locator("[name=starts]")).to_have_value("12:10")
    form.locator(".clashes input").check()
    form.locator("button.button").click()
    expect(form.locator(".field-error")).to_contain_text("Amelie")
    expect(form.locator("[name=starts]")).to_have_value("12:10")
    form.locator("button.button").click()
    expect(row.locator(".hours")).to_have_text("12:10–12:30")
    for one in (page, other):
        one.context.close()
