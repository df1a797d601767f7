"""A device of the doors in a real Chromium, from its enrolment to its end: kept, updated, locked, signed out, wiped."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from accreditation.day_badges.actions import make_set, read_set
from accreditation.doors.actions.devices import lock_device, unlock_device, wipe_device
from accreditation.doors.actions.notices import post_notice
from rostrum.parts.accreditation import AccreditationServices
from rostrum.parts.desk import day_badge_services
from rostrum.roles import ACCREDITATION_OFFICER
from rostrum.runtime import Runtime
from tests.browser.door_site import (
    SETTINGS,
    Issued,
    Site,
    close_verdict,
    damage_plan,
    enrolled,
    opened,
    scan,
    traces,
    window,
)
from tests.support.application_samples import staff
from tests.support.live import LiveServer, copy_program, live_server
from tests.support.scanner_keys import dispatch_scanner_keys
from tests.support.servers import free_port

pytestmark = pytest.mark.browser

PHOTO = "\u00ff\u00d8\u00ff"
NAMES = ["Nguyễn Thị Hoa", "مريم", "Visitor", "Outlet of", "P-0007", "THI HOA"]


def test_enrolment_code_works_once_and_leaves_the_address(
    browser: Browser, door_server: LiveServer, site: Site
) -> None:
    code = site.code()
    one, other = (window(browser, door_server, service_workers="block") for _ in range(2))
    page = enrolled(one, code)
    assert page.url == f"{door_server.url}/doors/"
    assert code not in str(traces(page, [code])["found"])
    page = opened(other)
    expect(page.get_by_text("This device is not enrolled")).to_be_visible()
    page.fill("#enrol-code", f"{door_server.url}/doors/#enrol={code}")
    page.locator("[data-enrol-form] button").click()
    expect(page.get_by_text("This code is not valid")).to_be_visible()
    one.close()
    other.close()


def test_page_that_the_browser_kept_as_it_was_begins_anew(browser: Browser, door_server: LiveServer) -> None:
    """Back and forward may bring a page again whose enrolment has ended meanwhile."""
    context = window(browser, door_server, service_workers="block")
    page = opened(context)
    expect(page.get_by_text("This device is not enrolled")).to_be_visible()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    context.close()


def test_unreadable_store_is_reported_and_erasable(browser: Browser, door_server: LiveServer, site: Site) -> None:
    """A25: one record of the vault is changed; the app says so and offers to begin anew."""
    context = window(browser, door_server, service_workers="block")
    page = enrolled(context, site.code())
    damage_plan(page)
    page.reload()
    expect(page.get_by_text("The data on this device cannot be read")).to_be_visible()
    page.click("[data-erase]")
    expect(page.get_by_text("This device is not enrolled")).to_be_visible()
    context.close()


def test_browser_that_stores_nothing_says_what_to_do(browser: Browser, door_server: LiveServer) -> None:
    context = window(browser, door_server)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
    )
    page = opened(context)
    expect(page.get_by_text("This browser blocks site data")).to_be_visible()
    expect(page.locator("[data-erase]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("path", ["/doors/", "/fr/screens/lobby"])
def test_page_whose_scripts_cannot_be_read_says_so(browser: Browser, door_server: LiveServer, path: str) -> None:
    context = window(browser, door_server, service_workers="block")
    context.route("**/*.mjs", lambda route: route.fulfill(content_type="text/javascript", body="a ??= ;"))
    page = context.new_page()
    page.goto(path)
    words = page.get_by_text("n’a pas démarré")
    expect(words).to_be_hidden()
    page.evaluate("for (const animation of document.getAnimations()) animation.finish()")
    expect(words).to_be_visible()
    expect(page.locator("[data-erase]:visible")).to_have_count(0)
    context.close()


def test_stored_data_is_encrypted_and_deleted_at_sign_out(
    browser: Browser, door_server: LiveServer, site: Site, visitors: Iterator[Issued]
) -> None:
    """A14. What is unsent is said, and given up knowingly."""
    context = window(browser, door_server)
    page = enrolled(context, site.code())
    with page.expect_response("**/v1/scans"):  # an admission is shown after a tenth of a second without one
        scan(page, next(visitors).badge.token, "Admit")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    expect(page.locator("[data-link=offline]")).to_be_visible()
    scan(page, next(visitors).badge.token, "Admit")
    held = traces(page, [*NAMES, PHOTO])
    assert [each for each in held["found"] if not each.endswith("a key")] == []  # type: ignore[attr-defined]
    assert held["records"] > 20  # type: ignore[operator]
    close_verdict(page)
    page.click("[data-menu-open]")
    page.click("[data-sign-out]")
    expect(page.locator("[data-unsent]")).to_contain_text("has not been sent and would be lost")
    page.click("[data-send]")
    expect(page.locator("[data-unsent]")).to_contain_text("The scans cannot be sent now.")
    page.click("[data-do-it]")
    expect(page.get_by_text("Signed out: all data have been removed from this device.")).to_be_visible()
    left = traces(page, [*NAMES, PHOTO])
    assert (left["found"], left["records"]) == ([], 0)
    context.close()


def test_old_roster_turns_amber_and_expired_device_is_erased(
    browser: Browser, door_server: LiveServer, site: Site
) -> None:
    """A14: nobody needs to tell the device; it ends by its own clock, which a restart does not turn back."""
    context = window(browser, door_server)
    context.clock.install()
    page = enrolled(context, site.code())
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    page.clock.fast_forward("06:00")
    expect(page.locator("[data-age=amber]")).to_contain_text(re.compile("Old list: as of \u206809:"))
    page.clock.fast_forward("11:45:00")
    expect(page.locator("[data-ending]")).to_contain_text("enrolment ends: \u206821:00")
    page.clock.fast_forward("15:00")
    expect(page.get_by_text("enrolment has expired and its data were erased")).to_be_visible()
    left = traces(page, [*NAMES, PHOTO])
    assert (left["found"], left["records"]) == ([], 0)
    context.close()


def test_notices_lock_unlock_and_wipe_reach_a_device(browser: Browser, door_server: LiveServer, site: Site) -> None:
    """A14: the waiting line hears of each within a moment; a wiped device holds nothing any more."""
    context = window(browser, door_server, service_workers="block")
    with context.expect_event("response", lambda response: response.url.endswith("/v1/enrol")) as answer:
        page = enrolled(context, site.code())
    device, someone = answer.value.json()["device"], site.issued[1].badge

    async def post(_world: Runtime, services: AccreditationServices) -> None:
        for text, badge in (("A grey rucksack", None), ("Call security", someone.id)):
            await post_notice(services.notices, text, badge_id=badge, lasts=timedelta(hours=1), staff=site.supervisor)

    site.act(post)
    expect(page.locator("[data-notices]")).to_contain_text("A grey rucksack")
    expect(page.locator("[data-notices]")).to_contain_text("مريم الكعبي")
    scan(page, someone.token, "Admit")
    expect(page.locator("[data-notice]")).to_have_text("Call security")
    close_verdict(page)
    site.act(lambda _world, services: lock_device(services.devices, device, staff=site.supervisor))
    expect(page.locator("[data-locked]")).to_be_visible()
    dispatch_scanner_keys(page, someone.token)
    expect(page.locator("[data-verdict-screen]")).to_be_hidden()
    site.act(lambda _world, services: unlock_device(services.devices, device, staff=site.supervisor))
    expect(page.locator("[data-locked]")).to_be_hidden()
    site.act(lambda _world, services: wipe_device(services.devices, device, staff=site.supervisor))
    expect(page.get_by_text("enrolment was ended and its data were erased")).to_be_visible()
    left = traces(page, [*NAMES, PHOTO])
    assert (left["found"], left["records"]) == ([], 0)
    context.close()


def test_one_day_badge_asks_for_the_document_offline(browser: Browser, door_server: LiveServer, site: Site) -> None:
    async def make(world: Runtime, services: AccreditationServices) -> str:
        desk, officer = day_badge_services(world, services.badges.keys), staff("linh", ACCREDITATION_OFFICER)
        day = world.clock.now().astimezone(world.event.zone_info).date()
        made = await make_set(desk, "5" * 16, category="general", day=day, count=1, staff=officer)
        return (await read_set(desk, made.id, staff=officer)).badges[0].token

    token = site.act(make)
    context = window(browser, door_server, service_workers="block")
    page = enrolled(context, site.code())
    context.set_offline(True)
    scan(page, token, "Admit")
    expect(page.locator("[data-one-day]")).to_contain_text("identity document")
    context.close()


def test_new_build_is_loaded_when_idle_without_losing_scans(
    browser: Browser, site: Site, tmp_path: Path, visitors: Iterator[Issued]
) -> None:
    port = free_port()
    with live_server(site.folder, SETTINGS, port) as first:
        context = window(browser, first)
        page = enrolled(context, site.code())
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        before = page.locator("meta[name=build]").get_attribute("content")
    scan(page, next(visitors).badge.token, "Admit")
    page.route("**/v1/scans", lambda route: route.abort())
    page.reload()
    expect(page.locator("[data-queue]")).to_have_text("\u20681\u2069 unsent")
    with live_server(
        site.folder, SETTINGS, port, program=copy_program(tmp_path, "accreditation/doors/static/app/door.css")
    ):
        wait_for_next_build(page, str(before))
        expect(page.locator("[data-queue]")).to_have_text("\u20681\u2069 unsent")
        page.unroute_all()
        page.evaluate("dispatchEvent(new Event('online'))")  # the device asks at once, as when a network comes back
        expect(page.locator("[data-queue]")).to_be_hidden(timeout=30_000)
        assert page.evaluate("caches.keys().then((names) => names.length)") == 1
        context.close()


LAST_CHECK = """() => navigator.serviceWorker.getRegistration().then((one) => one.update().then(
  () => ["installing", "waiting", "active"].filter((state) => one[state]).join(" "), (error) => String(error)))"""
"""What a check for a next build gives: the workers that are there, or its error."""


def wait_for_next_build(page: Page, build: str) -> None:
    """Let the device look for a build, again after each check that failed, as it does every five minutes.

    A worker gives way when it is idle. Chromium ends idle workers, but not those that a test observes: they are ended.
    """
    loaded = page.locator(f"meta[name=build]:not([content='{build}'])")
    workers = page.context.new_cdp_session(page)
    workers.send("ServiceWorker.enable")
    for _ in range(9):
        page.evaluate("navigator.serviceWorker.getRegistration().then((one) => { one.update().catch(() => {}); })")
        with suppress(PlaywrightTimeout):
            return loaded.wait_for(state="attached", timeout=10_000)
        workers.send("ServiceWorker.stopAllWorkers")
    raise AssertionError(f"The device still runs the earlier build: {page.evaluate(LAST_CHECK)}")
