"""A served event with a few badges, devices that may be enrolled, and a camera that sees what a test puts before it."""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pypdfium2
import qrcode
from PIL import Image, ImageFilter, ImageOps
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accreditation.badges.actions.badges import issue_badge
from accreditation.badges.domain.badges import Badge, short_code
from accreditation.doors.actions.devices import offer_enrolment
from accreditation.doors.actions.pins import set_pin
from accreditation.doors.domain.devices import Right, Scope
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.ids import RandomIds
from rostrum import roles
from rostrum.parts.accreditation import AccreditationServices, assemble_accreditation
from rostrum.parts.doors import pin_services
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.badge_office import DESK_CLERK, Office, make_office, with_readable_codes
from tests.support.live import BROWSER_TIMEOUT_MS, CHROMIUM_ARGUMENTS, FEW_PIXELS, LiveServer, chromium_path
from tests.support.scanner_keys import dispatch_scanner_keys

T = TypeVar("T")

PASSWORD = "correct horse battery"
SETTINGS = {"ROSTRUM_CLOCK_STARTS_AT": MORNING.isoformat()}
PHONE = {"width": 360, "height": 740}
SCREEN = {"width": 1280, "height": 800}
DOORS = ("gate-a", "signing-stage", "third-floor")
PIN = "482913"
HARD_NAME = '<b>"{name}"</b> & \u202eمريم'
LONGEST = (
    "María de las Mercedes Fernández de Córdoba y Villarreal-Montemayor",
    "technical",
    "FERNANDEZ DE CORDOBA Y VILLARREAL-MONTEMAYOR",
    "MARIA DE LAS MERCEDES",
    "host_broadcaster",
    "Tạp chí Nghiên cứu và Phổ biến Kiến thức An toàn Không gian mạng Đồi Thông",
)
"""The longest name, outlet and function of the reference event, and the category with the longest name."""
PEOPLE: tuple[tuple[str, ...], ...] = (
    ("Nguyễn Thị Hoa", "general"),
    ("مريم الكعبي", "pool"),
    (HARD_NAME, "general"),
    ("Visitor on camera", "general"),
    ("Visitor beside a poster", "general"),
    LONGEST,
    *((f"Visitor {n}", "general") for n in range(46)),
)
PRINTED = 5
"""The first people of PEOPLE, whose badges are printed."""
NAMED = 6
"""The first people of PEOPLE, whom tests name; the others are visitors."""


@dataclass(frozen=True)
class Issued:
    """A badge of the site, and its printed page, if it is printed."""

    badge: Badge
    pdf: bytes = b""


@dataclass
class Site:
    """A data folder with its badges, the supervisor, and codes of enrolments that nobody has used yet."""

    folder: Path
    issued: list[Issued]
    supervisor: Staff
    codes: list[str] = field(default_factory=list)

    def code(self) -> str:
        """A code that is good for one device."""
        return self.codes.pop()

    def act(self, work: Callable[[Runtime, AccreditationServices], Awaitable[T]]) -> T:
        """Do something on the event beside the browser, whose loop is running in this thread."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, self._worked(work)).result()

    async def _worked(self, work: Callable[[Runtime, AccreditationServices], Awaitable[T]]) -> T:
        async with open_runtime(Settings(data_dir=self.folder), clock=ManualClock(MORNING)) as runtime:
            return await work(runtime, assemble_accreditation(runtime))


def build_site(
    folder: Path, people: Sequence[tuple[str, ...]], *, devices: int = 30, printed: int = sys.maxsize
) -> Site:
    """Fill a data folder with approved people, their badges, a supervisor with a PIN, and enrolments offered to some
    devices. People are native name, category, family name, given name, function, outlet; the first two are enough.
    The badges of the first `printed` people are printed."""
    boss = NewStaff("boss", "Supervisor Sáu", frozenset({roles.DOOR_SUPERVISOR}), "en", PASSWORD)

    async def build() -> Site:
        clock = ManualClock(MORNING)
        async with open_runtime(Settings(data_dir=folder), clock=clock) as runtime:
            supervisor = await create_staff(runtime.accounts, boss)
            office = await make_office(runtime.transactions, clock, RandomIds(), folder)
            press = with_readable_codes(office)
            issued = [await _issue_to(press, f"app_{n}", *person) for n, person in enumerate(people[:printed])]
            issued = [await _printed_badge(press, one) for one in issued]
            issued += [
                await _issue_to(office, f"app_{n}", *person) for n, person in enumerate(people[printed:], printed)
            ]
            await set_pin(pin_services(runtime), PIN, again=PIN, staff=supervisor)
            services = assemble_accreditation(runtime)
            return Site(folder, issued, supervisor, [await offered(services, supervisor) for _ in range(devices)])

    return asyncio.run(build())


async def offered(services: AccreditationServices, supervisor: Staff, *, until: timedelta = timedelta(hours=12)) -> str:
    """The code of an enrolment for some doors with every right."""
    scope = Scope(DOORS, frozenset(Right), MORNING + until)
    return (await offer_enrolment(services.devices, scope, name="Phone", staff=supervisor)).code


async def _issue_to(office: Office, application_id: str, name: str, category: str, *more: str) -> Issued:
    family_name, given_name, function, outlet = more or ("NGUYEN", "THI HOA", "reporter", f"Outlet of {application_id}")
    await office.applicant_of(application_id, name, outlet, family_name=family_name, given_name=given_name)
    if (category, function) != ("general", "reporter"):
        await office.change(application_id, category=category, function=function)
    return Issued(await office.hand_over(await issue_badge(office.desk, application_id, staff=DESK_CLERK)))


async def _printed_badge(office: Office, one: Issued) -> Issued:
    return Issued(one.badge, await office.print_out(one.badge))


def camera_film(path: Path, shown: Sequence[bytes | Image.Image | None], *, seconds: int = 2, fps: int = 10) -> Path:
    """An MJPEG film: each printed page, picture (or nobody) held before a 1280 × 720 camera for some seconds, over and
    over."""
    with path.open("wb") as film:
        for pdf in shown:
            page = _printed(pdf) if isinstance(pdf, bytes) else pdf
            frames = [_frame(page, turn=n * 0.6 - 3) for n in range(fps)]
            for _second in range(seconds):
                film.writelines(frames)
    return path


def _printed(pdf: bytes) -> Image.Image:
    page: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("RGBA")
    return page.resize((round(page.width * 690 / page.height), 690), Image.Resampling.LANCZOS)


def beside_a_poster(pdf: bytes) -> Image.Image:
    """A printed page, and beside it the code of a poster, which is larger."""
    page = _printed(pdf)
    poster = qrcode.make("https://example.org/programme").get_image().convert("RGBA").resize((400, 400))
    both = Image.new("RGBA", (page.width + 440, page.height), "white")
    both.paste(poster, (0, 100))
    both.paste(page, (440, 0))
    return both


def light_on_dark(token: str) -> Image.Image:
    """The code of a token as an app shows it in dark mode."""
    code = qrcode.make(token, border=6).get_image().convert("L").resize((600, 600))
    return ImageOps.invert(code).convert("RGBA")


def _frame(page: Image.Image | None, *, turn: float) -> bytes:
    scene = Image.new("RGB", (1280, 720), (108, 112, 104))
    if page is not None:
        held = page.rotate(turn, resample=Image.Resampling.BICUBIC, expand=True)
        scene.paste(held, ((1280 - held.width) // 2, (720 - held.height) // 2), held)
        scene = scene.filter(ImageFilter.GaussianBlur(0.7))
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=82)
    return out.getvalue()


@contextmanager
def browser() -> Iterator[Browser]:
    """A real Chromium. Nothing may call `asyncio.run` while it is open: the driver's loop counts as running."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield launched
        finally:
            launched.close()


def browser_with_camera(beside: Browser, film: Path) -> AbstractContextManager[Browser]:
    """Another Chromium, whose camera sees the film."""
    return _with_devices(beside, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")


def browser_with_cameras(beside: Browser, count: int) -> AbstractContextManager[Browser]:
    """Another Chromium with cameras `fake_device_0` and so on. Each page gets other ids for them."""
    return _with_devices(beside, f"--use-fake-device-for-media-stream=device-count={count}")


@contextmanager
def _with_devices(beside: Browser, *devices: str) -> Iterator[Browser]:
    arguments = [*CHROMIUM_ARGUMENTS, "--use-fake-ui-for-media-stream", *devices]
    launched = beside.browser_type.launch(executable_path=chromium_path(), args=arguments)
    try:
        yield launched
    finally:
        launched.close()


def window(chromium: Browser, server: LiveServer, size: dict[str, int] = PHONE, **more: object) -> BrowserContext:
    """A window of its own, whose pages must not log a single script error."""
    options = {"device_scale_factor": FEW_PIXELS, **more}
    context = chromium.new_context(base_url=server.url, viewport=size, **options)  # type: ignore[arg-type]
    context.set_default_timeout(BROWSER_TIMEOUT_MS)
    return context


def enrolled(context: BrowserContext, code: str) -> Page:
    """The door app on a device that the code enrolled, with its list."""
    page = opened(context, f"/doors/#enrol={code}")
    expect(page.locator("[data-age-text]")).to_contain_text("List up to date")
    return page


def opened(context: BrowserContext, path: str = "/doors/") -> Page:
    """The app on a device; a script error fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: (_ for _ in ()).throw(AssertionError(str(error))))
    page.goto(path)
    return page


def code_of(issued: Issued) -> str:
    """The short code under a badge's QR."""
    return short_code(issued.badge.number)


def typed_by_scanner(page: Page, text: str, end: str | None = "Enter") -> None:
    """Type as a scanner does."""
    page.keyboard.type(text)
    if end:
        page.keyboard.press(end)


TRACES = Path(__file__).with_name("door_traces.mjs").read_text(encoding="utf-8")


def traces(page: Page, needles: Sequence[str]) -> dict[str, object]:
    """Where on the device any of these texts lies, as UTF-8, and every key; how many records there are."""
    latin = [needle.encode().decode("latin-1") for needle in needles]
    return dict(page.evaluate(TRACES, latin))


def damage_plan(page: Page) -> None:
    """Change one record of the vault so that it cannot be unsealed."""
    page.evaluate(
        """async () => {
            const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
            const [{ name }] = await indexedDB.databases();
            const database = await done(indexedDB.open(name));
            const store = database.transaction('records', 'readwrite').objectStore('records');
            const plan = await done(store.get('plan'));
            new Uint8Array(plan.data)[5] ^= 1;
            await done(store.put(plan, 'plan'));
            database.close();
        }"""
    )


def close_verdict(page: Page) -> None:
    if page.locator("[data-verdict-screen]").is_visible():
        page.keyboard.press("Escape")


def verdict(page: Page, word: str, tone: str | None = None) -> None:
    """The verdict on the screen, once it is there, with this word."""
    expect(page.locator("[data-word]")).to_have_text(word)
    expect(page.locator("[data-verdict-screen]")).to_be_visible()
    if tone:
        expect(page.locator("[data-verdict-screen]")).to_have_attribute("data-tone", tone)


def scan(page: Page, text: str, word: str, tone: str | None = None) -> None:
    """Scan once the previous verdict is closed, and expect this verdict."""
    close_verdict(page)
    expect(page.locator("[data-verdict-screen]")).to_be_hidden()
    dispatch_scanner_keys(page, text)
    verdict(page, word, tone)


def unsent(page: Page) -> str:
    return page.locator("[data-queue]").inner_text() if page.locator("[data-queue]").is_visible() else ""


def choose_door(page: Page, door: str) -> None:
    close_verdict(page)
    page.click("[data-menu-open]")
    page.click(f"[data-door='{door}']")
    page.keyboard.press("Escape")
