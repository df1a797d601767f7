"""Form, status and queue in a real browser: every language, phone and desk, with and without JavaScript."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.async_api import Browser, Page

from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.applications import Agency, State
from accreditation.applications.web.context import APPLICATION_PAGES
from conference.clock import ManualClock
from conference.languages import LANGUAGES, language
from conference.texts.countries import countries_in_order
from rostrum import roles
from rostrum.demo.press_corps.photos import draw_photo
from rostrum.runtime import Runtime
from tests.browser.windows import browser, client, launched, runtime
from tests.support.accreditation_pages import Client, SignIn, apply
from tests.support.application_samples import upload
from tests.support.background import written
from tests.support.live import FEW_PIXELS
from tests.support.passports import passport_lines

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

__all__ = ["browser", "client", "launched", "runtime"]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => {
  const targets = ["a.button", "button", "input:not([type=hidden])", "select", "summary"].map((name) => `main ${name}`);
  const height = (e) => (e.closest(".choice") ?? e).getBoundingClientRect().height;
  return [...document.querySelectorAll(targets)]
    .filter((e) => e.checkVisibility() && !e.closest(".line") && height(e) < 43.5)
    .map((e) => e.outerHTML.slice(0, 80));
}"""


@pytest.fixture
def face(tmp_path: Path) -> Path:
    path = tmp_path / "face.jpg"
    path.write_bytes(upload())
    return path


async def opened(browser: Browser, client: Client, size: dict[str, int], **options: object) -> tuple[Page, list[str]]:
    """A page, and what the browser complains about."""
    base = str(client.make_url("")).rstrip("/")
    more = {"device_scale_factor": FEW_PIXELS, **options}
    context = await browser.new_context(viewport=size, base_url=base, **more)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(120_000)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "responded" not in m.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


async def fill(page: Page, face: Path | None, **changes: str) -> None:
    typed = {"native_name": "Nguyễn Thị Hoa", "family_name": "Nguyen", "given_name": "Thi Hoa", "outlet": "Báo Sao",
             "email": "hoa@example.org", "phone": "+84 912 345 678"} | changes  # fmt: skip
    for name, value in typed.items():
        await page.fill(f"#f-{name}", value)
    await page.select_option("#f-country", "VN")
    await page.select_option("#f-function", "broadcast_technician")
    await page.check("#f-consent")
    if face is not None:
        await page.set_input_files("#f-photo", face)


async def enter(page: Page, client: Client) -> None:
    """Sign in the window of a page as the person who has signed in with the client."""
    site = str(client.make_url("/"))
    await page.context.add_cookies(
        [{"name": one.key, "value": one.value, "url": site} for one in client.session.cookie_jar]
    )


@pytest.mark.parametrize("code", ["ar", "ru"])
async def test_errors_and_open_acts_fit_a_phone_and_a_desk(
    client: Client, browser: Browser, sign_in: SignIn, code: str
) -> None:
    await apply(client)
    await sign_in("linh", roles.ACCREDITATION_OFFICER, language=code)
    page, complaints = await opened(browser, client, DESK)
    await enter(page, client)
    await page.goto(f"/{code}/apply")
    await page.click("[data-send]")
    await page.wait_for_selector(".error-summary")
    assert await page.evaluate("document.activeElement.id") == "error-summary"
    await fits(page, "errors")
    await page.goto("/staff/vetting/accreditation")
    await page.click("[data-rows] a")
    for key in ("I", "H", "R"):
        await page.click(f"details[data-key={key}] summary")
    await fits(page, "an application")
    assert complaints == []
    await page.context.close()


async def test_photo_is_cropped_and_passport_lines_are_advised_on(
    client: Client, browser: Browser, tmp_path: Path
) -> None:
    """The crop works by keyboard and replaces the saved photo; a wrong check digit is named while it is typed."""
    portrait = tmp_path / "portrait.jpg"
    portrait.write_bytes(draw_photo("p0", 0))
    page, complaints = await opened(browser, client, PHONE)
    await page.goto("/en/apply")
    await page.set_input_files("#f-photo", portrait)
    await page.wait_for_selector("[data-crop]:not([hidden])")
    saved = await page.get_attribute("[data-photo-preview]", "src")
    await page.focus("[data-crop] canvas")
    for key in ("+", "+", "ArrowRight", "ArrowDown"):
        await page.keyboard.press(key)
    await page.click("[data-turn='1']")
    await page.wait_for_selector("[data-photo-notes] li")
    await page.click("[data-crop-save]")
    await page.wait_for_function(
        "saved => document.querySelector('[data-photo-preview]').getAttribute('src') !== saved", arg=saved
    )
    await fits(page, "the crop")
    await page.fill("#f-passport_line", passport_lines().replace("C1234567X", "C1234568X"))
    await page.wait_for_selector("[data-passport-state].is-bad")
    assert "10" in await page.inner_text("[data-passport-state]")
    await page.fill("#f-passport_line", passport_lines().lower())
    await page.dispatch_event("#f-passport_line", "change")
    assert await page.input_value("#f-passport_line") == passport_lines()
    await fits(page, "the passport")
    assert complaints == []
    await page.context.close()


async def test_draft_returns_with_its_photo_after_leaving(
    client: Client, runtime: Runtime, clock: ManualClock, browser: Browser, face: Path
) -> None:
    page, complaints = await opened(browser, client, PHONE)
    await page.goto("/en/apply")
    await page.fill("#f-native_name", "Nguyễn Thị Hoa")
    await page.select_option("#f-country", "FR")
    await page.wait_for_function("document.querySelector('#f-phone-help bdi').textContent.startsWith('+33')")
    await page.set_input_files("#f-photo", face)
    await page.wait_for_selector("[data-photo-preview]:not([hidden])")
    await page.context.set_offline(True)
    await page.fill("#f-outlet", "Báo Sao")
    await page.wait_for_selector("[data-draft-state].is-busy")
    await page.context.set_offline(False)
    await page.wait_for_selector("[data-draft-state]:not(.is-busy):not(:empty)")
    await page.goto("/en/nothing")
    await page.goto("/fr/apply")
    await page.wait_for_url("**/fr/apply/drafts/*")
    draft = page.url
    assert [await page.input_value(f"#f-{name}") for name in ("native_name", "country", "outlet")] == [
        "Nguyễn Thị Hoa",
        "FR",
        "Báo Sao",
    ]
    await page.wait_for_function("document.querySelector('[data-photo-preview]').naturalWidth > 0")
    other, other_complaints = await opened(browser, client, DESK)
    await other.goto(draft)
    await other.fill("#f-outlet", "Báo Trăng")
    await other.fill("#f-email", "hoa@example.org")
    await other.wait_for_selector("[data-draft-state]:not(:empty)")
    await page.fill("#f-phone", "+33 1 23 45 67 89")
    await page.wait_for_selector("[data-draft-state].is-busy")
    assert await page.input_value("#f-outlet") == "Báo Trăng"
    assert await page.input_value("#f-phone") == "+33 1 23 45 67 89"
    await page.click(".switcher summary")
    await page.click(".switcher button[value=vi]")
    await page.wait_for_url("**/vi/apply/drafts/*")
    assert await page.input_value("#f-native_name") == "Nguyễn Thị Hoa"
    morning, clock.at = clock.at, runtime.event.applications.closes_at
    await page.goto("/en/apply")
    await page.click("[data-continue] button")
    await page.wait_for_selector("[data-send]")
    assert await page.input_value("#f-native_name") == "Nguyễn Thị Hoa"
    clock.at = morning
    await page.goto(draft)
    await page.click("[data-empty]")
    await page.wait_for_url("**/fr/apply")
    await page.wait_for_function("document.querySelector('#f-native_name').value === ''")
    assert [text for text in complaints + other_complaints if "DISCONNECTED" not in text] == []
    await page.context.close()


async def fits(page: Page, what: str) -> None:
    """Nothing sticks out and every target is large enough, on a phone and on a desk."""
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        assert await page.evaluate(OVERFLOW) <= 0, (what, size)
        if what.startswith("/"):
            assert await page.evaluate(TOO_SMALL) == [], (what, size)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
async def test_journalist_applies_corrects_a_mistake_and_loses_nothing(
    client: Client, browser: Browser, face: Path, javascript: bool
) -> None:
    page, complaints = await opened(browser, client, PHONE, java_script_enabled=javascript)
    await page.goto("/vi/apply")
    await fill(page, face, email="hoa@")
    await page.click("[data-send]")
    await page.wait_for_selector("#f-email-error")
    assert await page.input_value("#f-native_name") == "Nguyễn Thị Hoa"
    assert await page.is_visible("[data-photo-preview]")
    assert await page.is_checked("input[name=category][value=technical]") is javascript
    await page.fill("#f-email", "hoa@example.org")
    await page.click("[data-send]")
    await page.wait_for_url("**/vi/applications/*")
    assert "Đã nhận đơn" in await page.inner_text("h1")
    assert complaints == []


async def test_photo_is_uploaded_or_refused_when_chosen(
    client: Client, browser: Browser, face: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, complaints = await opened(browser, client, PHONE)
    await page.goto("/fr/apply")
    await page.set_input_files("#f-photo", face)
    await page.wait_for_selector("[data-photo-preview]:not([hidden])")
    assert await page.inner_text("[data-photo-state]") == "La photo est enregistrée."
    wrong = tmp_path / "photo.jpg"
    wrong.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0")
    await page.set_input_files("#f-photo", wrong)
    await page.wait_for_selector(".photo-state.is-bad")
    assert "JPEG, PNG et WebP" in await page.inner_text("[data-photo-state]")
    assert await page.is_visible("[data-photo-preview]")
    with monkeypatch.context() as patch:
        patch.setattr("conference.storage.disk_space.shutil.disk_usage", lambda _folder: SimpleNamespace(free=0))
        await page.set_input_files("#f-photo", face)
        await page.wait_for_selector(".photo-state.is-bad:has-text('sélectionnée')")
        async with page.expect_response("**/fr/apply/photo"):
            await page.click("[data-send]")
        await page.wait_for_selector(".photo-state.is-bad")
        assert await page.evaluate("document.querySelector('#f-photo').files.length") == 1
        assert await page.is_enabled("[data-send]")
    async with page.expect_navigation():
        await page.click("[data-send]")
    await page.wait_for_selector("#f-email-error")
    assert await page.inner_text("[data-photo-state]") == "La photo est enregistrée."
    assert complaints == []


@pytest.mark.parametrize(("key", "code"), [("a", "KeyA"), ("ش", "KeyA"), ("ф", "KeyA"), ("a", "KeyQ")])
async def test_queue_is_worked_through_by_keys_on_any_layout(
    client: Client, browser: Browser, sign_in: SignIn, key: str, code: str
) -> None:
    addresses = [await apply(client, email=f"a{n}@example.org", native_name=f"Person {n}") for n in "AB"]
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page, _ = await opened(browser, client, DESK)
    await enter(page, client)
    await page.goto("/staff/vetting/accreditation")
    async with page.expect_navigation():
        await page.keyboard.press("j")
    assert await page.inner_text("#one-name") == "Person B"
    async with page.expect_navigation():
        await page.evaluate(
            "([key, code]) => document.dispatchEvent(new KeyboardEvent('keydown', {key, code}))", [key, code]
        )
    assert await page.inner_text("#one-name") == "Person A"
    assert client.app is not None
    application = await find_application(client.app[APPLICATION_PAGES].services, secret=addresses[1].rpartition("/")[2])
    assert (application.state, set(application.checks)) == (State.IN_REVIEW, {Agency.ACCREDITATION})
    await page.keyboard.press("r")
    await page.keyboard.press("a")  # typed into the list of reasons: no approval
    assert await page.is_visible("details[data-key=R] select")
    assert await page.inner_text("#one-name") == "Person A"


async def test_whole_page_is_chosen_with_one_tick(client: Client, browser: Browser, sign_in: SignIn) -> None:
    for n in range(3):
        await apply(client, email=f"a{n}@example.org")
    await sign_in("son", roles.SECURITY_OFFICER)
    page, _ = await opened(browser, client, DESK)
    await enter(page, client)
    await page.goto("/staff/vetting/security")
    await page.check("[data-choose-all]")
    await page.click("#many button")
    for box in await page.locator("input[name=looked]").all():
        await box.check()
    await page.click(".review button")
    assert await page.locator("tbody .chip-good").count() == 3
    async with page.expect_navigation():
        await page.keyboard.press("u")
    assert "Finding undone" in await page.inner_text("tbody tr:last-child")


async def test_countries_stand_in_the_order_of_each_alphabet(client: Client, browser: Browser) -> None:
    page, _ = await opened(browser, client, DESK)
    await page.goto("/en/apply")
    for code in LANGUAGES:
        names = [country.name[code] for country in countries_in_order(code)]
        sort = "([names, tag]) => [...names].sort(new Intl.Collator(tag).compare)"
        assert names == await page.evaluate(sort, [names, language(code).tag]), code


async def test_two_officers_see_each_other_on_one_file(
    client: Client, runtime: Runtime, browser: Browser, sign_in: SignIn
) -> None:
    """Covers C7."""
    await apply(client)
    officers = {}
    for username in ("linh", "mai"):
        await sign_in(username, roles.ACCREDITATION_OFFICER)
        page, complaints = await opened(browser, client, DESK)
        await page.clock.install()
        await enter(page, client)
        officers[username] = (page, complaints)
    (linh, _), (mai, _) = officers.values()
    await linh.goto("/staff/vetting/accreditation")
    address = await linh.get_attribute("[data-rows] a", "href")
    await linh.goto("/staff/password", wait_until="networkidle")  # what says that she left the first page has arrived
    await linh.goto(f"{address}", wait_until="networkidle")
    await written(runtime.transactions)
    await mai.goto("/staff/vetting/accreditation")
    await mai.get_by_text("Linh has had this application open since").wait_for()
    await mai.locator("[data-rows] .chip", has_text="Opened by Linh").wait_for()
    await linh.clock.fast_forward(60_000)
    await linh.get_by_text("Mai has had this application open since").wait_for()
    await linh.goto("/staff/password")
    linh_is_here = mai.get_by_text("Linh has had this application open since")
    while await linh_is_here.count():  # until the browser has sent that she has left
        async with mai.expect_response("**/open"):
            await mai.clock.fast_forward(60_000)
    await linh.go_back()

    await mai.click("[data-key=H] summary")
    await mai.fill("[data-key=H] textarea", "Calls back")
    await linh.click("[data-key=I] summary")
    await linh.check("[name=field_photo]")
    async with linh.expect_navigation():
        await linh.click("[data-key=I] form button")
    await mai.clock.fast_forward(60_000)
    async with mai.expect_navigation():
        await mai.click("[data-reload]")
    assert await mai.input_value("[data-key=H] textarea") == "Calls back"
    assert await mai.locator("[data-reload]").count() == 0
    assert [complaints for _, complaints in officers.values()] == [[], []]
