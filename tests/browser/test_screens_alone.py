"""Screens that do not reach their server by its name: the last state and its age, no browser's or network's page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import switch_on_box, wait_until_kept
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

LOBBY, WELCOME = "/ar/screens/lobby", "/ar/screens/welcome"
HOST = "board.localhost"
"""A name that browsers take for the machine itself, to whose pages alone they give a storage without HTTPS."""

YEARS_AGO = "2015-01-01T00:00:00Z"


class Portal(BaseHTTPRequestHandler):
    """Answer every address as the sign-in page of a network does: a page by a redirection, all else with that page."""

    asked: set[str]

    def do_GET(self) -> None:
        self.asked.add(self.path)
        is_page = self.path != "/portal" and "text/html" in self.headers.get("Accept", "")
        self.send_response(302 if is_page else 200)
        self.send_header("Location", "/portal")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Sign in to the network</h1>")

    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""


@contextmanager
def captive_portal() -> Iterator[tuple[str, set[str]]]:
    """Serve the portal; gives its host and port, and the paths that it was asked for."""
    asked: set[str] = set()
    handler = type("CountingPortal", (Portal,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_stored_page_outlasts_dns_and_a_captive_portal(browser: Browser, server: LiveServer, tmp_path: Path) -> None:
    """Covers B15."""
    address = f"http://{HOST}:{urlsplit(server.url).port}"
    box, page = switch_on_box(browser, address, tmp_path)
    page.goto(LOBBY)
    page.wait_for_selector("body[data-standing=live]")
    wait_until_kept(page, LOBBY)
    title = page.locator(".session-title").first.inner_text()
    box.close()
    with captive_portal() as (portal, asked):
        for place, time in (("~NOTFOUND", None), (portal, YEARS_AGO)):
            box, page = switch_on_box(browser, address, tmp_path, f"--host-resolver-rules=MAP {HOST} {place}")
            if time is not None:
                box.clock.set_system_time(time)
            page.goto(LOBBY)
            expect(page.locator(".session-title").first).to_have_text(title)
            expect(page.locator("body[data-standing=stale] .screen-standing")).to_contain_text("09:0")
            page.goto(WELCOME)
            expect(page.locator(".unreachable-main h1")).to_be_visible()
            box.close()
    assert {LOBBY, WELCOME} <= asked
