"""The console for an operator who has signed in, in a tab of its own."""

import re
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route

from tests.browser.board import DESK, fail_on_errors, sign_in, window
from tests.support.live import LiveServer

HOME = "/staff/console"
EVENTS = re.compile(r"/staff/console/events")
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


def hold_answers(page: Page, address: str) -> list[tuple[Route, APIResponse]]:
    """Keep back the answers of the server to an address; return them as a list that grows."""
    held: list[tuple[Route, APIResponse]] = []
    page.route(address, lambda route: held.append((route, route.fetch())))
    return held


def is_answer_held(page: Page, held: list[tuple[Route, APIResponse]]) -> bool:
    """Wait until an answer is kept back; return False after ten seconds without one."""
    for _ in range(500):
        if held:
            return True
        page.wait_for_timeout(20)
    return False


def press_until_held(page: Page, key: str, held: list[tuple[Route, APIResponse]]) -> None:
    """Press a key that opens a question until an answer is kept back: a busy page may not take the first press."""
    for _attempt in range(3):
        page.keyboard.press(key)
        if is_answer_held(page, held):
            return
        page.keyboard.press("Escape")


def release_answer(page: Page, held: list[tuple[Route, APIResponse]]) -> None:
    """Let the only answer that is kept back go on; the change may be pushed to the page before the server answers."""
    is_answer_held(page, held)
    [(route, answer)] = held
    route.fulfill(response=answer)
