"""Pages in a real browser behind real proxies: below a path, and with a part of the feed blocked."""

import base64
import gc
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.board import DESK, PASSWORD, WALL, wait_until_kept
from tests.proxies.conftest import Behind
from tests.proxies.servers import PATH, Certificate, Front, nginx
from tests.support.live import BROWSER_TIMEOUT_MS, CHROMIUM_ARGUMENTS, chromium_path

pytestmark = pytest.mark.browser

LIVE = "body[data-standing=live]"
OPENED = "[data-session=opening] .phase-in_session"
LOCATION = "    location /accreditation/ {"
CUTS = {"websocket": ("ws",), "websocket-and-events": ("ws", "events")}
"""What a proxy on the way may not let by."""


@pytest.fixture(scope="module")
def chromium(certificate: Certificate) -> Iterator[Browser]:
    """A browser that trusts the proxies' certificate, service workers included."""
    trust = f"--ignore-certificate-errors-spki-list={base64.b64encode(certificate.pin).decode()}"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, trust])
        try:
            yield launched
        finally:
            launched.close()
    gc.collect()


@pytest.fixture(scope="module")
def cut(
    behind: Behind, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Front]]:
    """nginx once more for each cut."""
    folder: Path = tmp_path_factory.mktemp("cut")
    with ExitStack() as stack:
        fronts = {}
        for name, ways in CUTS.items():
            refusal = "".join(f"    location ~ /feed/v1/[a-z]+/{way}$ {{ return 403; }}\n" for way in ways)
            running = nginx(folder / name, certificate, behind.upstream, {LOCATION: refusal + LOCATION})
            fronts[name] = stack.enter_context(running)
        yield fronts


class Window:
    """A page, and what it asked for."""

    def __init__(self, chromium: Browser, front: Front, size: tuple[int, int]) -> None:
        context = chromium.new_context(base_url=front.origin, viewport={"width": size[0], "height": size[1]})
        context.set_default_timeout(BROWSER_TIMEOUT_MS)
        context.add_init_script("Math.random = () => 0.1")  # shorter waits between attempts
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def close(self, front: Front) -> None:
        """Done: no script failed, and nothing was asked of the host outside the path."""
        assert self.errors == []
        pages = [re.sub("^wss", "https", url) for url in self.asked if not url.startswith(("data:", "blob:"))]
        assert [url for url in pages if not url.startswith(f"{front.url}/")] == []
        self.page.context.close()


def sign_in(page: Page) -> None:
    page.goto(f"{PATH}/staff/console?session=opening")
    page.fill("#f-username", "operator")
    page.fill("#f-password", PASSWORD)
    page.click(f"form[action='{PATH}/staff/sign-in'] button")
    page.wait_for_url(re.compile(r"/staff/console\?session=opening"), wait_until="domcontentloaded")


def test_pages_behind_proxies_show_an_operators_change(
    chromium: Browser, behind: Behind, cut: dict[str, Front]
) -> None:
    fronts = {"nginx": behind.fronts["nginx"], **cut}
    screens = {}
    for name, front in fronts.items():
        screens[name] = Window(chromium, front, DESK)
        screens[name].page.goto(f"{PATH}/ar/screens/lobby")
    for window in screens.values():
        window.page.wait_for_selector(LIVE)
    expect(screens["nginx"].page.locator("meta[name=kept]")).to_be_attached()
    desk = Window(chromium, behind.fronts["nginx"], DESK)
    sign_in(desk.page)
    desk.page.wait_for_selector("html.scripted")
    desk.page.get_by_role("switch").click()
    desk.page.keyboard.press("o")
    for window in screens.values():
        expect(window.page.locator(OPENED).first).to_be_visible()
    expect(desk.page.locator("[data-part=log] tbody tr").first).to_be_visible()
    ways = {
        name: {way for way in ("ws", "events", "board.json") if any(f"/{way}" in url for url in window.asked)}
        for name, window in screens.items()
    }
    assert ways == {
        "nginx": {"ws"},
        "websocket": {"ws", "events"},
        "websocket-and-events": {"ws", "events", "board.json"},
    }
    for name, window in screens.items():
        window.close(fronts[name])
    desk.page.goto(f"{PATH}/zh/")
    desk.page.wait_for_selector(LIVE)
    desk.close(behind.fronts["nginx"])


def test_screen_below_a_path_opens_without_its_server(chromium: Browser, behind: Behind) -> None:
    """The service worker is registered for the path, and keeps the page and its files."""
    front = behind.fronts["caddy"]
    window = Window(chromium, front, WALL)
    window.page.goto(f"{PATH}/fr/screens/lobby")
    expect(window.page.locator("meta[name=kept]")).to_be_attached()
    wait_until_kept(window.page, f"{PATH}/fr/screens/lobby")
    [name] = window.page.evaluate("() => caches.keys()")
    assert name.startswith(f"rostrum-screens-{PATH}/-")
    window.page.context.set_offline(True)
    window.page.reload()
    expect(window.page.locator("[data-session=opening]").first).to_be_visible()
    expect(window.page.locator(".screen-standing")).to_contain_text("Dernière")
    window.page.context.close()
