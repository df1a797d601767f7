"""People of the story, each with a browser of their own."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.live import BROWSER_TIMEOUT_MS, CHROMIUM_ARGUMENTS, LiveServer, chromium_path

PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1440, "height": 900}


@contextmanager
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield launched
        finally:
            launched.close()


def page_of(chromium: Browser, server: LiveServer, *, size: dict[str, int], locale: str) -> Page:
    """A new person's window: no cookies but their own."""
    context = chromium.new_context(
        base_url=server.url,
        locale=locale,
        timezone_id="America/New_York",
        viewport={"width": size["width"], "height": size["height"]},
        accept_downloads=True,
    )
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: _fail(page, str(error)))
    return page


def _fail(page: Page, message: str) -> None:
    raise AssertionError(f"script error on {page.url}: {message}")


def signed_in(chromium: Browser, server: LiveServer, username: str, *, size: dict[str, int] = SCREEN) -> Page:
    """A member of the demonstration's crew, signed in with the password that the demonstration made."""
    logins = json.loads((server.data_dir / "demo-logins.json").read_text(encoding="utf-8"))
    page = page_of(chromium, server, size=size, locale="en-GB")
    sign_in(page, username, logins[username])
    return page


def sign_in(page: Page, username: str, password: str) -> None:
    """Sign a member of staff in."""
    page.goto("/staff/sign-in")
    page.fill("#f-username", username)
    page.fill("#f-password", password)
    page.click("form[action='/staff/sign-in'] button")
    page.wait_for_url(re.compile(r"/staff/(?!sign-in)"))


def photo_file(folder: Path) -> Path:
    """A drawn portrait, lying on its side as phones store it, with a position in its EXIF."""
    picture = Image.new("RGB", (1600, 1200), "#dfe7ee")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((500, 350, 1000, 850), fill="#c68f6b")
    draw.rectangle((1000, 300, 1600, 900), fill="#1d4f7a")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    path = folder / "portrait.jpg"
    path.write_bytes(data.getvalue())
    return path
