"""One story in a real browser: from an application in Arabic to a verdict at the door and a live screen."""

import re
import time
from pathlib import Path

import pypdfium2
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import PHONE, SCREEN, browser, page_of, photo_file, signed_in
from tests.live import LiveServer

NATIVE_NAME = "ليلى بنت يوسف الحدّاد"
OUTLET = "إذاعة القمر الأزرق"


def apply_in_arabic(chromium: Browser, server: LiveServer, photo: Path) -> Page:
    journalist = page_of(chromium, server, size=PHONE, locale="ar")
    journalist.goto("/")
    expect(journalist.locator("html")).to_have_attribute("dir", "rtl")
    journalist.goto("/ar/apply")
    journalist.fill("[name=native_name]", NATIVE_NAME)
    journalist.fill("[name=family_name]", "AL HADDAD")
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
    officer.get_by_text(NATIVE_NAME).first.click()
    expect(officer.locator("#one-name")).to_have_text(NATIVE_NAME)
    officer.keyboard.press("a")
    officer.wait_for_load_state("networkidle")
    officer.context.close()
