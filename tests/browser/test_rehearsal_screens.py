"""Screens of a rehearsal in the browser: their mark, their clock and what is stored, beside those of the live day."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import DESK, announce, sign_in, wait_until_kept, window
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

LIVE_TEXT, OWN_TEXT = "livecanaryxq", "rehearsedcanaryxq"
STORED = """async () => {
  const found = [];
  for (const kind of ["localStorage", "sessionStorage"])
    for (const [name, value] of Object.entries(window[kind])) found.push([kind, name, value]);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      found.push([name, new URL(request.url).pathname, await response.text()]);
    }
  }
  for (const { name } of await indexedDB.databases()) found.push(["indexedDB", name, ""]);
  return found;
}"""


@dataclass(frozen=True)
class StoredText:
    """What the browser keeps: the name of the storage or cache, the name or address in it, its content."""

    storage: str
    name: str
    content: str

    @property
    def is_of_rehearsal(self) -> bool:
        return "/rehearsal/" in f"{self.storage} {self.name}"


def check_stored(page: Page) -> None:
    """Open the same pages of both sides in one browser, and look through all that it keeps."""
    for prefix, words in (("", LIVE_TEXT), ("/rehearsal", OWN_TEXT)):
        announce(page, words, prefix)
    paths = ("/en/screens/lobby", "/en/screens/speakers/plenary", "/en/")
    for path in paths:
        for prefix in ("/rehearsal", ""):
            page.goto(f"{prefix}{path}")
        wait_until_kept(page, path)
    expect(page.get_by_text(LIVE_TEXT).first).to_be_visible()
    page.goto("/rehearsal/en/")
    expect(page.get_by_text(OWN_TEXT).first).to_be_visible()
    page.goto("/rehearsal/en/screens/lobby")  # the page writes its board when it is left
    stored = [StoredText(*one) for one in page.evaluate(STORED)]
    live = [one for one in stored if LIVE_TEXT in one.content]
    own = [one for one in stored if OWN_TEXT in one.content]
    assert {one.storage for one in live} >= {"localStorage"}
    assert "/en/" in {one.name for one in live}
    assert [one for one in live if one.is_of_rehearsal] == []
    assert {(one.storage, one.is_of_rehearsal) for one in own} == {("localStorage", True)}
    assert {one.storage for one in stored if one.is_of_rehearsal} <= {"localStorage", "sessionStorage"}


def test_mark_stays_and_the_clock_runs_sixty_times_as_fast(browser: Browser, server: LiveServer) -> None:
    staff_context, staff = window(browser, server, DESK, service_workers="allow")
    sign_in(staff, "operator")
    staff.goto("/staff/rehearsal")
    staff.locator("select[name=rate]").select_option("60")
    staff.locator(".form button.button").click()
    address = staff.locator(".rehearsal-address").first.get_attribute("href") or ""
    context, screen = window(browser, server, DESK, service_workers="allow")
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
    check_stored(staff)
    staff.goto("/staff/rehearsal")
    staff.locator(".rehearsal-ending details").last.locator("summary").click()
    staff.locator(".rehearsal-ending .button-danger").click()
    expect(screen.locator("#error-title")).to_be_visible()  # the page leaves by itself
    context.close()
    staff_context.close()
