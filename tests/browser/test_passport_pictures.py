"""Passport lines read from a picture in a real browser, on the device. Covers A17."""

import io
import random

import pytest
import typst
from PIL import Image, ImageChops, ImageFilter
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browser.windows import browser, client, launched, runtime
from tests.support.accreditation_pages import Client
from tests.support.passports import passport_lines

__all__ = ["browser", "client", "launched", "runtime"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LAYLA = passport_lines(family="HADDAD", given="LAYLA", country="JOR")
PAGE = """#set page(width: 125mm, height: 88mm, margin: 4mm, fill: rgb("#e8ece4"))
#set text(font: "DejaVu Sans Mono", size: 8pt)
PASSPORT\\ Hashemite Kingdom of Jordan\\ HADDAD LAYLA
#place(bottom + left, text(size: 11.4pt, raw({lines})))
"""


def photograph(lines: str) -> bytes:
    """Return a picture of a data page as a phone takes it: turned a little, soft, with noise."""
    png = typst.compile(PAGE.replace("{lines}", f'"{lines}"'.replace("\n", "\\n")).encode(), format="png", ppi=320)
    page = Image.open(io.BytesIO(png)).convert("L").rotate(1.2, fillcolor=180).filter(ImageFilter.GaussianBlur(1))
    noise = Image.frombytes("L", page.size, random.Random(9303).randbytes(page.width * page.height))
    noisy = ImageChops.subtract(page, noise.point(lambda value: value // 12))
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=80)
    return out.getvalue()


async def choose(page: Page, content: bytes) -> None:
    picture = FilePayload(name="passport.jpg", mimeType="image/jpeg", buffer=content)
    await page.set_input_files("#passport-picture", picture)


async def test_lines_are_read_from_a_picture_that_stays_on_the_device(client: Client, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 844}, base_url=str(client.make_url("")))
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    await page.goto("/en/apply")
    picture = photograph(LAYLA)
    await choose(page, picture)
    await expect(page.locator("#f-passport_line")).to_have_value(LAYLA, timeout=60_000)
    await expect(page.locator("[data-passport-state]:not(.is-bad)")).not_to_be_empty()
    assert max(sent) < len(picture) // 4
    await choose(page, b"no picture")
    await expect(page.locator(".passport-picture-state")).not_to_be_empty()
    await expect(page.locator("#f-passport_line")).to_have_value(LAYLA)
