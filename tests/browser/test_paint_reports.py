"""What screens report to have painted, as the console shows it (CASES B16)."""

import json

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browser.board import WALL, sign_in, window
from tests.browser.test_paired_screens import STAFF, code_on, pass_pairing, send
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

OFFER_AGAIN_MS = 60_000
STOP_PAINTING = "Element.prototype.replaceWith = Element.prototype.append = () => {}"
PATHS = {"lobby": "/ar/screens/lobby", "two": "/screens/lobby?languages=zh,ru", "room": "/fr/screens/rooms/plenary"}


def follow_reports(page: Page) -> list[dict[str, object]]:
    """Return the list to which the reports of a page are added."""
    reports: list[dict[str, object]] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: reports.append(json.loads(data)))

    page.on("websocket", follow)
    return reports


def test_blocked_paint_is_shown_as_other_text(browser: Browser, server: LiveServer) -> None:
    """Covers B16."""
    context, page = window(browser, server, WALL)
    reports = follow_reports(page)
    screens = [page, context.new_page(), context.new_page()]
    for screen, (name, path) in zip(screens, PATHS.items(), strict=True):
        screen.goto(f"{path}{'&' if '?' in path else '?'}screen={name}")
    operator_context, operator = window(browser, server)
    sign_in(operator)
    operator.goto("/staff/console?session=opening")
    rows = operator.locator(".screen-list li")
    expect(rows.locator(".chip-good")).to_have_count(4)
    assert "title" in str(reports[-1]["texts"])
    for screen in screens:
        screen.evaluate(STOP_PAINTING)
    operator.locator("button[name=verb][value=open]").click()
    expect(rows.locator(".chip-stop")).to_have_count(4)
    for opened in (context, operator_context):
        opened.close()


def limit_storage(page: Page, size: int | None) -> None:
    """Let the device of a page have space for so many bytes, of which 0 limits nothing; None: all of its disk."""
    limit = {} if size is None else {"quotaSize": size}
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": origin, **limit})


def test_paired_screen_carries_out_commands(browser: Browser, server: LiveServer) -> None:
    """Covers B17."""
    operator_context, operator = window(browser, server)
    sign_in(operator)
    context, page = window(browser, server, WALL, service_workers="allow")
    context.clock.install()
    page.goto("/screens")
    code = code_on(page)
    named = {f"name.{code}": "door-1"}
    send(operator, f"{STAFF}/requests", act="approve", codes=code, layout="lobby", languages="ar", **named)
    pass_pairing(page)
    page.wait_for_url("**/ar/screens/lobby?screen=door-1")
    operator.goto(f"{STAFF}/control")
    row, unstored = operator.locator("#control-door-1"), operator.get_by_text("no copy of this page")
    for act, address in (
        ("picture", "/ar/screens/lobby"),
        ("test_card", "/screens/test-card"),
        ("normal", "/ar/screens/lobby"),
    ):
        if act == "test_card":
            limit_storage(page, 1)
        row.get_by_role("checkbox").check()
        operator.locator(f"button[value={act}]").click()
        expect(row.locator("p.control-state .chip-good").last).to_have_text("done")
        page.wait_for_url(f"**{address}?*screen=door-1")
        page.wait_for_selector("[data-standing=live]")
        if act == "test_card":
            expect(unstored).to_have_count(1)
            limit_storage(page, None)
            page.clock.fast_forward(OFFER_AGAIN_MS)
            expect(unstored).to_have_count(0)
    size = row.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert size == [640, 360]
    for opened in (context, operator_context):
        opened.close()
