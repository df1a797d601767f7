"""The door in a real Chromium: scanner, hand and camera; what is seen, heard of failures, and taken back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.door_site import (
    HARD_NAME,
    PHONE,
    SCREEN,
    SETTINGS,
    Issued,
    browser,
    browser_with_camera,
    build_site,
    camera_film,
    guard_at,
    window,
)
from tests.live import LiveServer, live_server

pytestmark = pytest.mark.browser

PEOPLE = [
    ("Nguyễn Thị Hoa", "general"),
    ("مريم الكعبي", "pool"),
    (HARD_NAME, "general"),
    *[(f"Visitor {n}", "general") for n in range(12)],
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Issued]]:
    folder = tmp_path_factory.mktemp("door")
    return folder, build_site(folder, PEOPLE)


@pytest.fixture(scope="module")
def server(site: tuple[Path, list[Issued]]) -> Iterator[LiveServer]:
    with live_server(site[0], SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(server: LiveServer) -> Iterator[Browser]:
    with browser() as launched:
        yield launched


@pytest.fixture
def visitors(site: tuple[Path, list[Issued]]) -> Iterator[Issued]:
    """People whom no other test lets in."""
    return _VISITORS.setdefault(id(site), iter(site[1][3:]))


_VISITORS: dict[int, Iterator[Issued]] = {}


@pytest.fixture
def door(chromium: Browser, server: LiveServer) -> Iterator[Page]:
    """A guard with a phone at gate A."""
    context = window(chromium, server)
    yield guard_at(context, "gate-a")
    context.close()


def wedge(page: Page, text: str, end: str | None = "Enter") -> None:
    """Type as a scanner does."""
    page.keyboard.type(text, delay=1)
    if end:
        page.keyboard.press(end)


def verdict(page: Page, word: str) -> None:
    """The verdict on the screen, once it is there, with this word."""
    expect(page.locator("[data-verdict]")).to_be_visible()
    expect(page.locator("[data-word]")).to_have_text(word)


def key_of(request: Request) -> str:
    """The idempotency key of a scan on its way."""
    return str(json.loads(request.post_data or "{}")["key"])


def tone(page: Page) -> str | None:
    return page.locator("[data-verdict]").get_attribute("data-tone")


def test_scanned_badge_is_admitted_and_the_second_time_told_when_and_where(
    door: Page, site: tuple[Path, list[Issued]]
) -> None:
    token = site[1][0].badge.token
    wedge(door, token)
    verdict(door, "Admit")
    assert tone(door) == "admit"
    expect(door.locator("[data-native]")).to_have_text("Nguyễn Thị Hoa")
    expect(door.locator("[data-number]")).to_have_text("P-0001")
    expect(door.locator(".verdict-zone.is-here")).to_have_text("GVenue grounds")
    door.wait_for_function("document.querySelector('[data-photo]').naturalWidth === 600")
    door.wait_for_timeout(1600)
    wedge(door, token)
    verdict(door, "Already inside")
    assert tone(door) == "stop"
    expect(door.locator("[data-since]")).to_contain_text("Gate A")
    door.keyboard.press("Escape")
    expect(door.locator("[data-verdict]")).to_be_hidden()
    expect(door.locator(".latest")).to_have_count(2)


def test_next_scan_needs_no_touch_and_the_page_returns_to_ready(door: Page, visitors: Iterator[Issued]) -> None:
    wedge(door, "R1:NOTHING OF OURS")
    verdict(door, "Cannot be read")
    wedge(door, next(visitors).badge.token)
    verdict(door, "Admit")
    expect(door.locator("[data-verdict]")).to_be_hidden(timeout=9000)
    expect(door.locator("[data-ready]")).to_be_visible()


@pytest.mark.parametrize("end", ["Enter", "Tab", None])
@pytest.mark.parametrize("focus", ["#typed", "[data-camera]", None])
def test_scanner_is_heard_whatever_has_the_focus_and_however_it_ends(
    door: Page, visitors: Iterator[Issued], end: str | None, focus: str | None, server: LiveServer
) -> None:
    if focus:
        door.locator(focus).focus()
    wedge(door, "R1:" + "A" * 170, end)
    verdict(door, "Cannot be read")
    expect(door.locator("#typed")).to_have_value("")
    expect(door.locator("[data-camera]")).to_have_attribute("aria-pressed", "false")


def test_one_reading_from_two_readers_is_one_scan(door: Page, visitors: Iterator[Issued]) -> None:
    """A18."""
    token = next(visitors).badge.token
    before = door.locator(".latest").count()
    wedge(door, token)
    wedge(door, token)
    verdict(door, "Admit")
    door.wait_for_timeout(700)
    verdict(door, "Admit")
    assert door.locator(".latest").count() == before + 1 or before == 8


def test_scan_after_a_verdict_was_closed_by_hand_is_a_new_one(door: Page, visitors: Iterator[Issued]) -> None:
    token = next(visitors).badge.token
    wedge(door, token)
    verdict(door, "Admit")
    door.click("[data-close]")
    wedge(door, token)
    verdict(door, "Already inside")


def test_number_typed_by_hand_and_a_pasted_code_are_read(door: Page, visitors: Iterator[Issued]) -> None:
    door.fill("#typed", next(visitors).badge.number.lower().replace("-000", " "))
    door.click("[data-typed] button")
    verdict(door, "Admit")
    door.keyboard.press("Escape")
    door.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text', text);
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }""",
        next(visitors).badge.token,
    )
    verdict(door, "Admit")


def test_wrong_zone_stops_in_red_with_what_to_do(
    chromium: Browser, server: LiveServer, visitors: Iterator[Issued]
) -> None:
    context = window(chromium, server, SCREEN)
    door = guard_at(context, "signing-stage")
    wedge(door, next(visitors).badge.token)
    verdict(door, "Wrong zone")
    assert tone(door) == "stop"
    expect(door.locator("[data-do]")).to_contain_text("Do not let in here")
    expect(door.locator("[data-undo-this]")).to_be_hidden()
    context.close()


def test_entry_is_undone_with_a_reason(door: Page, visitors: Iterator[Issued]) -> None:
    token = next(visitors).badge.token
    wedge(door, token)
    verdict(door, "Admit")
    counted = int(door.locator("[data-count]").inner_text())
    door.click("[data-undo-this]")
    expect(door.locator("[data-dialog]")).to_be_visible()
    door.get_by_label("The person did not pass").check()
    door.click("[data-dialog] .button")
    expect(door.locator("[data-dialog]")).to_be_hidden()
    expect(door.locator(".latest.is-undone")).to_have_count(1)
    expect(door.locator("[data-count]")).to_have_text(str(counted - 1))
    door.wait_for_timeout(1600)
    wedge(door, token)
    verdict(door, "Admit")


def test_no_answer_lets_nobody_in_and_the_same_scan_is_sent_again(door: Page, visitors: Iterator[Issued]) -> None:
    """A25: fails closed, and the manual path and the next scan work at once."""
    keys: list[str] = []

    def cut(route: Route) -> None:
        keys.append(key_of(route.request))
        route.abort()

    door.route("**/scans", cut)
    wedge(door, next(visitors).badge.token)
    verdict(door, "No answer")
    assert tone(door) == "look"
    expect(door.locator("[data-link]")).to_have_attribute("data-link", "offline")
    door.unroute("**/scans")
    with door.expect_request("**/scans") as sent:
        door.click("[data-again]")
    verdict(door, "Admit")
    assert {*keys, key_of(sent.value)} == {keys[0]}
    expect(door.locator("[data-link]")).to_have_attribute("data-link", "online")


def test_answer_that_is_lost_on_the_way_is_told_again_and_counts_once(door: Page, visitors: Iterator[Issued]) -> None:
    """The server decided, the network lost its answer: the repeated message gets the same verdict, not "inside"."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    door.route("**/scans", lose)
    wedge(door, next(visitors).badge.token)
    verdict(door, "Admit")
    assert lost == [200]


def test_login_that_ended_is_said_and_lets_nobody_in(chromium: Browser, server: LiveServer) -> None:
    context = window(chromium, server)
    door = guard_at(context, "gate-b")
    context.clear_cookies()
    wedge(door, "R1:SOMETHING ELSE")
    verdict(door, "Signed out")
    context.close()


def test_names_are_text_and_never_markup(door: Page, site: tuple[Path, list[Issued]]) -> None:
    """A8."""
    wedge(door, site[1][2].badge.token)
    verdict(door, "Admit")
    expect(door.locator("[data-native]")).to_have_text(HARD_NAME)
    assert door.locator("[data-verdict] b").count() == 0
    door.keyboard.press("Escape")
    assert door.locator("[data-latest] b").count() == 0
    door.reload()
    expect(door.locator(".latest-name bdi").first).to_have_text(HARD_NAME)
    assert door.locator("[data-latest] b").count() == 0


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize(
    ("language", "admit"), [("ar", "السماح بالدخول"), ("zh", "准予进入"), ("vi", "Cho vào"), ("fr", "Accès autorisé")]
)
def test_verdict_in_the_guards_language_fits_the_screen(
    chromium: Browser, server: LiveServer, site: tuple[Path, list[Issued]], *, language: str, admit: str,
    size: dict[str, int],
) -> None:  # fmt: skip
    context = window(chromium, server, size)
    door = guard_at(context, "signing-stage", language=language)
    expect(door.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    door.evaluate("document.querySelector('[name=direction][value=exit]').click()")
    wedge(door, site[1][1].badge.token)
    expect(door.locator("[data-verdict]")).to_be_visible()
    door.keyboard.press("Escape")
    door.evaluate("document.querySelector('[name=direction][value=entry]').click()")
    door.wait_for_timeout(1600)
    wedge(door, site[1][1].badge.token)
    verdict(door, admit)
    expect(door.locator("[data-native]")).to_have_text("مريم الكعبي")
    assert door.evaluate("document.documentElement.scrollWidth <= innerWidth")
    photo = door.locator("[data-photo]").bounding_box()
    assert photo is not None
    assert photo["height"] >= 200
    context.close()


def test_camera_reads_a_printed_badge(
    chromium: Browser, server: LiveServer, site: tuple[Path, list[Issued]], tmp_path: Path
) -> None:
    """A film of two printed badges, held a little askew: each is one scan, without a touch."""
    one, other = site[1][-1], site[1][-2]
    film = camera_film(tmp_path / "camera.mjpeg", [None, one.pdf, None, other.pdf])
    with browser_with_camera(chromium, film) as with_camera:
        context = window(with_camera, server, permissions=["camera"])
        door = guard_at(context, "gate-c")
        door.click("[data-camera]")
        expect(door.locator("video")).to_be_visible()
        for issued in (one, other):
            expect(door.locator("[data-latest]")).to_contain_text(f"Visitor {PEOPLE_NUMBER[issued.badge.number]}")
        words = door.locator(".latest-word").all_inner_texts()
        assert words.count("Admit") == 2
        door.click("[data-camera]", force=True)
        context.close()


PEOPLE_NUMBER = {f"P-{n + 3:04}": n for n in range(12)}
