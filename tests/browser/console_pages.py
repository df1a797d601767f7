"""The console for operators who have signed in, each in a tab of its own."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route

from tests.browser.board import DESK, sign_in, window
from tests.support.live import LiveServer

HOME = "/staff/console"
EVENTS = re.compile(r"/staff/console/events")
WITHOUT_SCRIPTS = "/readyz"
"""An address of the server whose page runs no scripts."""
CAUGHT = "/requests-are-caught"
"""An address of no page: a request to it shows that routes are in force."""
KEYS = {"operator": "Keys", "layla": "الاختصارات", "amelie": "Raccourcis"}


class Consoles:
    """The consoles of a server's operators: each has one tab, which later tests load again, and signs in once.

    The browser has the styles and the compiled scripts of a page for the next one in its tab.
    """

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self._browser, self._server = browser, server
        self._tabs: dict[str, Page] = {}
        self._logins: dict[str, Any] = {}

    def open(
        self, path: str = "", *, username: str = "operator", has_keys: bool = True, is_pushed: bool = True
    ) -> Page:
        """Open the console for an operator.

        Keys that act are turned on with `has_keys`; `is_pushed` lets parts come.
        """
        page = self._signed_in_tab(username)
        if not is_pushed:
            page.route(EVENTS, lambda route: route.abort())
        page.goto(f"{HOME}{path}")
        page.wait_for_selector("html.scripted")
        if has_keys:
            page.get_by_role("switch", name=KEYS[username]).click()
        return page

    def leave(self) -> None:
        """Leave the open consoles, and delete what they keep, apart from the logins."""
        for page in self._tabs.values():
            page.context.set_offline(False)
            page.unroute_all(behavior="ignoreErrors")
            page.goto(WITHOUT_SCRIPTS)
            page.evaluate("sessionStorage.clear()")
            page.set_viewport_size({"width": DESK[0], "height": DESK[1]})

    def _signed_in_tab(self, username: str) -> Page:
        if username not in self._tabs:
            _, page = window(self._browser, self._server, DESK)
            sign_in(page, username)
            self._tabs[username], self._logins[username] = page, page.context.cookies()
        page = self._tabs[username]
        page.context.add_cookies(self._logins[username])
        return page


@pytest.fixture(scope="module")
def operators(browser: Browser, server: LiveServer) -> Consoles:
    """The operators of the served programme."""
    return Consoles(browser, server)


@pytest.fixture
def consoles(operators: Consoles) -> Iterator[Consoles]:
    """The operators, whose consoles are left after each test."""
    yield operators
    operators.leave()


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
