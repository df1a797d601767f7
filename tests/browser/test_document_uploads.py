"""Documents in a browser: sent with progress, over a connection that breaks, paused, cancelled, refused at once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, ViewportSize

from rostrum.runtime import Runtime
from tests.browser.windows import browser, client, launched, runtime
from tests.support.accreditation_pages import Client, apply
from tests.support.document_files import pdf, picture
from tests.support.document_pages import list_documents

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

__all__ = ["browser", "client", "launched", "runtime"]

PHONE = ViewportSize(width=390, height=844)
LETTER, CARD = "form[data-kind=assignment_letter]", "form[data-kind=press_card]"
PIECES = "**/uploads/upload_*"


@pytest_asyncio.fixture(loop_scope="module")
async def page(client: Client, browser: Browser) -> AsyncIterator[Page]:
    """The page of documents of a new applicant, on a phone."""
    status = (await apply(client)).replace("/ar/", "/en/")
    base = str(client.make_url("")).rstrip("/")
    context = await browser.new_context(viewport=PHONE, base_url=base)
    opened = await context.new_page()
    opened.set_default_timeout(60_000)
    await opened.goto(f"{status}/documents")
    yield opened
    await context.close()


async def choose(page: Page, form: str, tmp_path: Path, data: bytes, name: str = "letter.pdf") -> None:
    """Choose a file and send it, once the script of the page runs: without it the form sends the file whole."""
    await page.wait_for_load_state()
    path = tmp_path / name
    path.write_bytes(data)
    await page.set_input_files(f"{form} input[type=file]", path)
    await page.click(f"{form} [data-send] button")


async def test_upload_survives_a_connection_that_breaks(page: Page, runtime: Runtime, tmp_path: Path) -> None:
    before = await list_documents(runtime)
    broken: list[str] = []

    async def break_twice(route: Route) -> None:
        if route.request.method == "PATCH" and len(broken) < 2:
            broken.append(route.request.url)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route(PIECES, break_twice)
    await choose(page, LETTER, tmp_path, pdf(2))
    await page.wait_for_selector(".notice-good")
    assert len(broken) == 2
    assert await page.locator("#assignment_letter .document-list li").count() == 1
    new = [one for one in await list_documents(runtime) if one not in before]
    assert [(kind, pages) for _, kind, pages in new] == [("assignment_letter", 2)]
    assert await page.evaluate("localStorage.length") == 0


async def test_upload_is_paused_resumed_and_cancelled(page: Page, tmp_path: Path) -> None:
    held: list[Route] = []

    async def hold_first(route: Route) -> None:
        if route.request.method == "PATCH" and not held:
            held.append(route)
        else:
            await route.continue_()

    await page.route(PIECES, hold_first)
    await choose(page, LETTER, tmp_path, pdf(1))
    while not held:
        await page.wait_for_timeout(20)
    await page.click(f"{LETTER} [data-pause]")
    assert await page.locator(f"{LETTER} [data-continue]").is_visible()
    await page.click(f"{LETTER} [data-continue]")
    await page.wait_for_selector(".notice-good")
    held.clear()
    await choose(page, CARD, tmp_path, picture(), "card.jpg")
    await page.click(f"{CARD} [data-cancel]")
    await page.wait_for_selector(f"{CARD} [data-send]:visible")
    assert await page.locator("#press_card .document-list").count() == 0


async def test_refusals_stand_beside_the_field(page: Page, tmp_path: Path) -> None:
    await page.evaluate(f"document.querySelector('{LETTER}').dataset.most = '10'")
    await choose(page, LETTER, tmp_path, pdf())
    error = page.locator(f"{LETTER} .field-error")
    assert await error.is_visible()
    await page.reload()
    await choose(page, LETTER, tmp_path, b"PK\x03\x04 an archive that is named .pdf")
    await page.wait_for_selector("#file-assignment_letter-error:visible")
    assert "ZIP" in await error.inner_text()
