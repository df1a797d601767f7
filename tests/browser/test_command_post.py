"""The command post and the page of an enrolment in a real browser: parts change in place, without a new page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from sqlalchemy import insert

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.tables import scans
from rostrum.parts.accreditation import AccreditationServices
from rostrum.runtime import Runtime
from tests.accreditation.doors.actions.test_command_post import scan as scan_row
from tests.browser.board import fail_on_errors, sign_in
from tests.browser.door_site import SCREEN, Site, window
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

POLL_MS = 2000


@pytest.fixture(scope="module")
def signed_in(browser: Browser, door_server: LiveServer) -> Iterator[BrowserContext]:
    """A window in which a supervisor is signed in."""
    context = window(browser, door_server, SCREEN)
    sign_in(context.new_page(), "boss")
    yield context
    context.close()


@pytest.fixture
def supervisor(signed_in: BrowserContext) -> Iterator[Page]:
    """A page of the supervisor; its timers run when a test says so."""
    page = fail_on_errors(signed_in.new_page())
    page.clock.install()
    yield page
    page.close()


def poll(page: Page) -> None:
    """Let the page ask once, and wait for the response."""
    with page.expect_response("**/staff/command"):
        page.clock.run_for(POLL_MS)


def count_polls(page: Page) -> list[str]:
    """Return the addresses that the page asks from now on, as a list that grows."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "xhr" else None)
    return asked


def post_notice(page: Page, text: str) -> None:
    """Post a notice in another tab of the same person."""
    other = page.context.new_page()
    other.goto("/staff/command")
    other.locator(".notice-add > summary").click()
    other.fill("#f-text", text)
    other.locator(".notice-form > button").click()
    expect(other.locator("#notices-now")).to_contain_text(text)
    other.close()


def test_command_post_updates_its_parts_and_keeps_what_is_typed(supervisor: Page) -> None:
    page = supervisor
    page.goto("/staff/command")
    loads: list[Request] = []
    page.on("request", lambda request: loads.append(request) if request.is_navigation_request() else None)
    page.locator(".notice-add > summary").click()
    page.fill("#f-text", "Half a sentence")
    page.locator("#devices details.acts-menu > summary").first.click()
    post_notice(page, "A lost child")
    poll(page)
    expect(page.locator("#notices-now")).to_contain_text("A lost child")
    expect(page.locator("#f-text")).to_have_value("Half a sentence")
    expect(page.locator("#devices details.acts-menu").first).to_have_attribute("open", "")
    expect(page.locator("[data-live]")).to_have_attribute("data-live", "on")
    assert loads == []


def test_conflict_list_stays_while_a_person_chooses(supervisor: Page, site: Site) -> None:
    async def add_conflict(runtime: Runtime, _: AccreditationServices) -> None:
        row = scan_row(runtime.clock, "key-conflict", Verdict.ADMITTED, conflict="not_entitled")
        async with runtime.transactions.write() as transaction:
            await transaction.connection.execute(insert(scans).values(row))

    site.act(add_conflict)
    page = supervisor
    page.goto("/staff/command")
    page.locator(".conflict select").focus()
    other = page.context.new_page()
    other.goto("/staff/command")
    other.locator(".conflict select").select_option("may_stay")
    other.locator(".conflict-form button").click()
    expect(other.locator(".conflict")).to_have_count(0)
    poll(page)
    expect(page.locator(".conflict")).to_have_count(1)
    page.locator(".conflict select").select_option("taken_out")
    page.locator(".conflict select").blur()
    poll(page)
    expect(page.locator(".conflict select")).to_have_value("taken_out")
    page.locator(".conflict select").select_option("")  # an answer may take the conflict away from here on
    page.evaluate("document.activeElement.blur()")
    poll(page)
    expect(page.locator(".conflict")).to_have_count(0)


def test_command_post_shows_a_lost_connection_and_recovers(supervisor: Page) -> None:
    page = supervisor
    page.goto("/staff/command")
    page.route("**/staff/command", lambda route: route.abort())
    live = page.locator("[data-live]")
    page.clock.run_for(7000)
    expect(live).to_have_attribute("data-live", "on")
    page.clock.run_for(2000)
    expect(live).to_have_attribute("data-live", "lost")
    lost = page.locator("[data-live-text]").get_attribute("data-lost")
    expect(live).to_have_text(str(lost))
    page.unroute("**/staff/command")
    poll(page)
    expect(live).to_have_attribute("data-live", "on")
    expect(live).not_to_have_text(str(lost))


def test_command_post_asks_only_while_visible_and_signed_in(supervisor: Page) -> None:
    page = supervisor
    page.goto("/staff/command")
    asked = count_polls(page)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.clock.run_for(3 * POLL_MS)
    assert asked == []
    with page.expect_response("**/staff/command"):
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    login = page.context.cookies()
    page.context.clear_cookies()
    page.clock.run_for(POLL_MS)
    page.wait_for_url("**/staff/sign-in?next=/staff/command")
    page.context.add_cookies(login)  # type: ignore[arg-type]


def test_enrolment_page_shows_when_the_device_is_enrolled(supervisor: Page) -> None:
    page = supervisor
    page.goto("/staff/doors")
    page.fill("#f-name", "Phone 7")
    page.locator("form[action='/staff/doors/devices'] details summary").first.click()
    page.locator("input[name=doors]").first.check()
    page.locator("form[action='/staff/doors/devices'] button").click()
    state = page.locator("#enrolment-state")
    expect(state).to_have_attribute("data-state", "offered")
    code = page.locator(".enrolment-code").inner_text()
    assert page.request.post("/doors/v1/enrol", data={"code": code}).ok
    with page.expect_response("**/state"):
        page.clock.run_for(POLL_MS)
    expect(state).to_have_attribute("data-state", "active")
    assert page.locator(".enrolment-qr svg").evaluate("svg => getComputedStyle(svg).opacity") == "0.08"
    asked = count_polls(page)
    page.clock.run_for(3 * POLL_MS)
    assert asked == []


def test_notice_of_one_long_word_scrolls_nothing_sideways(supervisor: Page) -> None:
    post_notice(supervisor, "W" * 120)
    supervisor.goto("/staff/command")
    expect(supervisor.locator("#notices-now")).to_contain_text("W" * 120)
    for width in (320, 390, 1366):
        supervisor.set_viewport_size({"width": width, "height": 800})
        assert supervisor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
    supervisor.locator(".notice-now", has_text="W" * 120).get_by_role("button").click()
    expect(supervisor.locator("#notices-now")).not_to_contain_text("W" * 120)
