"""One story in a real browser: from an application in Arabic to a verdict at the door and a live screen."""

import io
import re
import time
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.people import PHONE, SCREEN, browser, page_of, photo_file, signed_in
from tests.support.live import LiveServer
from tests.support.qr import read_qr
from tests.support.scanner_keys import dispatch_scanner_keys

NATIVE_NAME = "ليلى بنت يوسف الحدّاد"
LATIN_NAME = "AL HADDAD"
OUTLET = "إذاعة القمر الأزرق"
DOOR = "press-centre"
SESSION = "opening"
ANOTHER_SCAN_MS = 1600
"""The same code within a second and a half is the same scan."""

IN_SESSION = f"[data-session={SESSION}] .phase-in_session"
NOTE_THE_MOMENT = """selector => {
    window.appeared = new Promise(resolve => {
        const look = () => document.querySelector(selector) && resolve(Date.now());
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
        look();
    });
}"""


def apply_in_arabic(chromium: Browser, server: LiveServer, photo: Path) -> Page:
    journalist = page_of(chromium, server, size=PHONE, locale="ar")
    journalist.goto("/")
    expect(journalist.locator("html")).to_have_attribute("dir", "rtl")
    journalist.goto("/ar/apply")
    journalist.fill("[name=native_name]", NATIVE_NAME)
    journalist.fill("[name=family_name]", LATIN_NAME)
    journalist.fill("[name=given_name]", "LAYLA")
    journalist.select_option("[name=country]", "JO")
    journalist.fill("[name=outlet]", OUTLET)
    journalist.select_option("[name=function]", "reporter")
    journalist.check("[name=category][value=general]")
    journalist.set_input_files("[name=photo]", photo)
    journalist.fill("[name=email]", "layla@blue-moon.example")
    journalist.fill("[name=phone]", "+962 6 000 0000")
    journalist.check("[name=consent]")
    journalist.click("[data-send]")
    journalist.wait_for_url(re.compile(r"/ar/applications/[\w-]{20,}$"))
    expect(journalist.get_by_text(NATIVE_NAME).first).to_be_visible()
    return journalist


def approve(chromium: Browser, server: LiveServer, username: str, agency: str) -> None:
    officer = signed_in(chromium, server, username)
    officer.goto(f"/staff/vetting/{agency}?q=HADDAD")
    expect(officer.locator("#one-name")).to_have_text(NATIVE_NAME)
    with officer.expect_navigation():
        officer.keyboard.press("a")
    officer.context.close()


def token_on(pdf: bytes) -> str:
    """What an independent reader finds on the printed page at 300 dpi."""
    page = pypdfium2.PdfDocument(pdf)[0]
    [code] = read_qr(page.render(scale=300 / 72).to_pil())
    return code


def scan(door: Page, token: str) -> str:
    """Scan the token with a keyboard-wedge scanner and return the word of the verdict on the full screen."""
    dispatch_scanner_keys(door, token)
    verdict = door.locator("[data-verdict-screen]")
    expect(verdict).to_be_visible()
    word = verdict.locator("[data-word]")
    expect(word).not_to_be_empty()
    return word.inner_text()


def scan_both(door: Page, *codes: str) -> list[str]:
    """Scan these codes one after the other; return the words of the verdicts. The last one stays on the screen."""
    words: list[str] = []
    for code in codes:
        if words:
            door.keyboard.press("Escape")
            door.wait_for_timeout(ANOTHER_SCAN_MS)
        words.append(scan(door, code))
    return words


def codes_of(journalist: Page, picture: str) -> list[str]:
    """Return what an independent reader finds on a picture of the journalist's page."""
    answer = journalist.request.get(f"{journalist.url}/{picture}")
    assert answer.headers["content-type"] == "image/png"
    return read_qr(Image.open(io.BytesIO(answer.body())))


def watch(chromium: Browser, server: LiveServer, path: str) -> Page:
    page = page_of(chromium, server, size=SCREEN, locale="en")
    page.goto(path)
    expect(page.locator(f"[data-session={SESSION}]").first).to_be_visible()
    page.evaluate(NOTE_THE_MOMENT, IN_SESSION)
    return page


def printed_badge(chromium: Browser, server: LiveServer) -> tuple[Page, str]:
    """Print the badge that the approval brought; gives the token that an independent reader finds on the paper."""
    desk = signed_in(chromium, server, "desk")
    desk.goto("/staff/badges?q=HADDAD", wait_until="domcontentloaded")
    expect(desk.locator("#one-name")).to_have_text(NATIVE_NAME)
    while not desk.locator("[data-key=P]").count():
        desk.reload(wait_until="domcontentloaded")
    files: list[bytes] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        files.append(answer.body())
        route.fulfill(response=answer)

    desk.context.route("**/staff/badges/print-runs", keep)
    with desk.context.expect_page():
        desk.keyboard.press("p")
    deadline = time.monotonic() + 20
    while not files and time.monotonic() < deadline:
        desk.wait_for_timeout(100)
    return desk, token_on(files[0])


def hand_over(desk: Page) -> None:
    """Confirm that the badge came out of the printer, and hand it over."""
    desk.reload(wait_until="domcontentloaded")
    desk.click("[data-key=P]")
    desk.check("input[name=identity][value=passport]")
    desk.click("[data-key=H]")
    desk.wait_for_url("**did=handed_over**")
    desk.context.close()


def test_story_from_arabic_application_to_verdict_and_screen(
    server: LiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with browser() as chromium:
        journalist = apply_in_arabic(chromium, server, photo_file(tmp_path))
        approve(chromium, server, "accreditation", "accreditation")
        approve(chromium, server, "security", "security")
        desk, token = printed_badge(chromium, server)

        journalist.reload()
        [own_pass] = codes_of(journalist, "pass.png")
        assert own_pass != token
        door = signed_in(chromium, server, "door", size=PHONE)
        door.goto("/staff/doors", wait_until="domcontentloaded")
        door.click(f"button[value={DOOR}]")
        expect(door.locator("[data-age-text]")).to_contain_text("List up to date", timeout=20_000)
        assert scan_both(door, token, own_pass) == ["Badge not handed over", "Collection pass"]
        door.context.set_offline(True)
        assert scan_both(door, token, own_pass) == ["Badge not handed over", "Collection pass"]
        hand_over(desk)
        assert codes_of(journalist, "badge.png") == [token]
        assert scan_both(door, token, own_pass) == ["Badge not handed over", "Collection pass"]
        door.context.set_offline(False)
        expect(door.locator("[data-age-text]")).to_contain_text("List up to date", timeout=20_000)
        assert scan_both(door, own_pass, token) == ["Collection pass", "Admit"]
        expect(door.locator("[data-native]")).to_have_text(NATIVE_NAME)
        door.keyboard.press("Escape")
        expect(door.locator("[data-verdict-screen]")).to_be_hidden()
        door.wait_for_timeout(ANOTHER_SCAN_MS)
        assert scan(door, token) == "Already inside"
        expect(door.locator("[data-since]")).to_be_visible()

        watching = [watch(chromium, server, path) for path in ("/fr/screens/lobby", "/ru/", "/zh/")]
        operator = signed_in(chromium, server, "operator")
        operator.goto(f"/staff/console?session={SESSION}", wait_until="domcontentloaded")
        operator.get_by_role("switch").click()
        pressed_at = time.time()
        operator.keyboard.press("o")
        seconds = [page.evaluate("() => window.appeared") / 1000 - pressed_at for page in watching]
    with capsys.disabled():
        print("\nopened → shown on the lobby screen and two live pages:", ", ".join(f"{s:.2f} s" for s in seconds))
