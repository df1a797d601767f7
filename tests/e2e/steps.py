"""Steps that several stories take: apply, approve, print, hand over."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, Route, expect

from tests.support.qr import read_qr

NATIVE_NAME = "ليلى بنت يوسف الحدّاد"
LATIN_NAME = "AL HADDAD"
OUTLET = "إذاعة القمر الأزرق"


def apply_in_arabic(journalist: Page, photo: Path, category: str) -> None:
    """Fill in the form in Arabic, send it, and arrive on the applicant's own page."""
    journalist.goto("/")
    expect(journalist.locator("html")).to_have_attribute("dir", "rtl")
    journalist.goto("/ar/apply")
    journalist.fill("[name=native_name]", NATIVE_NAME)
    journalist.fill("[name=family_name]", LATIN_NAME)
    journalist.fill("[name=given_name]", "LAYLA")
    journalist.select_option("[name=country]", "JO")
    journalist.fill("[name=outlet]", OUTLET)
    journalist.select_option("[name=function]", "reporter")
    journalist.check(f"[name=category][value={category}]")
    journalist.set_input_files("[name=photo]", photo)
    journalist.fill("[name=email]", "layla@blue-moon.example")
    journalist.fill("[name=phone]", "+962 6 000 0000")
    journalist.check("[name=consent]")
    journalist.click("[data-send]")
    journalist.wait_for_url(re.compile(r"/ar/applications/[\w-]{20,}$"))
    expect(journalist.get_by_text(NATIVE_NAME).first).to_be_visible()


def approve(officer: Page, agency: str) -> None:
    """Approve the application for an agency by its key."""
    officer.goto(f"/staff/vetting/{agency}?q=HADDAD")
    expect(officer.locator("#one-name")).to_have_text(NATIVE_NAME)
    with officer.expect_navigation():
        officer.keyboard.press("a")


@dataclass(frozen=True)
class PrintedBadge:
    """A printed page, and the token that an independent reader finds on it."""

    pdf: bytes
    token: str


def print_badge(desk: Page) -> PrintedBadge:
    """Print the badge that the approval brought."""
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
    return PrintedBadge(files[0], _token_on(files[0]))


def hand_over(desk: Page) -> None:
    """Confirm that the badge came out of the printer, and hand it over."""
    desk.reload(wait_until="domcontentloaded")
    desk.click("[data-key=P]")
    desk.check("input[name=identity][value=passport]")
    desk.click("[data-key=H]")
    desk.wait_for_url("**did=handed_over**")


def _token_on(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    [code] = read_qr(page.render(scale=300 / 72).to_pil())
    return code
