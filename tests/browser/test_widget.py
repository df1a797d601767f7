"""The programme on a page of another site, under policies that allow it, allow half of it, or nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import PHONE
from tests.support.live import BROWSER_TIMEOUT_MS, LiveServer

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="fr"><title>Journal</title>
<style nonce="n">a {{ color: red; display: none }}</style>
<h1>Journal</h1><script type="module" src="{site}/widget.mjs"></script>
<rostrum-programme lang="{language}" room="plenary"><a href="{site}/fr/programme">Programme</a></rostrum-programme>
</html>"""


@contextmanager
def foreign_page(site: str, policy: str, language: str = "ar") -> Iterator[str]:
    """Serve a page of another site with this policy."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy.format(site=site))
            self.end_headers()
            self.wfile.write(PAGE.format(site=site, language=language).encode())

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    yield context.new_page()
    context.close()


def test_programme_is_shown_under_a_strict_policy(page: Page, server: LiveServer) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    policy = "default-src 'none'; script-src {site}; connect-src {site}; style-src 'nonce-n'"
    with foreign_page(server.url, policy) as address:
        page.goto(address)
        widget = page.locator("rostrum-programme")
        expect(widget.locator("section")).to_have_attribute("dir", "rtl")
        first = widget.locator("li a").first
        expect(first).to_be_visible()
        assert str(first.get_attribute("href")).startswith(f"{server.url}/ar/sessions/")
        assert first.evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
        assert widget.locator("li").first.evaluate("one => getComputedStyle(one).display") == "grid"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [error for error in errors if "favicon" not in error] == []


def test_refused_programme_names_the_directive(page: Page, server: LiveServer) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    with foreign_page(server.url, "default-src 'none'; script-src {site}", "fr") as address:
        page.goto(address)
        expect(page.locator("rostrum-programme [role=status]")).to_contain_text(f"connect-src {server.url}")
        assert any(error.startswith("rostrum-programme: Content-Security-Policy: connect-src") for error in errors)


def test_page_that_refuses_the_script_shows_its_own_link(page: Page, server: LiveServer) -> None:
    with foreign_page(server.url, "default-src 'none'") as address:
        page.goto(address)
        expect(page.get_by_role("link", name="Programme")).to_be_visible()
