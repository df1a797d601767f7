"""Notifications of a session in a real Chromium: from the button through an operator's act to what the phone shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import PHONE, SETTINGS, STICKS_OUT, window
from tests.browser.push_pages import PushedWorker, subscribe_as
from tests.browser.speaker_clock import ask_server, issue_token
from tests.support.live import LiveServer, live_server
from tests.support.push_browsers import STAND_IN_SETTINGS, PushStandIn, push_stand_in

pytestmark = pytest.mark.browser

SECTION = "[data-part=notifications]"
PAGE = "/fr/sessions/debate-1"
PERMISSION = "Object.defineProperty(Notification, 'permission', {get: () => 'granted'})"


@dataclass(frozen=True)
class FollowedSite:
    """A served programme whose notifications go to a push service of this machine."""

    server: LiveServer
    service: PushStandIn
    token: dict[str, str]

    def move(self, session: str, verb: str) -> None:
        """Move a session as an operator does."""
        listed = ask_server(self.server, self.token, "sessions")["sessions"]
        (version,) = [one["version"] for one in listed if one["id"] == session]
        ask_server(self.server, self.token, f"sessions/{session}/moves", {"verb": verb, "version": version})


@pytest.fixture(scope="module")
def followed(prepared: Path) -> Iterator[FollowedSite]:
    token = issue_token(prepared)
    with push_stand_in() as service, live_server(prepared, {**SETTINGS, **STAND_IN_SETTINGS}) as server:
        yield FollowedSite(server, service, token)


def test_follower_is_notified_in_the_language_of_the_page(browser: Browser, followed: FollowedSite) -> None:
    device = followed.service.browser()
    context, page = window(browser, followed.server, PHONE, service_workers="allow")
    subscribe_as(context, device)
    page.goto(PAGE)
    section = page.locator(SECTION)
    section.get_by_role("button").click()
    expect(section.get_by_role("button")).to_have_attribute("data-act", "unfollow")
    worker = PushedWorker(page)
    followed.move("debate-1", "open")
    shown = worker.show(device.decrypt(followed.service.take_body()))
    title = page.locator("h1").inner_text()
    assert (shown["title"], shown["lang"], shown["dir"]) == (f"En cours · {title}", "fr", "ltr")
    assert shown["data"] == {"page": PAGE}
    section.get_by_role("button").click()
    expect(section.get_by_role("button")).to_have_attribute("data-act", "follow")
    context.close()


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("delete globalThis.PushManager", "unsupported"),
        (PERMISSION.replace("granted", "denied"), "denied"),
        (f"{PERMISSION}; PushManager.prototype.getSubscription = async () => {{ throw new Error('no') }}", "failed"),
    ],
)
def test_page_says_why_notifications_cannot_be_on(
    browser: Browser, followed: FollowedSite, script: str, state: str
) -> None:
    context, page = window(browser, followed.server, PHONE, service_workers="allow")
    context.add_init_script(script)
    page.goto("/ar/sessions/debate-1")
    expect(page.locator(f"{SECTION} p[data-for={state}]")).to_be_visible()
    expect(page.locator(f"{SECTION} p[data-for=off]")).to_be_hidden()
    assert page.evaluate(STICKS_OUT) == []
    context.close()


def test_page_without_scripts_has_no_switch(browser: Browser, followed: FollowedSite) -> None:
    context, page = window(browser, followed.server, java_script_enabled=False)
    page.goto(PAGE)
    expect(page.locator(SECTION)).to_be_hidden()
    context.close()
