"""Every page in every language, desk and phone: accessible, valid, no sideways scroll, no error of a script."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from conference.clock import ManualClock
from conference.languages import LANGUAGES, language
from rostrum.runtime import Runtime
from tests.browser.windows import browser, client, launched, runtime
from tests.support.accreditation_pages import PASSWORD, Client, apply, hidden
from tests.support.whole_site import Page as SentPage
from tests.support.whole_site import fill_site, read_pages

__all__ = ["browser", "client", "launched", "runtime"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "node_modules"
AXE = PACKAGES / "axe-core/axe.min.js"
DESK, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
"""The narrow one is also a desk of 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10)."""

STARTS = ["/en/", "/en/apply", "/staff/", "/doors/", "/en/screens/lobby", "/en/screens/rooms/plenary", "/en/nothing"]
LAYOUT_RULES = ["meta-viewport", "scrollable-region-focusable", "target-size"]
"""Rules of axe-core whose result depends on the size of the window."""
COLOURS_IN = ("ar", "en")
"""Languages in which contrast is measured, the longest of the rules: colours depend on no language."""

RUN_AXE = """async ({only, colours}) => {
  const rules = {"target-size": {enabled: true}, "color-contrast": {enabled: colours}};
  const options = {resultTypes: ["violations"], rules};
  if (only) options.runOnly = {type: "rule", values: only};
  const {violations} = await axe.run(document, options);
  const targets = ({nodes}) => nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
  return violations.map((one) => `${one.id}: ${targets(one)}`);
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVING = "document.getAnimations().filter((one) => one.playState === 'running').length"
INVISIBLE = """() => [...document.querySelectorAll("main .icon, main .mark")]
  .filter((icon) => icon.checkVisibility())
  .filter((icon) => getComputedStyle(icon).color === getComputedStyle(document.body).backgroundColor)
  .map((icon) => icon.outerHTML.slice(0, 80))"""
STARTED = "body:not([data-state=starting])"


def listen(page: Page) -> list[str]:
    """What the browser complains about; an error status of a page is not a complaint."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "responded" not in m.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


async def enter(page: Page, code: str) -> None:
    await page.goto("/staff/sign-in")
    await page.fill("#f-username", f"all-{code}")
    await page.fill("#f-password", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/staff/**")


async def window(browser: Browser, client: Client, **options: object) -> Page:
    base = str(client.make_url("")).rstrip("/")
    viewport = {"width": DESK[0], "height": DESK[1]}
    page = await browser.new_page(base_url=base, viewport=viewport, **options)  # type: ignore[arg-type]
    page.set_default_timeout(120_000)  # the first page in Chinese waits until its fonts are cut
    return page


async def resize(page: Page, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})


async def list_pages(client: Client) -> list[SentPage]:
    """Every kind of page, in English, as a person with all roles but one reaches it."""
    status = (await apply(client)).replace("/ar/", "/en/")
    page = await (await client.get("/staff/sign-in")).text()
    form = {"csrf": hidden(page, "csrf"), "username": "all-en", "password": PASSWORD, "next": ""}
    await client.post("/staff/sign-in", data=form)
    return await read_pages(client, [*STARTS, status, f"{status}/withdraw"])


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_page_is_accessible_at_every_size(
    client: Client, runtime: Runtime, clock: ManualClock, browser: Browser, tmp_path: Path, code: str
) -> None:
    await fill_site(runtime, clock, tmp_path, languages=tuple({"en", code}))
    pages = await list_pages(client)
    assert len(pages) >= 25
    page = await window(browser, client)
    await page.context.add_init_script(path=AXE)
    complaints, faults = listen(page), []
    await enter(page, code)
    for sent in pages:
        address = sent.address.replace("/en/", f"/{code}/", 1)
        await page.goto(address)
        await page.wait_for_selector(STARTED)
        if not address.startswith("/doors/"):
            assert await page.get_attribute("html", "dir") == language(code).direction, address
        for size, rules in ((DESK, None), (PHONE, LAYOUT_RULES)):
            await resize(page, size)
            options = {"only": rules, "colours": code in COLOURS_IN}
            faults += [f"{address} {size[0]}: {fault}" for fault in await page.evaluate(RUN_AXE, options)]
        await resize(page, NARROW)
        if "/screens/" not in address and await page.evaluate(OVERFLOW) > 0:
            faults.append(f"{address} scrolls sideways")
        await resize(page, DESK)
    assert not faults, "\n".join(faults)
    assert complaints == []


async def test_every_page_is_valid_html(client: Client, runtime: Runtime, clock: ManualClock, tmp_path: Path) -> None:
    await fill_site(runtime, clock, tmp_path)
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, page in enumerate(await list_pages(client)):
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


async def test_pages_work_with_forced_colours_and_reduced_motion(
    client: Client, runtime: Runtime, clock: ManualClock, browser: Browser, tmp_path: Path
) -> None:
    await fill_site(runtime, clock, tmp_path)
    pages = await list_pages(client)
    page = await window(browser, client, forced_colors="active", reduced_motion="reduce")
    await enter(page, "en")
    for sent in pages:
        await page.goto(sent.address)
        await page.wait_for_selector(STARTED)
        assert await page.evaluate(MOVING) == 0, sent.address
        assert await page.evaluate(INVISIBLE) == [], sent.address


async def test_pages_say_something_without_scripts(
    client: Client, runtime: Runtime, clock: ManualClock, browser: Browser, tmp_path: Path
) -> None:
    await fill_site(runtime, clock, tmp_path)
    pages = await list_pages(client)
    page = await window(browser, client, java_script_enabled=False)
    await enter(page, "en")
    for sent in pages:
        await page.goto(sent.address)
        assert len((await page.inner_text("body")).strip()) > 20, sent.address
