"""The console for an operator who has signed in, in a window of its own."""

import re
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.board import DESK, sign_in, window
from tests.support.live import LiveServer

HOME = "/staff/console"
EVENTS = re.compile(r"/staff/console/events")
KEYS = {"operator": "Keys", "layla": "الاختصارات", "amelie": "Raccourcis"}

_logins: dict[tuple[str, str], Any] = {}
"""Cookies of those who have signed in at a server: nobody signs in twice."""


def open_console(
    browser: Browser,
    server: LiveServer,
    path: str = "",
    *,
    username: str = "operator",
    has_keys: bool = True,
    is_pushed: bool = True,
) -> Page:
    """Open the console for an operator; keys that act are turned on with `has_keys`, `is_pushed` lets parts come."""
    context, page = window(browser, server, DESK)
    if not is_pushed:
        page.route(EVENTS, lambda route: route.abort())
    if (server.url, username) not in _logins:
        sign_in(page, username)
        _logins[server.url, username] = context.cookies()
    context.add_cookies(_logins[server.url, username])
    page.goto(f"{HOME}{path}")
    page.wait_for_selector("html.scripted")
    if has_keys:
        page.get_by_role("switch", name=KEYS[username]).click()
    return page
