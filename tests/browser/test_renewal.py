"""Open pages outlive their server: they show the last state, and load the files of a redeploy once."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import DESK, PHONE, SETTINGS, WALL, sign_in, wait_until_kept, window
from tests.support.live import copy_program, live_server
from tests.support.servers import free_port

pytestmark = pytest.mark.browser

LIVE = "body[data-standing=live]"
BUILD = "() => document.querySelector('meta[name=build]')?.content"
SOON = "Math.random = () => 0.01"
"""Instead of a random moment within a minute, or between two attempts to connect."""


def opened(browser: Browser, server, path: str, size: tuple[int, int]) -> tuple[Page, list[str]]:  # type: ignore[no-untyped-def]
    """A page, and every address its window goes to from now on."""
    context, page = window(browser, server, size, service_workers="allow")
    context.add_init_script(SOON)
    if "/staff/" in path:
        sign_in(page)
    page.goto(path)
    page.wait_for_selector(LIVE if "/staff/" not in path else "[data-filter=run]")
    gone_to: list[str] = []
    page.on("framenavigated", lambda frame: gone_to.append(frame.url))
    return page, gone_to


def test_reload_without_a_server_shows_the_last_state(browser: Browser, prepared: Path, tmp_path: Path) -> None:
    """Covers B15."""
    folder = tmp_path / "alone"
    shutil.copytree(prepared, folder)
    port = free_port()
    context = None
    try:
        with live_server(folder, SETTINGS, port=port) as server:
            context, lobby = window(browser, server, WALL, service_workers="allow")
            context.add_init_script(SOON)
            viewer = context.new_page()
            lobby.goto("/ar/screens/lobby")
            viewer.goto("/en/")
            for page in (lobby, viewer):
                page.wait_for_selector(LIVE)
                page.wait_for_selector('meta[name="kept"]', state="attached")
            wait_until_kept(lobby, "/ar/screens/lobby")
            wait_until_kept(viewer, "/en/")
            title = lobby.locator(".session-title").first.inner_text()
            server.kill()
            expect(lobby.locator(".screen-standing")).to_contain_text("انقطع الاتصال", timeout=8000)
            expect(viewer.locator(".live-standing")).to_contain_text("Information as of 09:")
            for page in (lobby, viewer):
                page.reload()
            expect(lobby.locator(".session-title").first).to_have_text(title)
            expect(lobby.locator(".screen-standing")).to_contain_text("انقطع الاتصال", timeout=8000)
            expect(viewer.locator(".cards .session").first).to_be_visible()
            expect(viewer.locator(".live-standing")).to_contain_text("Information as of 09:")
            other = context.new_page()
            other.goto("/ar/screens/welcome")
            expect(other.locator(".unreachable-main h1")).to_be_visible()
        with live_server(folder, SETTINGS, port=port):
            lobby.wait_for_selector(LIVE, timeout=20_000)
            expect(other.locator(".welcome-name")).to_be_visible(timeout=20_000)
            expect(lobby.locator(".screen-standing")).to_contain_text("آخر تحديث")
            viewer.wait_for_selector(LIVE, timeout=20_000)
            expect(viewer.locator(".live-standing")).to_be_hidden()
    finally:
        if context:
            context.close()


def test_redeploy_reloads_pages_once_and_asks_in_the_console(browser: Browser, prepared: Path, tmp_path: Path) -> None:
    """Covers B20."""
    port, settings = free_port(), {**SETTINGS, "ROSTRUM_DRAIN_S": "1"}
    with live_server(prepared, settings, port) as server:
        screen, screen_went = opened(browser, server, "/ar/screens/lobby", WALL)
        viewer, viewer_went = opened(browser, server, "/fr/?day=2025-10-26&kind=round_table", PHONE)
        console, console_went = opened(browser, server, "/staff/console?session=opening", DESK)
        console.fill("[data-filter=run]", "round")
        before = screen.evaluate(BUILD)
        shown = screen.locator(".row").count()
    assert screen.locator(".row").count() == shown  # what was there stays there
    with live_server(
        prepared, settings, port, program=copy_program(tmp_path, "broadcast/pages/static/board.css")
    ) as server:
        expect(console.locator("[data-renewal]")).to_be_visible(timeout=15_000)
        for page in (screen, viewer):
            expect(page.locator(f"meta[name=build]:not([content='{before}'])")).to_be_attached(timeout=15_000)
            page.wait_for_selector(LIVE)
        after = screen.evaluate(BUILD)
        screen.wait_for_timeout(1500)  # long enough for another: nobody loads again
        assert [re.sub(r"\?.*", "", url) for url in screen_went] == [f"{server.url}/ar/screens/lobby"]
        assert viewer_went == [f"{server.url}/fr/?day=2025-10-26&kind=round_table"]
        assert viewer.evaluate(BUILD) == after
        assert (console_went, console.evaluate(BUILD)) == ([], before)
        assert console.input_value("[data-filter=run]") == "round"
        console.click("[data-reload]")
        expect(console.locator(f"meta[name=build][content='{after}']")).to_be_attached()
        for page in (screen, viewer, console):
            page.context.close()
