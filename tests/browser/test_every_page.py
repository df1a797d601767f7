"""Every page in several languages, desk and phone: accessible, valid, no sideways scroll, no error of a script.

| checked | where |
|---|---|
| all rules of axe-core, contrast, style sheets | English, desk |
| all other rules of axe-core, forced colours, no motion | Arabic, phone |
| rules of axe-core that depend on words or on the width | the five other languages, phone |
| no sideways scroll | each visit, desk, phone and narrow; pages of the public in all languages, narrow |
| height of what fingers press | each visit, desk and phone |
| direction, errors of scripts | each visit |
| valid HTML, something to read without scripts | English |

English and Arabic visit each page, and one of the other languages, which take turns. In those that do not visit a page
of the public, its width is checked as the server sends it, without scripts. A template whose pages differ only by a
name of the event is visited once filled and once empty.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Page
from pyotp import TOTP

from broadcast.alerts.actions.drafting import DraftRequest, discard_alert, draft_alert
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.web.context import ALERTS
from conference.auth.people import NewStaff, create_staff, invite_staff
from conference.auth.roles import TotpRule
from conference.clock import ManualClock
from conference.languages import LANGUAGES, language
from rostrum.app import make_application
from rostrum.roles import DOOR
from rostrum.runtime import Runtime
from tests.browser.windows import browser, launched
from tests.browser.without_scripts import TOO_WIDE, WRITTEN_BY_SCRIPT, show_without_scripts
from tests.conftest import MORNING, open_cheap_runtime
from tests.support.accreditation_pages import PASSWORD, Client, apply, hidden
from tests.support.badge_pages import LINK
from tests.support.board_samples import OPERATOR
from tests.support.crew_pages import fill_crew
from tests.support.document_files import pdf
from tests.support.document_pages import hand_in
from tests.support.slice_folder import add_stand_in_slices
from tests.support.streams import add_streams
from tests.support.vetting_pages import load_application
from tests.support.whole_site import LONG_WORD, fill_site, make_crew_link, make_statement_links, read_pages
from tests.support.whole_site import Page as SentPage

__all__ = ["browser", "launched"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "node_modules"
AXE = PACKAGES / "axe-core/axe.min.js"
AXE_ADDRESS = "/axe-for-tests.js"
"""Where the tested site serves it: the browser then keeps its compiled code, which takes as long as the fewer rules."""
DESK, PHONE, NARROW = SIZES = (1440, 900), (390, 844), (320, 640)
"""The narrow one is also a desk of 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10)."""

STARTS = [
    *("/en/", "/en/apply", "/staff/", "/staff/sign-in/forgotten", "/doors/", "/en/screens/lobby"),
    *("/en/screens/rooms/plenary", "/en/screens/speakers/plenary", "/en/screens/signing", "/en/nothing"),
    *("/en/screens/welcome", "/en/screens/test-card"),
    "/en/screens/grid?cells=lobby;room:room=plenary;programme;signing;figures;announcement",
    "/staff/badges?shelf=to_hand_over",
    *("/staff/setup/sections/categories/entries/general", "/staff/setup/pages/desk", "/staff/decisions"),
    *("/staff/scripts/opening", "/staff/scripts/opening/run", "/staff/scripts/opening/table"),
    *("/staff/forms/equipment", "/screens", "/embed/en/rooms/plenary", "/staff/streams?stream=fr"),
    *("/staff/duplicates", "/staff/duplicates?shown=settled", f"/en/applications/{LINK}"),
    *("/staff/statements/debate-1", "/en/statements/debate-1"),
    *("/en/sessions/debate-1", "/en/sessions/press-25", "/en/rooms/plenary", "/en/programme", "/en/follow"),
    *("/en/record", "/en/record/2025-10-25", "/en/record/figures"),
]
WITHOUT_LANGUAGE = ("/doors/", "/screens")
"""Pages of which scripts write the words, in the language of the browser: visited in every language."""
WATCH_LIST = "/staff/watch-list"
LAYOUT_RULES = ["meta-viewport", "scrollable-region-focusable", "target-size"]
"""Rules of axe-core whose result depends on the size of the window."""
STYLES_IN = "en"
"""The language in which contrast and style sheets are checked, the longest of the rules: no colour depends on it.

So is the heading of the page, which a phone hides while it shows one entry of a list."""
STRUCTURE_AT = {"en": DESK, "ar": PHONE}
"""Languages in which all other rules are checked, each at one size: two directions of text."""
FORCED_IN = "ar"
"""The language whose reader has forced colours and reduced motion: one in which each page is visited."""
TURN_LANGUAGES = tuple(code for code in LANGUAGES if code not in STRUCTURE_AT)
"""Languages of which each page is visited in one; ROSTRUM_TEST_ALL_PAGES=1 visits all pages in all."""
WORDS_RULES = [
    *("document-title", "html-has-lang", "html-lang-valid", "html-xml-lang-mismatch", "valid-lang", "empty-heading"),
    *("button-name", "link-name", "input-button-name", "select-name", "summary-name", "label", "label-title-only"),
    *("label-content-name-mismatch", "image-alt", "svg-img-alt", "frame-title", "aria-command-name"),
    *("aria-input-field-name", "aria-toggle-field-name", "aria-meter-name", "aria-progressbar-name"),
    *("aria-dialog-name", "aria-tooltip-name", "aria-treeitem-name"),
]
"""Rules whose result depends on the words, checked in every language."""

FIND_FAULTS = """async ({rules, styles, forFingers, mayScroll}) => {
  const faults = [];
  if (rules) {
    await import("/axe-for-tests.js");
    const {only} = rules;
    const options = {resultTypes: ["violations"], preload: styles};
    const atDesk = {enabled: styles};
    options.rules = {"target-size": {enabled: true}, "color-contrast": atDesk};
    if (only) options.runOnly = {type: "rule", values: only};
    const {violations} = await axe.run(document, options);
    const targets = ({nodes}) => nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
    faults.push(...violations.map((one) => `${one.id}: ${targets(one)}`));
  }
  const {scrollWidth, clientWidth} = document.documentElement;
  if (!mayScroll && scrollWidth > clientWidth) faults.push("scrolls sideways");
  const fields = forFingers ? "a.button, button, input:not([type=hidden]), select, summary" : "not-an-element";
  const small = [...document.querySelectorAll(fields)]
    .filter((e) => e.checkVisibility() && e.ariaHidden !== "true")
    .filter((e) => (e.closest(".choice") ?? e).getBoundingClientRect().height < 43.5);
  return [...faults, ...small.map((e) => `too small: ${e.outerHTML.slice(0, 80)}`)];
}"""
FOR_FINGERS = (
    "/apply",
    "/applications/",
    "/crew",
    "/nothing",
    "/staff/sign-in",
    "/staff/people",
    "/staff/password",
    "/staff/links",
)
"""Parts of addresses of pages whose buttons and fields are 44 pixels high."""
FORCED = {"forced_colors": "active", "reduced_motion": "reduce"}
FIND_FAULTS_AT_START = """async ({direction, isForced}) => {
  const isStarting = () => document.body.dataset.state === "starting";
  for (let waits = 0; isStarting() && waits < 3000; waits++) await new Promise((resolve) => setTimeout(resolve, 20));
  if (isStarting()) return ["does not start"];
  const isTurned = direction !== "" && document.documentElement.dir !== direction;
  return [
    ...(isTurned ? ["has the wrong direction"] : []),
    ...(isForced ? document.getAnimations() : [])
      .filter((one) => one.playState === "running").map(() => "moves"),
    ...(isForced ? [...document.querySelectorAll("main .icon, main .mark")] : [])
      .filter((icon) => icon.checkVisibility())
      .filter((icon) => getComputedStyle(icon).color === getComputedStyle(document.body).backgroundColor)
      .map((icon) => `invisible: ${icon.outerHTML.slice(0, 80)}`),
  ];
}"""
"""Wait until the page has started. One call of the driver for all of them takes half the time."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runtime(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[Runtime]:
    """The parts of the whole site, with something on every page."""
    folder, clock = tmp_path_factory.mktemp("site"), ManualClock(MORNING)
    add_stand_in_slices(folder)
    async with open_cheap_runtime(folder, sqlite_template, clock) as opened:
        await fill_site(opened, clock, folder, languages=LANGUAGES)
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(runtime: Runtime) -> AsyncIterator[Client]:
    """A client of the whole site, which the tests only read."""
    application = make_application(runtime)
    application.router.add_get(AXE_ADDRESS, send_axe)
    async with TestClient(TestServer(application)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages(client: Client, runtime: Runtime) -> list[SentPage]:
    """Every kind of page, in English, as persons with all roles reach it."""
    status = (await apply(client, native_name=LONG_WORD, outlet=LONG_WORD)).replace("/ar/", "/en/")
    await sign_in(client, "watch-en")
    watched = [page for page in await read_pages(client, [WATCH_LIST]) if page.address.startswith(WATCH_LIST)]
    assert len(watched) >= 4
    client.session.cookie_jar.clear()
    await sign_in(client, "all-en")
    await hand_in(client, status, "assignment_letter", pdf())
    vetted = f"/staff/vetting/accreditation?filter=all&id={(await load_application(client, status)).id}"
    links = [await invite(runtime), await make_crew_link(runtime), *await fill_crew(client, LONG_WORD)]
    links += await make_statement_links(runtime)
    await add_past_alert(client)
    await add_streams(client.app)
    starts = [*STARTS, status, f"{status}/withdraw", vetted, *links]
    others = [page for page in await read_pages(client, starts) if not page.address.startswith(WATCH_LIST)]
    return [*others, *watched]


async def add_past_alert(client: Client) -> None:
    """Write a draft of an exercise and discard it: its page is there, and no screen shows it."""
    assert client.app is not None
    services = client.app[ALERTS]
    request = DraftRequest(status=Status.EXERCISE, prepared="evacuate")
    draft = await draft_alert(services, request, operator=OPERATOR)
    await discard_alert(services, draft.id, operator=OPERATOR)


async def send_axe(_: web.Request) -> web.FileResponse:
    return web.FileResponse(
        AXE, headers={"Content-Type": "text/javascript", "Cache-Control": "max-age=3600, immutable"}
    )


async def sign_in(client: Client, username: str) -> None:
    page = await (await client.get("/staff/sign-in")).text()
    form = {"csrf": hidden(page, "csrf"), "username": username, "password": PASSWORD, "next": ""}
    await client.post("/staff/sign-in", data=form)


async def invite(runtime: Runtime) -> str:
    """Return the path of the link of a new invitation."""
    person = NewStaff("", LONG_WORD, frozenset({DOOR}), "en", email="invited@press.example")
    address = (await invite_staff(runtime.accounts, person)).link.address
    return "/staff/links/" + address.rpartition("/")[2]


def is_visited(number: int, address: str, code: str) -> bool:
    """Return whether the page of this number is visited in a language."""
    if code not in TURN_LANGUAGES or address in WITHOUT_LANGUAGE:
        return True
    return "ROSTRUM_TEST_ALL_PAGES" in os.environ or TURN_LANGUAGES[number % len(TURN_LANGUAGES)] == code


def listen(page: Page) -> list[str]:
    """What the browser complains about; an error status of a page is not a complaint."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "responded" not in m.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


async def enter(page: Page, code: str, name: str = "all") -> None:
    await page.goto(f"/staff/sign-in?language={code}")
    await page.fill("#f-username", f"{name}-{code}")
    await page.fill("#f-password", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/staff/**")


async def window(browser: Browser, client: Client, **options: object) -> Page:
    base = str(client.make_url("")).rstrip("/")
    viewport = {"width": DESK[0], "height": DESK[1]}
    # Few pixels are quick to paint; the layout is the same.
    page = await browser.new_page(base_url=base, viewport=viewport, device_scale_factor=0.25, **options)  # type: ignore[arg-type]
    page.set_default_timeout(120_000)
    return page


def rules_at(size: tuple[int, int], code: str) -> dict[str, object] | None:
    """Return the `rules` of FIND_FAULTS: those `only`, or all; None for no rules.

    A page that is checked in full has no other run of rules: its layout is checked in the languages of longer words.
    """
    if code in STRUCTURE_AT:
        return {"only": None} if size == STRUCTURE_AT[code] else None
    return {"only": [*LAYOUT_RULES, *WORDS_RULES]} if size == PHONE else None


async def find_faults(page: Page, address: str, code: str, sizes: Sequence[tuple[int, int]] = SIZES) -> list[str]:
    """What is wrong with the page at each of the sizes, in words. Each resizing costs a layout: the last one stays."""
    await page.goto(address)
    return await find_faults_here(page, address, code, sizes)


async def find_faults_here(page: Page, address: str, code: str, sizes: Sequence[tuple[int, int]] = SIZES) -> list[str]:
    """What is wrong with the page that is shown, which is called `address` in the report."""
    direction = "" if address.startswith("/doors/") else language(code).direction
    start = {"direction": direction, "isForced": code == FORCED_IN}
    faults = [f"{address}: {fault}" for fault in await page.evaluate(FIND_FAULTS_AT_START, start)]
    for size in sizes:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        options = {
            "rules": rules_at(size, code),
            "styles": code == STYLES_IN,
            "forFingers": size != NARROW and any(part in address for part in FOR_FINGERS),
            "mayScroll": "/screens/" in address,
        }
        faults += [f"{address} {size[0]}: {fault}" for fault in await page.evaluate(FIND_FAULTS, options)]
    return faults


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_page_is_accessible_at_every_size(
    client: Client, pages: list[SentPage], browser: Browser, code: str
) -> None:
    """Half of the pages start at a desk, half on a narrow screen: others in the next language."""
    assert len(pages) >= 22
    page = await window(browser, client, **(FORCED if code == FORCED_IN else {}))
    complaints = listen(page)
    faults = await find_faults(page, f"/staff/sign-in?language={code}", code)
    await enter(page, code)
    watching = False
    visited = [sent for number, sent in enumerate(pages) if is_visited(number, sent.address, code)]
    for number, sent in enumerate(visited, LANGUAGES.index(code)):
        if sent.address.startswith(WATCH_LIST) and not watching:
            await page.context.clear_cookies()
            await enter(page, code, "watch")
            watching = True
        sizes = SIZES[::-1] if number % 2 else SIZES
        faults += await find_faults(page, re.sub("/en(?=[/?])", f"/{code}", sent.address, count=1), code, sizes)
    assert not faults, "\n".join(faults)
    assert complaints == []


@pytest.mark.parametrize("code", ["ar", "zh", "fr"])
async def test_steps_of_a_sign_in_are_accessible_at_every_size(
    client: Client, runtime: Runtime, browser: Browser, code: str
) -> None:
    """The pages that no address leads to: set-up, recovery codes, and the code of the next sign-in."""
    person = NewStaff(f"two-{code}", LONG_WORD, frozenset({DOOR}), code, PASSWORD)
    await create_staff(runtime.accounts, person)
    clock, faults = runtime.clock, []
    assert isinstance(clock, ManualClock)
    page = await window(browser, client, **(FORCED if code == FORCED_IN else {}))
    complaints = listen(page)

    async def send(selector: str, **fields: str) -> None:
        for name, value in fields.items():
            await page.fill(f"#f-{name}", value)
        async with page.expect_navigation():
            await page.click(f"main form {selector}")

    object.__setattr__(runtime.accounts, "totp", TotpRule(everyone=True))
    try:
        await page.goto(f"/staff/sign-in?language={code}")
        await send("button", username=f"two-{code}", password=PASSWORD)
        faults += await find_faults_here(page, "/staff/sign-in/setup", code)
        app = TOTP((await page.inner_text("code.fingerprint")).replace(" ", ""))
        await send("button", code=app.at(clock.now()))
    finally:
        object.__setattr__(runtime.accounts, "totp", TotpRule())
    assert await page.locator(".recovery-codes li").count() == 10
    faults += await find_faults_here(page, "/staff/sign-in recovery codes", code)
    await send("button")
    for address in ("/staff/account", "/staff/account/second-factor"):
        faults += await find_faults(page, address, code)
    await page.context.clear_cookies()
    clock.advance(60)
    await page.goto(f"/staff/sign-in?language={code}")
    await send("button", username=f"two-{code}", password=PASSWORD)
    faults += await find_faults_here(page, "/staff/sign-in/code", code)
    await send("button", code="000000")
    faults += await find_faults_here(page, "/staff/sign-in/code refused", code)
    await send("button", code=app.at(clock.now()))
    assert faults == []
    assert complaints == []


async def test_every_page_is_valid_html(pages: list[SentPage], tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    assert sum(LONG_WORD in page.html for page in pages) >= 8
    assert any(page.address.startswith("/staff/badges/crew?chosen=") for page in pages)
    for number, page in enumerate(pages):
        (folder / f"{number}.html").write_text(f"{page.html}\n<!-- {page.address} -->", encoding="utf-8")
    command: list[str | Path] = [
        PACKAGES / ".bin/html-validate",
        "--config",
        ROOT / ".htmlvalidate.json",
        "--formatter",
        "text",
    ]
    checking = await asyncio.create_subprocess_exec(*command, folder / "*.html", stdout=asyncio.subprocess.PIPE)
    report, _ = await checking.communicate()
    assert checking.returncode == 0, report.decode()


async def test_pages_say_something_without_scripts(client: Client, pages: list[SentPage], browser: Browser) -> None:
    page = await window(browser, client, bypass_csp=True)
    await page.goto("/en/")
    shown = await show_without_scripts(page, [WRITTEN_BY_SCRIPT, *(sent.html for sent in pages)], width=DESK[0])
    assert shown[0].characters == 0
    assert [sent.address for sent, one in zip(pages, shown[1:], strict=True) if one.characters <= 20] == []


async def test_public_pages_fit_a_narrow_screen(client: Client, pages: list[SentPage], browser: Browser) -> None:
    """In the languages that do not visit them. What a screen shows is written by its scripts."""
    addresses = [
        sent.address.replace("/en/", f"/{code}/", 1)
        for code in TURN_LANGUAGES
        for number, sent in enumerate(pages)
        if not is_visited(number, sent.address, code)
        and sent.address.startswith("/en/")
        and "/screens/" not in sent.address
    ]
    documents = [await (await client.get(address)).text() for address in addresses]
    page = await window(browser, client, bypass_csp=True)
    await page.goto("/en/")
    shown = await show_without_scripts(page, [TOO_WIDE, *documents], width=NARROW[0])
    assert shown[0].scrolls_sideways
    assert [address for address, one in zip(addresses, shown[1:], strict=True) if one.scrolls_sideways] == []
