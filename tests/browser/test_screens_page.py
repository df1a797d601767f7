"""The staff pages of screens in a real browser: their parts change in place, and what is typed stays."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import fail_on_errors, sign_in, window
from tests.support.board_pages import hidden
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

HOME, CONTROL = "/staff/screens", "/staff/screens/control"
POLL_MS = 3000


@pytest.fixture(scope="module")
def signed_in(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """A page of an operator who is signed in."""
    context, page = window(browser, server)
    sign_in(page)
    yield page
    context.close()


@pytest.fixture
def operator(signed_in: Page) -> Iterator[Page]:
    """A page of the operator; its timers run when a test says so."""
    page = fail_on_errors(signed_in.context.new_page())
    page.clock.install()
    yield page
    page.close()


def poll(page: Page, path: str) -> None:
    """Let the page ask once, and wait for the response."""
    with page.expect_response(f"**{path}"):
        page.clock.run_for(POLL_MS)


def ask_code(page: Page) -> str:
    """Return the code of a new device."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    asked = {"public_key": base64.urlsafe_b64encode(point).decode().rstrip("=")}
    return str(page.request.post("/screens/pairing", data=asked).json()["code"])


def pair_screen(page: Page, name: str) -> None:
    """Pair a new device with a new screen."""
    code = ask_code(page)
    fields = {"codes": code, "layout": "lobby", "languages": "en", f"name.{code}": name}
    post_form(page, f"{HOME}/requests", act="approve", **fields)


def post_form(page: Page, path: str, **fields: Any) -> None:
    """Post a form of the page in another tab of the same person."""
    csrf = hidden(page.request.get(HOME).text(), "csrf")
    assert page.request.post(path, form={"csrf": csrf, **fields}).ok


def test_waiting_codes_are_live_and_keep_what_is_typed(operator: Page) -> None:
    page = operator
    page.goto(HOME)
    expect(page.locator("#waiting")).to_have_count(0)
    first, second = ask_code(page), ask_code(page)
    poll(page, HOME)
    expect(page.locator("[data-request]")).to_have_count(2)
    page.locator(f"[id='f-name.{first}']").fill("entrance-7")
    third = ask_code(page)
    for code in (first, second):
        post_form(page, f"{HOME}/requests", act="reject", codes=code)
    poll(page, HOME)
    expect(page.locator(f"#request-{third}")).to_be_visible()
    expect(page.locator(f"#request-{second}")).to_have_count(0)
    expect(page.locator(f"[id='f-name.{first}']")).to_have_value("entrance-7")
    page.locator(f"[id='f-name.{first}']").fill("")
    page.locator(f"[id='f-name.{first}']").blur()
    poll(page, HOME)
    expect(page.locator("[data-request]")).to_have_count(1)


def test_rows_are_live_while_a_screen_is_changed(operator: Page) -> None:
    page = operator
    for name in ("foyer-1", "foyer-2"):
        pair_screen(page, name)
    page.goto(f"{HOME}?screen=foyer-1")
    page.locator("#f-place").fill("Left of the doors")
    post_form(page, HOME, act="assign", screen="foyer-2", layout="lobby", languages="en", place="Right of the doors")
    poll(page, f"{HOME}?screen=foyer-1")
    expect(page.locator("#screen-foyer-2")).to_contain_text("Right of the doors")
    expect(page.locator("#f-place")).to_have_value("Left of the doors")


def test_control_page_shows_results_and_keeps_marks(operator: Page) -> None:
    page = operator
    pair_screen(page, "hall-1")
    page.goto(CONTROL)
    page.locator("#control-hall-1 input").check()
    pair_screen(page, "hall-2")
    poll(page, CONTROL)
    expect(page.locator("#control-hall-2")).to_be_visible()
    expect(page.locator("#control-hall-1 input")).to_be_checked()
    expect(page.locator("[data-live]")).to_have_attribute("data-live", "on")
