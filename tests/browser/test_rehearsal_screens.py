"""Screens of a rehearsal in the browser: their mark and their clock, beside a screen of the live day."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import DESK, sign_in, window
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

HIDE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    @layer late { .rehearsal-band, .rehearsal-frame { display: none !important; } }
    html body .rehearsal-band, html body .rehearsal-frame {
      display: none !important; visibility: hidden !important; opacity: 0 !important; transform: scale(0) !important;
      clip-path: inset(50%) !important; position: static !important; z-index: -1 !important; height: 0 !important;
    }
    html { --rehearsal-band: 0px !important; }
    .screen-header { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
COVERED = """(band) => {
  const { x, y, width, height } = band.getBoundingClientRect();
  band.style.setProperty("pointer-events", "auto", "important");
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  band.style.removeProperty("pointer-events");
  return top !== band && !band.contains(top) || height < 30 || width < innerWidth;
}"""


def test_mark_stays_and_the_clock_runs_sixty_times_as_fast(browser: Browser, server: LiveServer) -> None:
    staff_context, staff = window(browser, server, DESK)
    sign_in(staff, "operator")
    staff.goto("/staff/rehearsal")
    staff.locator("select[name=rate]").select_option("60")
    staff.locator(".form button.button").click()
    address = staff.locator(".rehearsal-address").first.get_attribute("href") or ""
    context, screen = window(browser, server, DESK)
    screen.goto(re.sub(r"^https?://[^/]+", server.url, address))
    expect(screen).to_have_url(re.compile(r"/rehearsal/ar/screens/lobby$"))
    band, clock = screen.locator(".rehearsal-band"), screen.locator(".screen-clock")
    expect(band).to_contain_text("بروفة")
    expect(clock).to_have_text(re.compile(r"\d\d:\d\d"))
    first = clock.text_content() or ""
    expect(clock).not_to_have_text(first)
    screen.evaluate(HIDE)
    expect(band).to_be_visible()
    assert not band.evaluate(COVERED)
    live = staff
    live.goto("/ar/screens/lobby")
    expect(live.locator(".screen-clock")).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(live.locator(".rehearsal-band")).to_have_count(0)
    assert screen.evaluate("() => caches.keys()") == []
    staff.goto("/staff/rehearsal")
    staff.locator(".rehearsal-ending details").last.locator("summary").click()
    staff.locator(".rehearsal-ending .button-danger").click()
    expect(screen.locator("#error-title")).to_be_visible()  # the page leaves by itself
    context.close()
    staff_context.close()
