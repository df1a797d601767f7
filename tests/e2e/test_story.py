"""One story in a real browser: from an application in Arabic to a verdict at the door and a live screen."""

import io
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import PHONE, SCREEN, browser, page_of, photo_file, signed_in
from tests.e2e.steps import NATIVE_NAME, apply_in_arabic, approve, hand_over, print_badge
from tests.support.live import LiveServer
from tests.support.qr import read_qr
from tests.support.scanner_keys import dispatch_scanner_keys

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
        door.keyboard.press("Escape")
        if words:
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


def test_story_from_arabic_application_to_verdict_and_screen(
    server: LiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with browser() as chromium:
        journalist = page_of(chromium, server, size=PHONE, locale="ar")
        apply_in_arabic(journalist, photo_file(tmp_path), "general")
        for agency in ("accreditation", "security"):
            officer = signed_in(chromium, server, agency)
            approve(officer, agency)
            officer.context.close()
        desk = signed_in(chromium, server, "desk")
        token = print_badge(desk).token

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
        desk.context.close()
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
