"""The board's pages in a real browser: what an operator does is on every wall and phone, and how old it is is said."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from conference.languages import LANGUAGES
from tests.browser.board import DESK, PHONE, STICKS_OUT, UPRIGHT, WALL, announce, sign_in, window
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

NARROW = (320, 640)
LIVE = "body[data-standing=live]"
SOON = "Math.random = () => 0.1"
"""Instead of up to fifteen seconds between two attempts to connect, a tenth of it."""

SAME = """async () => {
  const text = await (await fetch(location.href)).text();
  const sent = new DOMParser().parseFromString(text, "text/html");
  const plain = (root) => [...root.querySelectorAll("[data-list]")].map((list) => {
    const copy = document.importNode(list, true);
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const node of texts) node.nodeValue.trim() === "" ? node.remove() : (node.nodeValue = node.nodeValue.trim());
    return copy.outerHTML.replace(/\\s+/g, " ");
  });
  return [plain(sent), plain(document)];
}"""

CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = channels(colour).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] === 255) return colour;
    }
    return "#fff";
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
    if (!own || !element.checkVisibility({visibilityProperty: true})) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 7) low.push(`${element.className || element.tagName}: ${ratio.toFixed(2)}`);
  }
  return low;
}"""

PHASES_HELD = """(id) => {
  const boards = Object.entries(localStorage).filter(([name]) => name.startsWith("rostrum.board."));
  return Object.fromEntries(boards.map(([name, board]) => {
    const entries = new Map(JSON.parse(board).entries);
    return [name.split(".").at(-1), entries.get(`session/${id}`)?.state.phase];
  }));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """The page of a person who only reads, for the tests that leave nothing in its window."""
    context, opened = window(browser, server)
    yield opened
    context.close()


def set_size(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def test_action_reaches_viewers_and_lobby_in_their_languages(browser: Browser, server: LiveServer) -> None:
    watchers = {}
    for path, size in (("/ar/", PHONE), ("/fr/", PHONE), ("/zh/screens/lobby?screen=lobby-1", WALL)):
        context, page = window(browser, server, size)
        page.goto(path)
        expect(page.locator("[data-session=opening] .phase-scheduled").first).to_be_visible()
        expect(page.locator("[data-unstarted]")).to_have_count(0)
        watchers[path] = (context, page)
    context, operator = window(browser, server)
    sign_in(operator)
    operator.goto("/staff/console?session=opening")
    operator.locator("button[name=verb][value=open]").click()
    for _, page in watchers.values():
        page.locator("[data-session=opening] .phase-in_session").first.wait_for(timeout=3000)
    for (_, page), words in zip(watchers.values(), ("منذ الساعة", "depuis", "自"), strict=True):
        expect(page.locator("[data-session=opening] .phase-when").first).to_contain_text(words)
    line = operator.locator("[data-part=log] tbody tr").first
    expect(line.locator(".log-connected")).to_have_text("1")
    expect(line.locator(".log-correct")).to_have_text("1")
    row = operator.locator(".screen-list li", has_text="lobby-1")
    row.get_by_role("button", name="Show name").click()
    expect(watchers["/zh/screens/lobby?screen=lobby-1"][1].locator(".screen-identity")).to_have_text("lobby-1")
    expect(watchers["/zh/screens/lobby?screen=lobby-1"][1].locator(".screen-identity")).to_be_visible()
    for opened in (*watchers.values(), (context, operator)):
        opened[0].close()


@pytest.mark.parametrize("code", ["ar", "ru"])
def test_server_and_script_render_the_same_page(page: Page, code: str) -> None:
    set_size(page, DESK)
    page.goto(f"/{code}/?day=2025-10-25")
    page.wait_for_selector(LIVE)
    for _ in range(2):
        sent, made = page.evaluate(SAME)
        if sent == made:
            break
        page.wait_for_timeout(1200)
    assert sent == made


def test_filters_apply_in_place_and_update_the_address(page: Page) -> None:
    set_size(page, PHONE)
    page.goto("/en/?day=2025-10-25")
    page.wait_for_selector(LIVE)
    page.locator(".filter-days input").nth(1).check()
    expect(page.locator(".programme [data-session=closing]")).to_be_visible()
    page.select_option("select[name=kind]", "round_table")
    expect(page.locator(".programme [data-session=closing]")).to_have_count(0)
    assert page.url.endswith("?day=2025-10-26&kind=round_table")
    page.locator("input[name=now]").check()
    expect(page.locator(".programme-empty")).to_be_visible()
    page.reload()
    expect(page.locator(".programme-empty")).to_be_visible()


@pytest.mark.parametrize("code", ["ar", "zh", "fr", "vi"])
def test_nothing_sticks_out_and_the_direction_is_right(page: Page, code: str) -> None:
    """Covers B25."""
    set_size(page, PHONE)
    for path, sizes in (
        (f"/{code}/", (PHONE, DESK)),
        (f"/{code}/screens/lobby", (WALL, UPRIGHT)),
        (f"/{code}/screens/rooms/plenary", (WALL,)),
    ):
        page.goto(path)
        page.wait_for_selector(LIVE)
        assert page.evaluate("getComputedStyle(document.body).direction") == ("rtl" if code == "ar" else "ltr")
        for size in sizes:
            set_size(page, size)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert page.evaluate(STICKS_OUT) == [], (path, size)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, size)


def test_word_of_any_length_scrolls_nothing_sideways(browser: Browser, server: LiveServer) -> None:
    context, operator = window(browser, server)
    sign_in(operator)
    announce(operator, "W" * 120)
    for path, sizes in (
        ("/staff/console", (NARROW, PHONE, DESK)),
        ("/en/", (NARROW, PHONE, DESK)),
        ("/en/screens/lobby", (WALL, UPRIGHT)),
        ("/en/screens/rooms/plenary", (WALL,)),
        ("/en/screens/speakers/plenary", (WALL,)),
        ("/en/screens/announcement", (WALL, UPRIGHT)),
    ):
        operator.goto(path)
        expect(operator.get_by_text("W" * 120).first).to_be_visible()
        for size in sizes:
            set_size(operator, size)
            assert operator.evaluate(STICKS_OUT) == [], (path, size)
            assert operator.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, size)
    withdraw_announcement(operator)
    context.close()


def withdraw_announcement(operator: Page) -> None:
    operator.goto("/staff/console")
    operator.locator(".announced").get_by_role("button", name="Withdraw").click()
    expect(operator.locator(".announced")).to_have_count(0)


def test_withdrawn_announcement_leaves_painted_screens(browser: Browser, server: LiveServer) -> None:
    """Covers C4."""
    context, operator = window(browser, server)
    sign_in(operator)
    screens = {path: context.new_page() for path in ("/zh/screens/announcement", "/fr/screens/lobby")}
    for path, screen in screens.items():
        screen.goto(path)
        screen.wait_for_selector(LIVE)
    announce(operator, "Shuttle buses")
    for screen in screens.values():
        expect(screen.locator("[data-announcement]")).to_have_text(re.compile("Shuttle buses"))
    withdraw_announcement(operator)
    for screen in screens.values():
        expect(screen.locator("[data-announcement]")).to_have_count(0, timeout=3000)
    context.close()


@pytest.mark.parametrize("code", ["ar", "en"])
def test_lobby_is_read_at_ten_metres(page: Page, code: str) -> None:
    set_size(page, WALL)
    page.goto(f"/{code}/screens/lobby")
    page.wait_for_selector(LIVE)
    page.wait_for_selector(".row-session")
    sizes = page.locator(".rows .session-title").evaluate_all(
        "(titles) => titles.map((title) => parseFloat(getComputedStyle(title).fontSize))"
    )
    assert 0 < len(sizes) <= 8
    assert min(sizes) >= 0.04 * WALL[1]
    largest = page.locator(".rows .hours, .rows .row-room").evaluate_all(
        "(parts) => parts.map((part) => parseFloat(getComputedStyle(part).fontSize))"
    )
    assert min(largest) >= 0.045 * WALL[1]
    assert min(largest) > max(sizes)
    assert page.evaluate("document.documentElement.scrollHeight") == WALL[1]
    assert page.evaluate("""getComputedStyle(document.body).cursor""") == "none"
    assert page.evaluate(CONTRAST) == []
    hours = page.locator(".rows .hours").first
    assert hours.evaluate("e => getComputedStyle(e).direction") == "ltr"
    box, row = hours.bounding_box(), page.locator(".row-session").first.bounding_box()
    assert box
    assert row
    near_end = box["x"] > row["x"] + row["width"] / 2
    assert near_end == (code == "ar")
    digits, column = hours.locator("time").bounding_box(), page.locator(".rows .row-time").first.bounding_box()
    assert digits
    assert column
    digits_begin, column_begins = (box["x"] + (box["width"] if code == "ar" else 0) for box in (digits, column))
    assert abs(digits_begin - column_begins) < 2


ROWS = """() => {
  const parts = (selector) => [...document.querySelectorAll(`.rows ${selector}`)];
  const size = (part) => parseFloat(getComputedStyle(part).fontSize);
  const percent = (part) => Math.round((100 * parseFloat(getComputedStyle(part).lineHeight)) / size(part));
  return {
    count: parts(".row-session").length,
    titles: Math.min(...parts(".session-title").map(size)),
    large: Math.min(...parts(":is(.hours, .row-room)").map(size)),
    lines: Object.fromEntries(parts(".session-title").map((title) => [title.closest("[lang]").lang, percent(title)])),
  };
}"""
"""The first page of a lobby: its rows, the smallest sizes, and the line height of each language in percent."""


def test_two_languages_with_arabic_have_as_many_rows(page: Page) -> None:
    set_size(page, WALL)
    found: dict[str, dict[str, Any]] = {}
    for languages in ("en,fr", "ar,en", "ar,zh"):
        page.goto(f"/screens/lobby?languages={languages}")
        page.locator(".rows .session-title.row-second").first.wait_for()
        page.evaluate("document.fonts.ready")
        most = found["en,fr"]["count"] if found else 1
        page.wait_for_function(f"most => ({ROWS})().count >= most", arg=most)
        found[languages] = page.evaluate(ROWS)
    assert {rows["count"] for rows in found.values()} == {found["en,fr"]["count"]}
    for rows in found.values():
        assert rows["titles"] >= 0.0349 * WALL[1]
        assert rows["large"] >= 0.045 * WALL[1]
    assert found["ar,en"]["lines"] == {"ar": 160, "en-GB": 125}
    assert found["ar,zh"]["lines"] == {"ar": 160, "zh-Hans": 140}
    set_size(page, UPRIGHT)
    page.goto("/screens/lobby?languages=en,fr&turn=90")
    page.locator(".rows .session-title.row-second").first.wait_for()
    page.wait_for_function(f"most => ({ROWS})().count === most", arg=found["en,fr"]["count"])
    assert page.evaluate(STICKS_OUT) == []


def open_streams(page: Page) -> list[str]:
    """Return the addresses of the page's open streams of events, as a list that changes."""
    streams: list[str] = []
    page.on("request", lambda sent: streams.append(sent.url) if sent.resource_type == "eventsource" else None)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda sent: streams.remove(sent.url) if sent.url in streams else None)
    return streams


def test_lobby_of_seven_languages_needs_one_stream(browser: Browser, server: LiveServer) -> None:
    context, lobby = window(browser, server, WALL)
    context.add_init_script(SOON)
    streams = open_streams(lobby)
    lobby.route_web_socket("**/feed/**", lambda socket: socket.close())
    lobby.goto(f"/screens/lobby?languages={','.join(LANGUAGES)}")
    lobby.wait_for_selector(LIVE)
    operator_context, operator = window(browser, server)
    sign_in(operator)
    operator.goto("/staff/console?session=group-photo")
    operator.locator("button[name=verb][value=open]").click()
    changed = "[data-session=group-photo] .phase-in_session"
    expect(lobby.locator(changed).first).to_be_visible()
    for _ in range(100):
        phases = lobby.evaluate(PHASES_HELD, "group-photo")
        if set(phases.values()) == {"in_session"}:
            break
        lobby.wait_for_timeout(100)
    assert phases == dict.fromkeys(LANGUAGES, "in_session")
    assert [urlsplit(stream).path for stream in streams] == ["/feed/v1/events"]
    viewer = context.new_page()
    viewer.goto("/en/", timeout=5000)
    expect(viewer.locator(changed).first).to_be_visible()
    for opened in (context, operator_context):
        opened.close()


def test_clock_shows_venue_time_on_any_device(browser: Browser, server: LiveServer) -> None:
    context, page = window(browser, server, WALL)
    page.clock.install(time="1999-12-31T23:59:00Z")
    page.goto("/en/screens/lobby")
    page.clock.run_for(1500)
    expect(page.locator(".screen-clock")).to_contain_text("09:")
    expect(page.locator(".screen-date")).to_have_text("Saturday, 25 October 2025")
    context.close()


def test_lobby_turns_through_languages_and_mirrors(browser: Browser, server: LiveServer) -> None:
    context, page = window(browser, server, WALL)
    page.clock.install()
    page.goto("/screens/lobby?languages=ar,fr,ru&every_s=5&shift=off")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".screen-language span").first).to_have_text("العربية")
    page.locator(".rows .row-second:lang(fr)").first.wait_for()
    time_box = page.locator(".rows .hours").first.bounding_box()
    for _ in range(60):
        page.clock.run_for(1000)
        if page.locator(".screen-language").inner_text().endswith("Русский"):
            break
    expect(page.locator(".screen-language span")).to_have_text(["العربية", "Русский"])
    second = page.locator(".rows .session-title.row-second").first
    expect(second).to_have_attribute("lang", "ru")
    expect(second).to_have_attribute("dir", "ltr")
    expect(page.locator(".rows .row-second:lang(fr)")).to_have_count(0)
    assert page.locator(".rows .hours").first.bounding_box() == time_box
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    context.close()


def test_worker_leaves_staff_pages_and_applications_alone(browser: Browser, server: LiveServer) -> None:
    context, page = window(browser, server, service_workers="allow")
    page.goto("/en/")
    page.wait_for_selector('meta[name="kept"]', state="attached")
    sign_in(page)
    page.goto("/staff/console")
    page.goto("/en/apply")
    kept = page.evaluate(
        """async () => {
          const paths = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
          return [...new Set(paths.filter((path) => !path.startsWith("/static/")))];
        }"""
    )
    assert kept == ["/en/"]
    assert page.evaluate("navigator.serviceWorker.getRegistration('/staff/').then((found) => !found)")
    context.close()
