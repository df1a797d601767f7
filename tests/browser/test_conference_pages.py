"""The frame and the staff pages in a real browser: nothing blocked or cut off, every script drawn by our fonts."""

import re

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request

from conference.auth.people import NewStaff, create_staff
from rostrum import roles
from rostrum.runtime import Runtime
from tests.browser.windows import browser, client, launched, runtime
from tests.conference.web.conftest import PASSWORD, Client

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

__all__ = ["browser", "client", "launched", "runtime"]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
NAMES = {
    "km": "សុខ សុភា",
    "th": "สมชาย ใจดี",
    "he": "דוד לוי",
    "hi": "अनिता शर्मा",
    "am": "አበበ በቀለ",
    "ko": "김",
    "zh": "王龘",
    "ja": "さくら",
}
SCRIPTS = ("Arabic", "Khmer", "Thai", "Hebrew", "Devanagari", "Ethiopic", "CJK SC")
"""What the names of our fonts for these names contain."""


def listen(page: Page) -> list[str]:
    """What the browser complains about; an error status of a page is not a complaint."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def lost(request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):  # we went on to the next page
            complaints.append(f"{request.url}: {request.failure}")

    page.on("requestfailed", lost)
    page.set_default_timeout(120_000)
    return complaints


async def enter(page: Page, base: str, username: str) -> None:
    await page.goto(f"{base}/staff/sign-in")
    await page.fill("#f-username", username)
    await page.fill("#f-password", PASSWORD)
    await page.click("main button")
    await page.wait_for_url(re.compile(r"/staff/(?!sign-in)"), wait_until="load")


async def test_every_script_is_drawn_by_our_own_fonts(client: Client, runtime: Runtime, browser: Browser) -> None:
    for username, name in NAMES.items():
        await create_staff(runtime.accounts, NewStaff(f"x-{username}", name, frozenset({roles.DOOR}), "en", PASSWORD))
    await create_staff(
        runtime.accounts, NewStaff("admin", "Ada Byron", frozenset({roles.ADMINISTRATOR}), "ar", PASSWORD)
    )
    base = str(client.make_url("")).rstrip("/")
    page = await browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    complaints = listen(page)
    await enter(page, base, "admin")
    await page.goto(f"{base}/staff/people")
    fonts: dict[str, bool] = {}
    while not (all(fonts.values()) and all(script in " ".join(fonts) for script in SCRIPTS)):
        await page.wait_for_timeout(1000)  # the page asks again for what the server is cutting
        fonts = await fonts_used(page)
    assert complaints == []


async def fonts_used(page: Page) -> dict[str, bool]:
    """The fonts that draw the page: family → whether it came from us."""
    session = await page.context.new_cdp_session(page)
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    root = (await session.send("DOM.getDocument"))["root"]["nodeId"]
    nodes = (await session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"}))["nodeIds"]
    found: dict[str, bool] = {}
    for node in nodes:
        used = await session.send("CSS.getPlatformFontsForNode", {"nodeId": node})
        for font in used["fonts"]:
            found[font["familyName"]] = font["isCustomFont"] and found.get(font["familyName"], True)
    return found


async def test_keyboard_reaches_the_content_at_once(client: Client, browser: Browser) -> None:
    page = await browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    await page.goto(str(client.make_url("/fr/nothing")))
    await page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    assert await link.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
