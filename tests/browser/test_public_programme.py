"""The page of the programme in a browser: filters without a page load, and a line of the current time that moves.

Covers B19.
"""

import pytest
from playwright.async_api import Browser, expect

from conference.clock import ManualClock
from rostrum.runtime import Runtime
from tests.browser.test_conference_pages import listen
from tests.browser.windows import browser, launched, runtime
from tests.support.board_pages import serve_board

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

__all__ = ["browser", "launched", "runtime"]

SCROLL = "document.querySelector('.programme-scroll').scrollLeft"
COUNT_NODES = "document.querySelectorAll('.programme-days *').length"


async def test_filters_and_clock_keep_the_page(runtime: Runtime, browser: Browser, clock: ManualClock) -> None:
    async with serve_board(runtime) as served:
        context = await browser.new_context(viewport={"width": 1100, "height": 800})
        page = await context.new_page()
        complaints = listen(page)
        await page.goto(str(served.client.make_url("/en/programme")))
        await expect(page.locator("form.scripted")).to_be_visible()
        line = page.locator(".now-line")
        await expect(line).to_have_text("Now 09:00")
        await page.evaluate(f"{SCROLL} = 50")
        nodes = await page.evaluate(COUNT_NODES)
        clock.advance(60)
        await served.feed.hub.tick()
        await expect(line).to_have_text("Now 09:01")
        assert await page.evaluate(SCROLL) == 50
        assert await page.evaluate(COUNT_NODES) == nodes
        await page.fill("[name=q]", "ceremonie  SIGNING")
        await expect(page.locator("[data-empty]")).to_be_visible()
        await page.fill("[name=q]", "CÉREMONY signing")
        await expect(page.locator(".slot article")).to_have_attribute("data-session", "signing")
        await page.press("[name=q]", "Enter")
        assert page.url.endswith("/en/programme?q=C%C3%89REMONY+signing")
        await page.reload()
        await expect(page.locator(".slot article")).to_have_attribute("data-session", "signing")
        assert complaints == []
