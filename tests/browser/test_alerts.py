"""Alerts in a real browser: alone on the glass, also with the server dead; an exercise never looks actual.

Covers B23, C3 and C4.
"""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import DESK, PHONE, SETTINGS, WALL, sign_in, window
from tests.support.live import LiveServer, live_server
from tests.support.servers import free_port

pytestmark = pytest.mark.browser

PATH = "/staff/alerts"
ALERT_ENDS_AFTER = "02:00:00"
SOON = "Math.random = () => 0.1"
"""Instead of up to fifteen seconds between two attempts to connect, a tenth of it."""

ON_GLASS = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
  return own && element.checkVisibility({visibilityProperty: true}) && !element.closest(".alert-cover");
}).map((element) => element.outerHTML.slice(0, 80))"""
LOOK = """(selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  const {backgroundColor, color, borderTopWidth, borderImageSource} = style;
  return {backgroundColor, color, hasBorder: parseFloat(borderTopWidth) > 0 && borderImageSource !== "none"};
}"""


class Desk:
    """Two operators with a window each: the first writes, the second publishes."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        (self.context, self.author), (_, self.second) = window(browser, server, DESK), window(browser, server, DESK)
        sign_in(self.author)
        sign_in(self.second, "layla")

    def publish(self, **fields: str) -> str:
        """Draft an alert, let the second operator publish it, and return its id."""
        self.send(self.author, PATH, act="save", **fields)
        return self.publish_draft()

    def publish_draft(self) -> str:
        self.second.goto(PATH)
        alert = self.second.locator("input[name=alert]").first.input_value()
        self.send(self.second, f"{PATH}/acts", act="publish", alert=alert, expected="1")
        return alert

    def cancel(self, alert: str) -> None:
        self.send(self.author, f"{PATH}/acts", act="cancel", alert=alert)
        self.publish_draft()

    def send(self, page: Page, path: str, **fields: str) -> None:
        page.goto(PATH)
        token = page.locator("input[name=csrf]").first.input_value()
        answer = page.request.post(path, form={"csrf": token, **fields}, max_redirects=0)
        assert answer.status == 303, answer.text()


def show_page_after_expiry(wall: Page) -> None:
    """Advance the clock of a screen without a server past the end of its alert: its page is back, with its age."""
    expect(wall.locator(".alert-cover.alert-alert")).to_be_visible()
    wall.clock.fast_forward(ALERT_ENDS_AFTER)
    expect(wall.locator(".alert-cover")).to_be_hidden()
    expect(wall.locator(".rows .session-title").first).to_be_visible()
    expect(wall.locator("body[data-standing=stale] .screen-standing")).to_contain_text("09:0")


def test_emergency_is_alone_on_the_glass_until_it_ends(browser: Browser, prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    port = free_port()
    with live_server(tmp_path / "data", SETTINGS, port) as server:
        desk = Desk(browser, server)
        (wall_context, wall), (_, phone) = window(browser, server, WALL), window(browser, server, PHONE)
        _, other_wall = window(browser, server, WALL)
        other_wall.clock.install()
        other_wall.goto("/fr/screens/lobby?screen=lobby-2")
        wall.add_init_script(SOON)
        wall.goto("/screens/lobby?languages=vi,ar&screen=lobby-1")
        phone.goto("/ru/")
        looks, labels = {}, {}
        for status, name in (("exercise", "exercise"), ("actual", "alert")):
            alert = desk.publish(status=status, prepared="evacuate")
            wall.wait_for_selector(f"body[data-alert={status}] .alert-cover.alert-{name}")
            phone.wait_for_selector(f".alert-banner.alert-{name}")
            assert wall.evaluate(ON_GLASS) == []
            looks[status] = [wall.evaluate(LOOK, ".alert-cover"), phone.evaluate(LOOK, ".alert-banner")]
            labels[status] = wall.locator(".alert-label").first.inner_text()
        assert labels["exercise"] != labels["actual"]
        for practised, actual in zip(looks["exercise"], looks["actual"], strict=True):
            assert practised["backgroundColor"] != actual["backgroundColor"]
            assert practised["color"] != actual["color"]
            assert [practised["hasBorder"], actual["hasBorder"]] == [True, False]
        server.kill()
        wall.wait_for_selector("body[data-standing=stale]")
        assert wall.locator(".alert-cover.alert-alert").is_visible()
        assert wall.evaluate(ON_GLASS) == []
        show_page_after_expiry(other_wall)
    wall_context.set_offline(True)
    with live_server(tmp_path / "data", SETTINGS, port) as server:
        _, late = window(browser, server, WALL)
        late.goto("/zh/screens/rooms/plenary?screen=plenary-1")
        expect(late.locator(".alert-cover.alert-alert")).to_be_visible()
        desk.cancel(alert)
        expect(late.locator(".alert-cover.alert-exercise")).to_be_visible()
        assert wall.locator(".alert-cover.alert-alert").is_visible()
        wall_context.set_offline(False)
        expect(wall.locator(".alert-cover.alert-exercise")).to_be_visible()
