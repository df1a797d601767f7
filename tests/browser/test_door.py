"""The door app at work, in a real Chromium: scanner, hand and camera; verdicts, undoing, languages; bad networks."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.door_site import (
    HARD_NAME,
    NAMED,
    PHONE,
    PIN,
    SCREEN,
    Issued,
    Site,
    choose_door,
    close_verdict,
    code_of,
    enrolled,
    scan,
    typed_by_scanner,
    unsent,
    verdict,
    window,
)
from tests.support.live import LiveServer
from tests.support.scanner_keys import dispatch_scanner_keys

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def context(browser: Browser, door_server: LiveServer) -> Iterator[BrowserContext]:
    made = window(browser, door_server, locale="en-GB")
    yield made
    made.close()


@pytest.fixture(scope="module")
def phone(context: BrowserContext, site: Site) -> Page:
    """A phone at gate A, for the tests that do not end it."""
    return enrolled(context, site.code())


@pytest.fixture
def door(phone: Page, context: BrowserContext) -> Iterator[Page]:
    """The phone, ready and connected."""
    expect(phone.locator("[data-link=online]")).to_be_visible()
    expect(phone.locator("[data-queue]")).to_be_hidden()
    yield phone
    context.set_offline(False)
    phone.unroute_all()
    close_verdict(phone)
    phone.evaluate("document.activeElement.blur()")


def test_second_scan_shows_time_and_door_of_the_first(door: Page, site: Site) -> None:
    token = site.issued[0].badge.token
    scan(door, token, "Admit", "admit")
    expect(door.locator("[data-native]")).to_have_text("Nguyễn Thị Hoa")
    expect(door.locator("[data-number]")).to_have_text("P-0001")
    expect(door.locator(".verdict-zone.is-here")).to_have_text("1Venue grounds")
    scan(door, token, "Already inside", "stop")
    expect(door.locator("[data-photo]")).to_have_js_property("naturalWidth", 300)
    expect(door.locator("[data-since]")).to_contain_text("Gate A")
    words = door.locator(".latest-word")
    assert [words.nth(n).inner_text() for n in range(2)] == ["Already inside", "Admit"]


@pytest.mark.parametrize(("focus", "end"), [("#typed", "Enter"), ("[data-camera]", "Tab"), (None, None)])
def test_wedge_scanner_works_with_any_focus_and_suffix(door: Page, focus: str | None, end: str | None) -> None:
    close_verdict(door)
    if focus:
        door.locator(focus).focus()
    typed_by_scanner(door, "R1:" + "A" * 140, end)  # fewer keys than a token: a busy machine may be slow
    verdict(door, "Cannot be read", "look")
    expect(door.locator("#typed")).to_have_value("")
    expect(door.locator("[data-camera]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("is_offline", [False, True], ids=["online", "offline"])
def test_scanner_may_add_a_mark_and_a_blank(
    door: Page, context: BrowserContext, visitors: Iterator[Issued], *, is_offline: bool
) -> None:
    context.set_offline(is_offline)
    scan(door, f"]Q1{next(visitors).badge.token} ", "Admit", "admit")
    context.set_offline(False)
    expect(door.locator("[data-queue]")).to_be_hidden()
    verdict(door, "Admit", "admit")  # also by the server


def test_same_reading_of_two_readers_is_one_scan(door: Page, visitors: Iterator[Issued]) -> None:
    """A18."""
    token = next(visitors).badge.token
    dispatch_scanner_keys(door, token)
    dispatch_scanner_keys(door, token)
    verdict(door, "Admit")
    door.wait_for_timeout(400)
    verdict(door, "Admit")


def test_short_code_typed_by_hand_and_a_pasted_code_are_read(door: Page, visitors: Iterator[Issued]) -> None:
    issued = next(visitors)
    code = code_of(issued)
    mistyped = code[:-1] + str((int(code[-1]) + 1) % 10)
    door.fill("#typed", mistyped)
    door.click("[data-typed] button")
    expect(door.locator("#typed-problem")).to_contain_text("This number is mistyped.")
    expect(door.locator("[data-verdict-screen]")).to_be_hidden()
    assert door.evaluate("getSelection().toString()") == mistyped
    door.keyboard.type(code.lower(), delay=90)
    door.keyboard.press("Enter")
    verdict(door, "Admit")
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


def test_search_tolerates_typos_and_supervisor_overrides(door: Page, context: BrowserContext) -> None:
    """Offline too: the person is found by name, stopped at the stage, and let in on a PIN; a wrong one does nothing."""
    choose_door(door, "signing-stage")
    context.set_offline(True)
    door.click("[data-search-open]")
    door.fill("[data-search-name]", "hoa ngyuen")
    door.locator(".found", has_text="Nguyễn Thị Hoa").click()
    verdict(door, "Wrong zone", "stop")
    expect(door.locator("[data-since]")).to_contain_text("Press centre, ")
    door.click("[data-override-this]")
    door.click("[data-override-dialog] [value=do]")
    expect(door.get_by_text("Select a reason.")).to_be_visible()
    door.locator("[data-override-dialog]").get_by_text("I know the person").click()
    for pin, done in (("111111", False), (PIN, True)):
        for digit in pin:
            door.click(f"[data-digit='{digit}']")
        door.click("[data-override-dialog] [value=do]")
        if not done:
            expect(door.get_by_text("The PIN is wrong.")).to_be_visible()
    verdict(door, "Admit: supervisor’s decision", "admit")
    context.set_offline(False)
    expect(door.locator("[data-queue]")).to_be_hidden()
    choose_door(door, "gate-a")


def test_offline_verdicts_match_and_are_sent_in_order(
    door: Page, context: BrowserContext, visitors: Iterator[Issued]
) -> None:
    """Covers A3."""
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
    door.click("[data-undo-dialog] .button")
    expect(door.get_by_text("Select a reason.")).to_be_visible()
    door.get_by_text("The person did not pass").click()
    door.click("[data-undo-dialog] .button")
    expect(door.locator(".latest").first).to_have_class(re.compile("is-void"))
    scan(door, token, "Admit")
    context.set_offline(False)
    expect(door.locator("[data-queue]")).to_be_hidden()


def test_undoing_that_the_server_refuses_is_taken_back_and_said(door: Page, visitors: Iterator[Issued]) -> None:
    token = next(visitors).badge.token

    def refuse(route: Route) -> None:
        items = json.loads(route.request.post_data or "{}")["items"]
        assert [item["kind"] for item in items] == ["undo"]
        route.fulfill(json={"at": "", "answers": [{"key": items[0]["key"], "problem": "scan.nothing_to_undo"}]})

    scan(door, token, "Admit")
    expect(door.locator("[data-queue]")).to_be_hidden()
    door.route("**/v1/scans", refuse)
    door.click("[data-undo-this]")
    door.get_by_text("Test or training").click()
    door.click("[data-undo-dialog] .button")
    said = door.locator(".door-refusal")
    expect(said).to_contain_text("The server did not undo the scan of")
    expect(door.locator(".latest").first.locator(".latest-note")).to_have_text("Undo refused by the server")
    expect(door.locator(".latest").first).not_to_have_class(re.compile("is-void"))
    said.get_by_role("button").click()
    expect(door.locator("[data-refusals]")).to_be_hidden()
    door.unroute_all()
    scan(door, token, "Already inside")


def test_bad_networks_change_no_verdict(door: Page, visitors: Iterator[Issued]) -> None:
    """A20: also from a server that never answers."""

    def stall(_route: Route) -> None:
        """No answer until the route is gone."""

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to the hotel</h1>")

    def sign_in(route: Route) -> None:
        route.fulfill(status=401, content_type="application/json", body='{"error": "sign in"}')

    for answer in (stall, portal, sign_in):
        door.route("**/v1/**", answer)
        scan(door, next(visitors).badge.token, "Admit")
        door.unroute_all()
    close_verdict(door)
    expect(door.locator("[data-queue]")).to_be_hidden(timeout=20_000)
    assert door.evaluate("document.body.dataset.state") == "door"


def test_lost_answer_is_resent_and_counted_once(door: Page, visitors: Iterator[Issued]) -> None:
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
@pytest.mark.parametrize(("language", "word"), [("ar", "يُسمح بالدخول"), ("zh", "准予进入"), ("fr", "Accès autorisé")])
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


LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh", "vi")


def choose_language(page: Page, language: str) -> None:
    page.evaluate("(code) => document.querySelector(`[data-language=${code}]`).click()", language)
    expect(page.locator(f"button[data-language={language}]").first).to_have_attribute("aria-pressed", "true")


def expect_above(page: Page, parts: str, end: str) -> None:
    """Expect parts to be seen whole above what stays at the end of the screen, without a scroll in any direction."""
    hidden = page.evaluate(
        """([parts, end]) => {
            const last = document.querySelector(end).getBoundingClientRect().top;
            const isSeen = (part) => {
                const { top, bottom, left, right } = part.getBoundingClientRect();
                return top >= 0 && bottom <= last && left >= 0 && right <= innerWidth;
            };
            return [...document.querySelectorAll(parts)].filter((part) => !isSeen(part)).map((part) => part.outerHTML);
        }""",
        [parts, end],
    )
    assert hidden == []


def test_longest_texts_of_the_event_fit_a_small_phone(door: Page, site: Site) -> None:
    token = site.issued[NAMED - 1].badge.token
    facts = ", ".join(f"[data-verdict-screen] [data-{part}]" for part in ("word", "native", "category", "number"))
    scan(door, token, "Admit")
    door.set_viewport_size({"width": 360, "height": 640})
    for place, verdict_word in (("gate-a", "Already inside"), ("signing-stage", "Wrong zone")):
        choose_language(door, "en")
        choose_door(door, place)
        scan(door, token, verdict_word)
        door.click("[data-override-this]")
        door.keyboard.press("Escape")  # the verdict stays until it is closed
        for language in LANGUAGES:
            choose_language(door, language)
            expect_above(door, facts, "[data-acts]")
    for language in LANGUAGES:
        choose_language(door, language)
        for width, height in ((390, 844), (360, 640), (320, 568)):
            door.set_viewport_size({"width": width, "height": height})
            if not door.locator("[data-override-dialog]").is_visible():
                door.click("[data-override-this]")
                door.locator("[data-override-dialog] label").nth(2).click()
            expect_above(door, "[data-digit]", "[data-override-dialog] .actions")
    door.locator("[data-override-dialog] label").nth(2).click()
    expect(door.locator("[data-override-dialog] .door-reasons label:visible")).to_have_count(5)
    door.keyboard.press("Escape")
    choose_language(door, "en")
    door.set_viewport_size(PHONE)  # type: ignore[arg-type]
    choose_door(door, "gate-a")
