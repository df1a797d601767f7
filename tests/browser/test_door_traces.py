"""All bytes of a browser's profile on a door device, after the device was told that its enrolment is deleted."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.door_site import HARD_NAME, NAMED, PEOPLE, PHONE, Issued, Site, close_verdict, enrolled, scan
from tests.support.byte_search import ByteSearch
from tests.support.live import BROWSER_TIMEOUT_MS, CHROMIUM_ARGUMENTS, LiveServer, chromium_path

pytestmark = pytest.mark.browser

ERASED = "enrolment was ended and its data were erased"
VISITOR = "Visitor "
"""The beginning of the names of all visitors."""
KNOWN = "List up to date"
"""A text of the app, which the profile keeps."""


@pytest.fixture
def phone(browser: Browser, door_server: LiveServer, tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone whose profile is a folder."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium_path(),
        args=CHROMIUM_ARGUMENTS,
        base_url=door_server.url,
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
    )
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    yield context
    context.close()


def delete_device(folder: Path) -> None:
    """Delete the newest device, as the deletion of personal data does with all of them."""
    with closing(sqlite3.connect(folder / "rostrum.db", timeout=20)) as connection, connection:
        newest = "SELECT id FROM devices WHERE enrolled_at IS NOT NULL ORDER BY enrolled_at DESC, id DESC LIMIT 1"
        assert connection.execute(f"DELETE FROM devices WHERE id = ({newest})").rowcount == 1


def test_no_byte_of_the_profile_has_a_name(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued], tmp_path: Path
) -> None:
    """Covers A26. The device showed names, found one by a search, and holds the list of all."""
    page = enrolled(phone, site.code())
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    scan(page, next(visitors).badge.token, "Admit", "admit")
    close_verdict(page)
    page.click("[data-search-open]")
    page.fill("[data-search-name]", "Visitor 4")
    expect(page.get_by_text("Visitor 40", exact=True)).to_be_visible()
    delete_device(site.folder)
    page.reload()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text(ERASED)).to_be_visible()
    phone.close()
    names = [name for name, *_ in PEOPLE[:NAMED] if name != HARD_NAME]
    found = ByteSearch([*names, VISITOR, KNOWN]).find_in_folder(tmp_path / "profile")
    assert {mark for _, mark in found} == {KNOWN}, found
