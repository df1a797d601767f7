"""Every page, in one of the languages: accessible, valid, no sideways scroll, no error of a script.

| checked | where |
|---|---|
| what `page_faults` finds, errors of scripts | each page in one language; the languages take turns |
| without scripts: something to read, no sideways scroll | narrow, in Arabic; pages of the public in all languages |
| valid HTML | English |

ROSTRUM_TEST_ALL_PAGES=1 visits all pages in all languages. A template whose pages differ only by a name of the event is
visited once filled and once empty.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Page, ViewportSize
from pyotp import TOTP

from broadcast.alerts.actions.drafting import DraftRequest, discard_alert, draft_alert
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.web.context import ALERTS
from conference.auth.people import NewStaff, create_staff, invite_staff
from conference.auth.roles import TotpRule
from conference.clock import ManualClock
from conference.languages import LANGUAGES
from rostrum.app import make_application
from rostrum.roles import DOOR
from rostrum.runtime import Runtime
from tests.browser.page_faults import AXE_ADDRESS, DESK, NARROW, SIZES, find_faults, find_faults_here, send_axe
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
    *(
        "/en/sessions/debate-1",
        "/en/sessions/press-25",
        "/en/sessions/signing",
        "/en/rooms/plenary",
        "/en/programme",
        "/en/follow",
    ),
    *("/en/record", "/en/record/2025-10-25", "/en/record/figures"),
]
WITHOUT_LANGUAGE = ("/doors/", "/screens")
"""Pages of which scripts write the words, in the language of the browser: visited in every language."""
WATCH_LIST = "/staff/watch-list"


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
    if "ROSTRUM_TEST_ALL_PAGES" in os.environ or address in WITHOUT_LANGUAGE:
        return True
    return LANGUAGES[number % len(LANGUAGES)] == code


def in_language(address: str, code: str) -> str:
    """Return the address of an English page in another language, or as it is if the reader's language decides."""
    return re.sub("/en(?=[/?])", f"/{code}", address, count=1)


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
    """Open a window whose reader wants less motion. Service workers would answer for the site."""
    base = str(client.make_url("")).rstrip("/")
    viewport = ViewportSize(width=DESK[0], height=DESK[1])
    # Few pixels are quick to paint; the layout is the same.
    page = await browser.new_page(
        base_url=base,
        viewport=viewport,
        device_scale_factor=0.25,
        reduced_motion="reduce",
        service_workers="block",
        **options,  # type: ignore[arg-type]
    )
    page.set_default_timeout(120_000)
    return page


FAULTY = """<!doctype html><html lang="en" dir="ltr"><title>Faults</title><main><h1>Faults</h1>
<p>Text</p><p>Text</p><p style="color: #bbb">Pale</p><input><p style="width: 2000px">Wide</p>
<a href="/a" style="display: block; width: 9px; height: 9px"></a><a href="/b" style="display: block">Next</a></main>"""


async def test_faults_of_a_page_are_found(client: Client, browser: Browser) -> None:
    page = await window(browser, client, bypass_csp=True)
    await page.goto("/en/nothing")
    await page.set_content(FAULTY)
    faults = "\n".join(await find_faults_here(page, "/en/nothing", "ar"))
    for kind in ("wrong direction", "color-contrast", "label: input", "link-name"):
        assert faults.count(kind) == 1, kind
    for kind in ("scrolls sideways", "too small", "target-size"):
        assert faults.count(kind) == len(SIZES), kind


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_page_is_accessible_at_every_size(
    client: Client, pages: list[SentPage], browser: Browser, code: str
) -> None:
    """Half of the pages start at a desk, half on a narrow screen: others in the next language."""
    assert len(pages) >= 22
    page = await window(browser, client)
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
        faults += await find_faults(page, in_language(sent.address, code), code, sizes)
    assert not faults, "\n".join(faults)
    assert complaints == []


@pytest.mark.parametrize("code", ["ar", "fr"])
async def test_steps_of_a_sign_in_are_accessible_at_every_size(
    client: Client, runtime: Runtime, browser: Browser, code: str
) -> None:
    """The pages that no address leads to: set-up, recovery codes, and the code of the next sign-in."""
    person = NewStaff(f"two-{code}", LONG_WORD, frozenset({DOOR}), code, PASSWORD)
    await create_staff(runtime.accounts, person)
    clock, faults = runtime.clock, []
    assert isinstance(clock, ManualClock)
    page = await window(browser, client)
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


async def test_pages_fit_and_say_something_without_scripts(
    client: Client, pages: list[SentPage], browser: Browser
) -> None:
    """What a screen shows is written by its scripts, and may scroll."""
    sent = await read_translations(client, [page.address for page in pages])
    page = await window(browser, client, bypass_csp=True)
    await page.goto("/en/")
    documents = [WRITTEN_BY_SCRIPT, TOO_WIDE, *(one.html for one in sent)]
    by_script, too_wide, *shown = await show_without_scripts(page, documents, width=NARROW[0])
    assert by_script.characters == 0
    assert too_wide.scrolls_sideways
    found = list(zip((one.address for one in sent), shown, strict=True))
    assert [address for address, one in found if one.characters <= 20] == []
    assert [address for address, one in found if one.scrolls_sideways and "/screens/" not in address] == []


async def read_translations(client: Client, addresses: list[str]) -> list[SentPage]:
    """Return the pages in Arabic, after each page of the public the same page in all other languages."""
    client.session.cookie_jar.clear()
    await sign_in(client, "all-ar")
    sent: list[SentPage] = []
    for address in addresses:
        if address.startswith(WATCH_LIST) and WATCH_LIST not in sent[-1].address:
            client.session.cookie_jar.clear()
            await sign_in(client, "watch-ar")
        others = [code for code in LANGUAGES if code != "ar" and address.startswith("/en/")]
        for code in ["ar", *others]:
            translated = in_language(address, code)
            sent.append(SentPage(translated, await (await client.get(translated)).text()))
    return sent
