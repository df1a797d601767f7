"""Unsent scans of a door device in a real Chromium: nothing that happens beside the door destroys them."""

import time
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from accreditation.badges.domain.badges import Badge
from accreditation.doors.domain.devices import DeviceState
from accreditation.doors.storage.tables import devices, scans
from conference.auth.people import NewStaff, create_staff
from rostrum import roles
from rostrum.parts.accreditation import AccreditationServices
from rostrum.runtime import Runtime
from tests.browser.board import sign_in
from tests.browser.door_site import (
    PASSWORD,
    Issued,
    Site,
    close_verdict,
    damage_plan,
    enrolled,
    opened,
    scan,
    window,
)
from tests.support.live import LiveServer
from tests.support.scanner_keys import dispatch_scanner_keys

pytestmark = pytest.mark.browser

QUEUE_EMPTY_WITHIN_S = 20.0
DEVICE_API = "**/doors/v1/**"
UNSENT = "\u2068{}\u2069 unsent"
LATE = "\u2068{}\u2069 scans have not been sent yet"
ALL_SENT = "All scans of the earlier enrolment have been sent."
CLEARED = "The browser’s data were cleared: this device is no longer enrolled."
NOT_ENROLLED = "This device is not enrolled"

SAVE_WHILE_RESETTING = """async (module) => {
  const { Vault } = await import(module);
  const vault = await Vault.open();
  await vault.reset();
  let saved = 0, goesOn = true;
  const saving = (async () => {
    while (goesOn) { await vault.save([["late/device", ++saved]], {strict: true}); }
  })();
  for (let n = 0; n < 100; n++) {
    await vault.reset();
    await vault.list("late/");
  }
  goesOn = false;
  await saving;
  return (await vault.list("late/")).get("late/device");
}"""


@pytest.fixture
def phone(browser: Browser, door_server: LiveServer) -> Iterator[BrowserContext]:
    """A phone of its own."""
    context = window(browser, door_server)
    yield context
    context.close()


def scan_offline(page: Page, visitors: Iterator[Issued], count: int) -> list[Badge]:
    """Admit people without a network; gives their badges."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    badges = [next(visitors).badge for _ in range(count)]
    for badge in badges:
        scan(page, badge.token, "Admit", "admit")
    close_verdict(page)
    expect(page.locator("[data-queue]")).to_have_text(UNSENT.format(count))
    return badges


def sign_out(page: Page) -> None:
    page.click(".person-menu summary")
    page.locator("form[action$='/staff/sign-out'] button").click()
    expect(page.locator("#f-username")).to_be_visible()


def clear_site_data(page: Page) -> None:
    """As the browser's own menu does."""
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})


def kept_verdicts(site: Site, badges: Sequence[Badge]) -> list[str]:
    """The verdicts that the database holds of these badges."""

    async def read(runtime: Runtime, _desks: AccreditationServices) -> list[str]:
        async with runtime.transactions.read() as transaction:
            wanted = select(scans.c.verdict).where(scans.c.badge_id.in_([badge.id for badge in badges]))
            return list((await transaction.connection.scalars(wanted)).all())

    return site.act(read)


def device_row(site: Site, badge: Badge) -> tuple[DeviceState, int]:
    """The state of the device that scanned the badge, and how many scans it last said to hold unsent."""

    async def read(runtime: Runtime, _desks: AccreditationServices) -> tuple[DeviceState, int]:
        async with runtime.transactions.read() as transaction:
            of_scan = select(scans.c.device).where(scans.c.badge_id == badge.id).scalar_subquery()
            wanted = select(devices.c.state, devices.c.queue).where(devices.c.id == of_scan)
            row = (await transaction.connection.execute(wanted)).one()
            return DeviceState(row.state), row.queue

    return site.act(read)


def wait_for_empty_queue(site: Site, badge: Badge) -> DeviceState:
    """Return the state of the device once it has said that it holds no scans, soon after the last one was taken."""
    deadline = time.monotonic() + QUEUE_EMPTY_WITHIN_S
    while (row := device_row(site, badge))[1] and time.monotonic() < deadline:
        time.sleep(0.1)
    state, held = row
    assert held == 0
    return state


def test_staff_sign_out_keeps_enrolment_and_unsent_scans(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    """X28."""
    page = enrolled(phone, site.code())
    badges = scan_offline(page, visitors, 3)
    page.close()
    phone.route(DEVICE_API, lambda route: route.abort())
    phone.set_offline(False)
    staff_page = phone.new_page()
    sign_in(staff_page, "boss")
    staff_page.goto("/staff/command")
    sign_out(staff_page)
    phone.set_offline(True)
    page = opened(phone)  # the app itself is still on the phone
    expect(page.locator("[data-queue]")).to_have_text(UNSENT.format(3))
    scan(page, badges[0].token, "Already inside", "stop")
    expect(page.locator("[data-queue]")).to_have_text(UNSENT.format(4))
    phone.unroute_all()
    phone.set_offline(False)
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert sorted(kept_verdicts(site, badges)) == ["admitted"] * 3 + ["already_inside"]


def test_cleared_storage_is_noticed_and_scans_are_sent(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    page = enrolled(phone, site.code())
    badges = scan_offline(page, visitors, 3)
    clear_site_data(page)
    expect(page.get_by_text(CLEARED)).to_be_visible()
    expect(page.locator("[data-link]")).to_be_hidden()
    expect(page.locator("[data-age]")).to_be_hidden()
    expect(page.locator("[data-late-scans]")).to_contain_text(LATE.format(3))
    assert page.locator("[data-latest] li").count() == 0
    phone.set_offline(False)
    expect(page.get_by_text(ALL_SENT)).to_be_visible()
    assert kept_verdicts(site, badges) == ["admitted"] * 3
    assert wait_for_empty_queue(site, badges[0]) == DeviceState.STORAGE_LOST


def test_storage_cleared_between_scans_gives_no_verdict(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    """A scan after the loss is not admitted, online too; the command post learns of the loss at once."""
    page = enrolled(phone, site.code())
    badge = next(visitors).badge
    scan(page, badge.token, "Admit", "admit")
    expect(page.locator("[data-queue]")).to_be_hidden()
    clear_site_data(page)
    dispatch_scanner_keys(page, next(visitors).badge.token)
    expect(page.get_by_text(CLEARED)).to_be_visible()
    expect(page.locator("[data-verdict-screen]")).to_be_hidden()
    expect(page.locator("[data-late-scans]")).to_be_hidden()
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    assert wait_for_empty_queue(site, badge) == DeviceState.STORAGE_LOST


def test_enrolment_after_cleared_storage_keeps_unsent_scans(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    page = enrolled(phone, site.code())
    badges = scan_offline(page, visitors, 2)
    clear_site_data(page)
    expect(page.locator("[data-late-scans]")).to_contain_text(LATE.format(2))
    phone.route("**/doors/v1/scans", lambda route: route.abort())
    phone.set_offline(False)
    page.fill("#enrol-code", site.code().lower().replace("-", " "))
    page.locator("[data-enrol-form] button").click()
    expect(page.locator("body")).to_have_attribute("data-state", "door")
    expect(page.locator("[data-age-text]")).to_contain_text("List up to date")
    expect(page.locator("[data-queue]")).to_have_text(UNSENT.format(2))
    phone.unroute_all()
    expect(page.locator("[data-queue]")).to_be_hidden(timeout=30_000)
    assert kept_verdicts(site, badges) == ["admitted"] * 2


def test_record_saved_while_the_key_is_replaced_can_be_read(phone: BrowserContext) -> None:
    page = opened(phone)
    app = page.locator("script[src$='app.mjs']").get_attribute("src") or ""
    assert page.evaluate(SAVE_WHILE_RESETTING, app.replace("app.mjs", "device/vault.mjs")) > 0


def test_second_enrolment_code_in_the_page_keeps_unsent_scans(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    page = enrolled(phone, site.code())
    badges = scan_offline(page, visitors, 2)
    page.evaluate("(code) => { location.hash = `enrol=${code}`; }", site.code())
    expect(page.locator("[data-ending]")).to_contain_text("has unsent scans")
    expect(page.locator("[data-queue]")).to_have_text(UNSENT.format(2))
    phone.set_offline(False)
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert kept_verdicts(site, badges) == ["admitted"] * 2


def test_device_of_a_login_sends_scans_after_its_sign_out(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    """The enrolment ends with the login; scans made before it are still taken."""
    guard = NewStaff("guard", "Guard", frozenset({roles.DOOR}), "en", PASSWORD)
    site.act(lambda runtime, _desks: create_staff(runtime.accounts, guard))
    staff_page = phone.new_page()
    sign_in(staff_page, "guard")
    staff_page.goto("/staff/doors")
    page = phone.new_page()
    page.goto("/staff/doors")
    page.locator("form[action$='/staff/doors/enrol'] button").first.click()
    expect(page.locator("[data-age-text]")).to_contain_text("List up to date")
    badges = scan_offline(page, visitors, 2)
    phone.route(DEVICE_API, lambda route: route.abort())
    phone.set_offline(False)
    sign_out(staff_page)
    phone.unroute_all()
    phone.route("**/doors/v1/scans", lambda route: route.abort())
    expect(page.get_by_text("enrolment was ended and its data were erased")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-late-scans]")).to_contain_text(LATE.format(2))
    phone.unroute_all()
    expect(page.get_by_text(ALL_SENT)).to_be_visible(timeout=30_000)
    assert kept_verdicts(site, badges) == ["admitted"] * 2
    assert wait_for_empty_queue(site, badges[0]) == DeviceState.SIGNED_OUT


def test_scans_unsent_at_expiry_are_sent_afterwards(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    phone.clock.install()
    page = enrolled(phone, site.code())
    badges = scan_offline(page, visitors, 2)
    page.clock.fast_forward("12:01:00")
    expect(page.get_by_text("enrolment has expired and its data were erased")).to_be_visible()
    expect(page.locator("[data-late-scans]")).to_contain_text(LATE.format(2))
    page.reload()
    expect(page.locator("[data-late-scans]")).to_contain_text(LATE.format(2))
    phone.set_offline(False)
    page.clock.run_for("01:00")
    expect(page.get_by_text(ALL_SENT)).to_be_visible()
    assert kept_verdicts(site, badges) == ["admitted"] * 2


def test_erasing_a_damaged_device_keeps_unsent_scans(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    page = enrolled(phone, site.code())
    badges = scan_offline(page, visitors, 2)
    damage_plan(page)
    page.reload()
    page.click("[data-erase]")
    expect(page.get_by_text(NOT_ENROLLED)).to_be_visible()
    expect(page.locator("[data-late-scans]")).to_contain_text(LATE.format(2))
    phone.set_offline(False)
    expect(page.get_by_text(ALL_SENT)).to_be_visible(timeout=30_000)
    assert kept_verdicts(site, badges) == ["admitted"] * 2
    assert wait_for_empty_queue(site, badges[0]) == DeviceState.STORAGE_LOST


def test_staff_sign_out_removes_what_staff_pages_stored(
    phone: BrowserContext, site: Site, visitors: Iterator[Issued]
) -> None:
    """Ticks on the evacuation list stay while the person is signed in; the door app's language stays after it."""
    page = enrolled(phone, site.code())
    scan(page, next(visitors).badge.token, "Admit", "admit")
    expect(page.locator("[data-queue]")).to_be_hidden()
    sign_in(page, "boss")
    page.goto("/staff/command/evacuation")
    page.locator("[data-tick]").first.check()
    page.reload()
    expect(page.locator("[data-tick]").first).to_be_checked()
    sign_out(page)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert page.evaluate("Object.values(localStorage)") == ["en"]
