"""A served programme and people who look at it, for the tests of the board's pages in a real browser."""

import asyncio
import gc
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from conference.auth.people import NewStaff, create_staff
from conference.languages import LANGUAGES
from rostrum import roles
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.board_pages import hidden
from tests.support.live import BROWSER_TIMEOUT_MS, CHROMIUM_ARGUMENTS, FEW_PIXELS, LiveServer, chromium_path
from tests.support.passwords import cheap_passwords

SIGN_IN = "/staff/sign-in"
PASSWORD = "correct horse battery"
TICK_S = 1
STARTS_AT = "2025-10-25T09:05:00+07:00"
SETTINGS = {"ROSTRUM_TICK_S": str(TICK_S), "ROSTRUM_CLOCK_STARTS_AT": STARTS_AT}
PHONE, DESK, WALL, UPRIGHT = (390, 844), (1440, 900), (1920, 1080), (1080, 1920)
OPERATORS = {"operator": "en", "layla": "ar", "amelie": "fr"}

STICKS_OUT = """() => [...document.querySelectorAll("main *, header *, footer *, ul *")].filter((element) => {
  const apart = ".table-scroll, .room-tiles, .visually-hidden, [aria-hidden=true], select";
  if (!element.checkVisibility({visibilityProperty: true}) || element.closest(apart)) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
}).map((element) => element.outerHTML.slice(0, 120))"""


def prepare(folder: Path, template: Path | None = None) -> None:
    """Load the programme and three operators, without the press corps, into a new database or a copy of `template`."""
    if template is not None:
        shutil.copy(template, folder / "rostrum.db")

    async def load() -> None:
        settings = Settings(data_dir=folder, clock_starts_at=datetime.fromisoformat(STARTS_AT))
        async with open_runtime(settings) as runtime:
            cheap = cheap_passwords()
            accounts = replace(runtime.accounts, passwords=cheap)
            for username, code in OPERATORS.items():
                new = NewStaff(username, username.title(), frozenset({roles.OPERATOR}), code, PASSWORD)
                staff = await create_staff(accounts, new)
            await load_programme(assemble_broadcast(runtime).board, programme_of(runtime.event), operator=staff)

    with ThreadPoolExecutor(1) as apart:  # the browser's own event loop may be running in this thread
        apart.submit(lambda: asyncio.run(load())).result()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
    gc.collect()  # the pipes of the driver complain when collected after its event loop: here, in no other test


def window(
    browser: Browser, server: LiveServer, size: tuple[int, int] = DESK, **options: Any
) -> tuple[BrowserContext, Page]:
    """A new person's window, far from the venue; an error of a script fails the test.

    A mark that moves, as that of a session in progress, would be drawn anew sixty times a second: `reduced_motion`.
    A worker would store each page and its files beside the page that is tested: a test of what it stores allows it.
    """
    context = browser.new_context(
        base_url=server.url,
        timezone_id="America/New_York",
        viewport={"width": size[0], "height": size[1]},
        **{"reduced_motion": "reduce", "device_scale_factor": FEW_PIXELS, "service_workers": "block", **options},
    )
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    return context, fail_on_errors(context.new_page())


def switch_on_box(
    browser: Browser, address: str, profile: Path, *arguments: str, **options: Any
) -> tuple[BrowserContext, Page]:
    """Start the browser of a box for a wall, with a profile of its own; `arguments` are more of Chromium's."""
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=chromium_path(),
        args=[*CHROMIUM_ARGUMENTS, *arguments],
        base_url=address,
        viewport={"width": WALL[0], "height": WALL[1]},
        **{"device_scale_factor": FEW_PIXELS, **options},
    )
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    return context, fail_on_errors(context.pages[0])


def fail_on_errors(page: Page) -> Page:
    """Let an error of a script, or a violation of the content security policy, fail the test."""

    def fail(error: object) -> None:
        raise AssertionError(f"{page.url}: {error}")

    def fail_on_violation(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            fail(message.text)

    page.on("pageerror", fail)
    page.on("console", fail_on_violation)
    return page


def sign_in(page: Page, username: str = "operator") -> None:
    """Sign in the window of a page as a person with PASSWORD, by the request of the form; the page stays as it is."""
    csrf = hidden(page.request.get(SIGN_IN).text(), "csrf")
    form: dict[str, str | float | bool] = {"csrf": csrf, "username": username, "password": PASSWORD, "next": ""}
    answer = page.request.post(SIGN_IN, form=form, max_redirects=0)
    assert answer.status == 303, answer.text()


def announce(page: Page, words: str, prefix: str = "") -> None:
    """Post an announcement as the operator of a page does; `prefix` is the path of a rehearsal."""
    console = f"{prefix}/staff/console"
    csrf = hidden(page.request.get(f"{console}?template=own").text(), "csrf")
    texts = {f"text.{code}": words for code in LANGUAGES}
    form: dict[str, str | float | bool] = {"csrf": csrf, "template": "own", "level": "info", **texts}
    assert page.request.post(f"{console}/announcements", form=form).ok


def wait_until_kept(page: Page, path: str) -> None:
    """Until the worker has the page, and the page has written its board."""
    kept = """async (path) => {
      const found = await caches.match(new URL(path, location.href).href);
      return Boolean(found) && Object.keys(localStorage).some((name) => name.startsWith("rostrum.board."));
    }"""
    deadline = time.monotonic() + 10
    while not page.evaluate(kept, path):
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
