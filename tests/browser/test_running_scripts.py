"""A running script in a real browser: run by keys, and followed by others without a new page."""

import pytest
from playwright.async_api import Browser, Page, Route, expect

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.board.roles import OPERATOR
from broadcast.feed.service import BOARD
from broadcast.scripts.actions.links import NewLink, add_link
from broadcast.scripts.web.context import SCRIPT_SERVICES
from conference.auth.people import NewStaff, create_staff
from rostrum.runtime import Runtime
from tests.browser.windows import browser, client, launched, runtime
from tests.support.accreditation_pages import PASSWORD, Client
from tests.support.scripts import OPERATES, write_script

__all__ = ["browser", "client", "launched", "runtime"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

RUN = "/staff/scripts/opening/run"
POLLS = "**/run/parts?*"


async def open_page(browser: Browser, client: Client, path: str) -> tuple[Page, list[str]]:
    """Open a page in a window of its own, and return what it complains about and where it goes."""
    page = await browser.new_page(base_url=str(client.make_url("")).rstrip("/"))
    events: list[str] = []
    page.on("pageerror", lambda error: events.append(str(error)))
    await page.goto(path)
    page.on("framenavigated", lambda frame: events.append(frame.url))
    return page, events


async def test_script_is_run_by_keys_and_followed(client: Client, runtime: Runtime, browser: Browser) -> None:
    operator = await create_staff(
        runtime.accounts, NewStaff("operator", "Operator", frozenset({OPERATOR}), "ar", PASSWORD)
    )
    app = client.app
    assert app is not None
    services = app[SCRIPT_SERVICES]
    await load_programme(app[BOARD], programme_of(runtime.event), operator=operator)
    await write_script(services, "Anthem", "Speech")
    _, secret = await add_link(services, "opening", NewLink("Sound", ("sound",), "fr", 1), staff=OPERATES)
    follower, followed = await open_page(browser, client, f"/fr/cues/{secret}")
    page, _ = await open_page(browser, client, "/staff/sign-in")
    await page.fill("#f-username", "operator")
    await page.fill("#f-password", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/staff/**")
    polls: list[Route] = []

    async def leave_unanswered(poll: Route) -> None:
        polls.append(poll)

    await page.route(POLLS, leave_unanswered)  # a key acts while the page asks for changes
    await page.goto(RUN)
    while not polls:
        await page.wait_for_timeout(20)
    await page.keyboard.press("Space")
    await expect(page.locator(".run-current .cue-what")).to_have_text("Anthem")
    await page.unroute(POLLS)
    await page.locator("body").click(position={"x": 2, "y": 2})
    await page.keyboard.press("m")
    await page.keyboard.type("Micro 2")
    await page.keyboard.press("Enter")
    await expect(page.locator(".deviations")).to_contain_text("Micro 2")
    await expect(follower.locator(".run-current .cue-what")).to_have_text("Anthem")
    await expect(follower.locator("body")).not_to_contain_text("Micro 2")
    assert followed == []
