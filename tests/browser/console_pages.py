"""The console for an operator who has signed in, in a tab of its own."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route

from tests.browser.board import DESK, fail_on_errors, sign_in, window
from tests.support.live import LiveServer

HOME = "/staff/console"
EVENTS = re.compile(r"/staff/console/events")
CAUGHT = "/requests-are-caught"
"""An address of no page: a request to it shows that routes are in force."""
KEYS = {"operator": "Keys", "layla": "الاختصارات", "amelie": "Raccourcis"}

_logins: dict[tuple[str, str], Any] = {}
"""Cookies of those who have signed in at a server: nobody signs in twice."""
_windows: dict[tuple[Browser, str, str], BrowserContext] = {}
"""Windows of operators at a server. The browser has the styles and the compiled scripts for the tabs that follow."""


def open_console(
    browser: Browser,
    server: LiveServer,
    path: str = "",
    *,
    username: str = "operator",
    has_keys: bool = True,
    is_pushed: bool = True,
) -> Page:
    """Open the console for an operator; keys that act are turned on with `has_keys`, `is_pushed` lets parts come.

    The console keeps nothing beyond its tab but the login. Close the page: its context is that of later tests.
    """
    page = _new_tab(browser, server, username)
    if not is_pushed:
        page.route(EVENTS, lambda route: route.abort())
    if (server.url, username) not in _logins:
        sign_in(page, username)
        _logins[server.url, username] = page.context.cookies()
    page.context.add_cookies(_logins[server.url, username])
    page.goto(f"{HOME}{path}")
    page.wait_for_selector("html.scripted")
    if has_keys:
        page.get_by_role("switch", name=KEYS[username]).click()
    return page


def _new_tab(browser: Browser, server: LiveServer, username: str) -> Page:
    """Open a tab in the window of the operator, which is connected whatever the test before did."""
    key = (browser, server.url, username)
    if key not in _windows:
        _windows[key], page = window(browser, server, DESK)
        return page
    _windows[key].set_offline(False)
    return fail_on_errors(_windows[key].new_page())


def route_requests(page: Page, address: str, handle: Callable[[Route], Any]) -> None:
    """Let `handle` answer a page's requests to an address, from the next one.

    A page that is shown sends requests past a new route until its renderer has taken it over, later than `page.route`
    returns: requests of its own are sent until one is caught.
    """
    page.route(address, handle)
    page.route(f"**{CAUGHT}", lambda route: route.fulfill(status=204))
    page.evaluate("async (path) => { while ((await fetch(path)).status !== 204); }", CAUGHT)
    page.unroute(f"**{CAUGHT}")


def hold_answers(page: Page, address: str) -> list[tuple[Route, APIResponse]]:
    """Keep back the answers of the server to an address; return them as a list that grows."""
    held: list[tuple[Route, APIResponse]] = []
    route_requests(page, address, lambda route: held.append((route, route.fetch())))
    return held


def release_answer(page: Page, held: list[tuple[Route, APIResponse]]) -> None:
    """Let the only answer that is kept back go on; the change may be pushed to the page before the server answers."""
    while not held:
        page.wait_for_timeout(20)
    [(route, answer)] = held
    route.fulfill(response=answer)


def ask_again(page: Page, key: str) -> None:
    """Close the open question and press the button of a key before the browser tells the page that it was closed."""
    page.evaluate(
        """(key) => {
          document.querySelector("dialog[open]").close();
          const button = document.querySelector(`button[data-key="${key}"]`);
          button.form.requestSubmit(button);
        }""",
        key,
    )
