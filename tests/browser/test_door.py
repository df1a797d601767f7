"""The door app in a real Chromium: enrolled, online, offline, updated, signed out, wiped; scanner, hand and camera."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from accreditation.actions.devices import lock_device, unlock_device, wipe_device
from accreditation.actions.notices import post_notice
from conference.wiring.accreditation import Desks
from conference.world import World
from tests.browser.door_site import (
    HARD_NAME,
    PHONE,
    PIN,
    SCREEN,
    SETTINGS,
    Issued,
    Site,
    browser,
    browser_with_camera,
    build_site,
    camera_film,
    code_of,
    enrolled,
    opened,
    traces,
    typed_by_scanner,
    window,
)
from tests.live import LiveServer, live_server
from tests.servers import free_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PEOPLE = [
    ("Nguyễn Thị Hoa", "general"),
    ("مريم الكعبي", "pool"),
    (HARD_NAME, "general"),
    *[(f"Visitor {n}", "general") for n in range(24)],
]
PHOTO = "\u00ff\u00d8\u00ff"
NAMES = ["Nguyễn Thị Hoa", "مريم", "Visitor", "Outlet of", "P-0007", "THI HOA"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build_site(tmp_path_factory.mktemp("door"), PEOPLE)


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[LiveServer]:
    with live_server(site.folder, SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(server: LiveServer) -> Iterator[Browser]:
    with browser() as launched:
        yield launched


@pytest.fixture(scope="module")
def context(chromium: Browser, server: LiveServer) -> Iterator[BrowserContext]:
    made = window(chromium, server, locale="en-GB")
    yield made
    made.close()


@pytest.fixture(scope="module")
def phone(context: BrowserContext, site: Site) -> Page:
    """A phone at gate A, for the tests that do not end it."""
    return enrolled(context, site.code())


@pytest.fixture
def door(phone: Page, context: BrowserContext) -> Iterator[Page]:
    """The phone, ready and connected."""
    yield phone
    context.set_offline(False)
    phone.unroute_all()
    close_verdict(phone)


@pytest.fixture(scope="module")
def visitors(site: Site) -> Iterator[Issued]:
    """People whom no other test lets in."""
    return iter(site.issued[3:])


def close_verdict(page: Page) -> None:
    if page.locator("[data-verdict-screen]").is_visible():
        page.keyboard.press("Escape")


def verdict(page: Page, word: str, tone: str | None = None) -> None:
    """The verdict on the screen, once it is there, with this word."""
    expect(page.locator("[data-word]")).to_have_text(word)
    expect(page.locator("[data-verdict-screen]")).to_be_visible()
    if tone:
        expect(page.locator("[data-verdict-screen]")).to_have_attribute("data-tone", tone)


def scan(page: Page, text: str, word: str, tone: str | None = None) -> None:
    """Scan after the verdict before was closed, and see this verdict."""
    close_verdict(page)
    expect(page.locator("[data-verdict-screen]")).to_be_hidden()
    typed_by_scanner(page, text)
    verdict(page, word, tone)


def unsent(page: Page) -> str:
    return page.locator("[data-queue]").inner_text() if page.locator("[data-queue]").is_visible() else ""


def test_enrolment_code_leaves_the_address_at_once_and_works_once(
    chromium: Browser, server: LiveServer, site: Site
) -> None:
    code = site.code()
    one, other = window(chromium, server), window(chromium, server)
    page = enrolled(one, code)
    assert page.url == f"{server.url}/doors/"
    assert code not in str(traces(page, [code])["found"])
    page = opened(other)
    expect(page.get_by_text("This device is not enrolled")).to_be_visible()
    page.fill("#enrol-code", f"{server.url}/doors/#enrol={code}")
    page.locator("[data-enrol-form] button").click()
    expect(page.get_by_text("This code is no good")).to_be_visible()
    one.close()
    other.close()


def test_scanned_badge_is_admitted_and_the_second_time_told_when_and_where(door: Page, site: Site) -> None:
    token = site.issued[0].badge.token
    scan(door, token, "Admit", "admit")
    expect(door.locator("[data-native]")).to_have_text("Nguyễn Thị Hoa")
    expect(door.locator("[data-number]")).to_have_text("P-0001")
    expect(door.locator(".verdict-zone.is-here")).to_have_text("GVenue grounds")
    expect(door.locator("[data-photo]")).to_have_js_property("naturalWidth", 300)
    scan(door, token, "Already inside", "stop")
    expect(door.locator("[data-since]")).to_contain_text("Gate A")
    expect(door.locator(".latest")).to_have_count(2)


@pytest.mark.parametrize(("focus", "end"), [("#typed", "Enter"), ("[data-camera]", "Tab"), (None, None)])
def test_scanner_is_heard_whatever_has_the_focus_and_however_it_ends(
    door: Page, focus: str | None, end: str | None
) -> None:
    close_verdict(door)
    if focus:
        door.locator(focus).focus()
    typed_by_scanner(door, "R1:" + "A" * 170, end)
    verdict(door, "Cannot be read", "look")
    expect(door.locator("#typed")).to_have_value("")
    expect(door.locator("[data-camera]")).to_have_attribute("aria-pressed", "false")


def test_one_reading_from_two_readers_is_one_scan(door: Page, visitors: Iterator[Issued]) -> None:
    """A18."""
    token = next(visitors).badge.token
    typed_by_scanner(door, token)
    typed_by_scanner(door, token)
    verdict(door, "Admit")
    door.wait_for_timeout(400)
    verdict(door, "Admit")


def test_short_code_typed_by_hand_and_a_pasted_code_are_read(door: Page, visitors: Iterator[Issued]) -> None:
    issued = next(visitors)
    code = code_of(issued)
    for typed, word in ((code[:-1] + str((int(code[-1]) + 1) % 10), "Mistyped number"), (code.lower(), "Admit")):
        door.fill("#typed", typed)
        door.click("[data-typed] button")
        verdict(door, word)
        close_verdict(door)
    door.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text', text);
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }""",
        next(visitors).badge.token,
    )
    verdict(door, "Admit")


def test_search_forgives_and_a_supervisor_lets_in_whom_the_rules_stop(door: Page, context: BrowserContext) -> None:
    """Offline too: the person is found by name, stopped at the stage, and let in on a PIN; a wrong one does nothing."""
    choose_door(door, "signing-stage")
    context.set_offline(True)
    door.click("[data-search-open]")
    door.fill("[data-search-name]", "hoa ngyuen")
    door.locator(".found", has_text="Nguyễn Thị Hoa").click()
    verdict(door, "Wrong zone", "stop")
    door.click("[data-override-this]")
    for pin, done in (("111111", False), (PIN, True)):
        for digit in pin:
            door.click(f"[data-digit='{digit}']")
        door.click("[data-override-dialog] [value=do]")
        if not done:
            expect(door.get_by_text("The PIN is wrong.")).to_be_visible()
    verdict(door, "Admit by supervisor", "admit")
    context.set_offline(False)
    expect(door.locator("[data-queue]")).to_be_hidden()
    choose_door(door, "gate-a")


def choose_door(page: Page, door: str) -> None:
    close_verdict(page)
    page.click("[data-menu-open]")
    page.click(f"[data-door='{door}']")
    page.keyboard.press("Escape")


def test_offline_verdicts_are_the_same_and_are_sent_afterwards_in_order(
    door: Page, context: BrowserContext, visitors: Iterator[Issued]
) -> None:
    issued = next(visitors)
    context.set_offline(True)
    expect(door.locator("[data-link=offline]")).to_be_visible()
    scan(door, issued.badge.token, "Admit", "admit")
    scan(door, issued.badge.token, "Already inside", "stop")
    scan(door, "R1:NOTHING OF OURS", "Cannot be read", "look")
    door.click("[data-close]")
    assert unsent(door) == "\u20683\u2069 unsent"
    door.reload()
    expect(door.locator(".latest")).not_to_have_count(0)
    scan(door, issued.badge.token, "Already inside", "stop")
    sent: list[str] = []

    def keep(route: Route) -> None:
        sent.extend(item["text"] for item in json.loads(route.request.post_data or "{}")["items"])
        route.continue_()

    door.route("**/v1/scans", keep)
    context.set_offline(False)
    expect(door.locator("[data-queue]")).to_be_hidden()
    assert sent == [issued.badge.token, issued.badge.token, "R1:NOTHING OF OURS", issued.badge.token]


def test_entry_is_undone_with_a_reason_offline_too(
    door: Page, context: BrowserContext, visitors: Iterator[Issued]
) -> None:
    token = next(visitors).badge.token
    context.set_offline(True)
    scan(door, token, "Admit")
    door.click("[data-undo-this]")
    door.get_by_label("The person did not pass").check()
    door.click("[data-undo-dialog] .button")
    expect(door.locator(".latest.is-void")).to_have_count(1)
    scan(door, token, "Admit")
    context.set_offline(False)
    expect(door.locator("[data-queue]")).to_be_hidden()


def test_stalls_captive_portals_and_flaps_change_no_verdict_and_hold_none_up(
    door: Page, visitors: Iterator[Issued]
) -> None:
    """A20: an admission waits a tenth of a second for a server that stalls, and nothing for one that is not there."""

    def stall(_route: Route) -> None:
        """No answer until the route is gone."""

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to the hotel</h1>")

    def sign_in(route: Route) -> None:
        route.fulfill(status=401, content_type="application/json", body='{"error": "sign in"}')

    for answer in (stall, portal, sign_in):
        door.route("**/v1/**", answer)
        began = time.monotonic()
        scan(door, next(visitors).badge.token, "Admit")
        assert time.monotonic() - began < 1.5
        door.unroute_all()
    close_verdict(door)
    expect(door.locator("[data-queue]")).to_be_hidden(timeout=20_000)
    assert door.evaluate("document.body.dataset.state") == "door"


def test_answer_that_is_lost_on_the_way_is_told_again_and_counts_once(door: Page, visitors: Iterator[Issued]) -> None:
    """The server decided, the network lost its answer: what is told is the same scan, not a second entry."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        items = json.loads(route.request.post_data or "{}")["items"]
        if lost:
            assert [item["key"] for item in items] == [lost[0]]
            assert items[0]["decided"]["verdict"] == "admitted"
            return route.continue_()
        lost.append(items[-1]["key"])
        route.fetch()
        return route.abort()

    expect(door.locator("[data-link=online]")).to_be_visible()
    expect(door.locator("[data-queue]")).to_be_hidden()
    door.route("**/v1/scans", lose)
    scan(door, next(visitors).badge.token, "Admit")
    expect(door.locator("[data-queue]")).to_be_hidden()
    assert lost
    verdict(door, "Admit")


def test_names_are_text_and_never_markup(door: Page, site: Site) -> None:
    """A8."""
    scan(door, site.issued[2].badge.token, "Admit")
    expect(door.locator("[data-native]")).to_have_text(HARD_NAME)
    door.keyboard.press("Escape")
    expect(door.locator(".latest-name bdi").first).to_have_text(HARD_NAME)
    assert door.locator("[data-verdict-screen] b, [data-latest] b").count() == 0


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize(("language", "word"), [("ar", "السماح بالدخول"), ("zh", "准予进入"), ("fr", "Accès autorisé")])
def test_language_is_changed_in_place_and_the_verdict_fits(
    door: Page, visitors: Iterator[Issued], *, language: str, word: str, size: dict[str, int]
) -> None:
    door.set_viewport_size(size)  # type: ignore[arg-type]
    scan(door, next(visitors).badge.token, "Admit")
    door.evaluate("(code) => document.querySelector(`[data-language=${code}]`).click()", language)
    verdict(door, word)
    expect(door.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    assert door.evaluate("document.documentElement.scrollWidth <= innerWidth")
    photo = door.locator("[data-photo]").bounding_box()
    assert photo is not None
    assert photo["height"] >= 200
    door.evaluate("document.querySelector('[data-language=en]').click()")
    verdict(door, "Admit")
    door.set_viewport_size(PHONE)  # type: ignore[arg-type]


def test_store_that_cannot_be_read_lets_nobody_in(chromium: Browser, server: LiveServer, site: Site) -> None:
    """A25: one record of the vault is changed; the app says so and offers to begin anew."""
    context = window(chromium, server)
    page = enrolled(context, site.code())
    page.evaluate(
        """async () => {
            const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
            const [{ name }] = await indexedDB.databases();
            const database = await done(indexedDB.open(name));
            const store = database.transaction('records', 'readwrite').objectStore('records');
            const plan = await done(store.get('plan'));
            new Uint8Array(plan.data)[5] ^= 1;
            await done(store.put(plan, 'plan'));
            database.close();
        }"""
    )
    page.reload()
    expect(page.get_by_text("What this device holds cannot be read")).to_be_visible()
    page.click("[data-erase]")
    expect(page.get_by_text("This device is not enrolled")).to_be_visible()
    context.close()


def test_nothing_personal_lies_in_clear_and_signing_out_offline_leaves_nothing(
    chromium: Browser, server: LiveServer, site: Site, visitors: Iterator[Issued]
) -> None:
    """A14. What is unsent is said, and given up knowingly."""
    context = window(chromium, server)
    page = enrolled(context, site.code())
    scan(page, next(visitors).badge.token, "Admit")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    scan(page, next(visitors).badge.token, "Admit")
    held = traces(page, [*NAMES, PHOTO])
    assert [each for each in held["found"] if not each.endswith("a key")] == []  # type: ignore[attr-defined]
    assert held["records"] > 20  # type: ignore[operator]
    close_verdict(page)
    page.click("[data-menu-open]")
    page.click("[data-sign-out]")
    expect(page.locator("[data-unsent]")).to_contain_text("has not been sent and would be lost")
    page.click("[data-send]")
    expect(page.locator("[data-unsent]")).to_contain_text("They cannot be sent now.")
    page.click("[data-do-it]")
    expect(page.get_by_text("Signed out: this device holds nothing any more.")).to_be_visible()
    left = traces(page, [*NAMES, PHOTO])
    assert (left["found"], left["records"]) == ([], 0)
    context.close()


def test_old_list_turns_amber_and_an_enrolment_that_runs_out_offline_leaves_nothing(
    chromium: Browser, server: LiveServer, site: Site
) -> None:
    """A14: nobody needs to tell the device; it ends by its own clock, which a restart does not turn back."""
    context = window(chromium, server)
    context.clock.install()
    page = enrolled(context, site.code())
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    page.clock.fast_forward("06:00")
    expect(page.locator("[data-age=amber]")).to_contain_text("Old list: as of \u206809:00")
    page.clock.fast_forward("11:45:00")
    expect(page.locator("[data-ending]")).to_contain_text("enrolment ends at \u206821:00")
    page.clock.fast_forward("15:00")
    expect(page.get_by_text("enrolment has run out and its data were erased")).to_be_visible()
    left = traces(page, [*NAMES, PHOTO])
    assert (left["found"], left["records"]) == ([], 0)
    context.close()


def test_notices_arrive_and_a_device_is_locked_unlocked_and_wiped_from_afar(
    chromium: Browser, server: LiveServer, site: Site
) -> None:
    """A14: the waiting line hears of each within a moment; a wiped device holds nothing any more."""
    context = window(chromium, server)
    with context.expect_event("response", lambda response: response.url.endswith("/v1/enrol")) as answer:
        page = enrolled(context, site.code())
    device, someone = answer.value.json()["device"], site.issued[0].badge

    async def post(_world: World, desks: Desks) -> None:
        for text, badge in (("A grey rucksack", None), ("Call security", someone.id)):
            await post_notice(desks.notices, text, badge_id=badge, lasts=timedelta(hours=1), staff=site.supervisor)

    site.act(post)
    expect(page.locator("[data-notices]")).to_contain_text("A grey rucksack")
    expect(page.locator("[data-notices]")).to_contain_text("Nguyễn Thị Hoa")
    scan(page, someone.token, "Already inside")
    expect(page.locator(".verdict-notice")).to_have_text("Call security")
    close_verdict(page)
    site.act(lambda _world, desks: lock_device(desks.devices, device, staff=site.supervisor))
    expect(page.locator("[data-locked]")).to_be_visible()
    typed_by_scanner(page, someone.token)
    expect(page.locator("[data-verdict-screen]")).to_be_hidden()
    site.act(lambda _world, desks: unlock_device(desks.devices, device, staff=site.supervisor))
    expect(page.locator("[data-locked]")).to_be_hidden()
    site.act(lambda _world, desks: wipe_device(desks.devices, device, staff=site.supervisor))
    expect(page.get_by_text("enrolment was ended and its data were erased")).to_be_visible()
    left = traces(page, [*NAMES, PHOTO])
    assert (left["found"], left["records"]) == ([], 0)
    context.close()


def test_new_build_takes_over_when_the_door_is_quiet_and_loses_no_scan(
    chromium: Browser, site: Site, tmp_path: Path, visitors: Iterator[Issued]
) -> None:
    port = free_port()
    with live_server(site.folder, SETTINGS, port) as first:
        context = window(chromium, first)
        page = enrolled(context, site.code())
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        before = page.locator("meta[name=build]").get_attribute("content")
    scan(page, next(visitors).badge.token, "Admit")
    page.route("**/v1/scans", lambda route: route.abort())
    page.reload()
    expect(page.locator("[data-queue]")).to_have_text("\u20681\u2069 unsent")
    with live_server(site.folder, SETTINGS, port, program=next_version(tmp_path)):
        page.evaluate("navigator.serviceWorker.getRegistration().then((one) => { one.update(); })")
        expect(page.locator(f"meta[name=build]:not([content='{before}'])")).to_be_attached(timeout=30_000)
        expect(page.locator("[data-queue]")).to_have_text("\u20681\u2069 unsent")
        page.unroute_all()
        expect(page.locator("[data-queue]")).to_be_hidden(timeout=30_000)
        assert page.evaluate("caches.keys().then((names) => names.length)") == 1
        context.close()


def next_version(folder: Path) -> Path:
    """A copy of the program in which a file of the app is another."""
    for package in ("conference", "accreditation", "broadcast", "locales", "events"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "accreditation/static/doors/door.css").open("a", encoding="utf-8") as style:
        style.write("/* the next version */\n")
    return folder


def test_camera_reads_a_printed_badge(
    chromium: Browser, server: LiveServer, site: Site, visitors: Iterator[Issued], tmp_path: Path
) -> None:
    """A film of a printed badge, held a little askew: one scan, without a touch."""
    issued = next(visitors)
    film = camera_film(tmp_path / "camera.mjpeg", [None, issued.pdf])
    with browser_with_camera(chromium, film) as with_camera:
        context = window(with_camera, server, permissions=["camera"])
        page = enrolled(context, site.code())
        page.click("[data-camera]")
        expect(page.locator("[data-video]")).to_be_visible()
        verdict(page, "Admit")
        context.close()
