"""A served event with a few badges, a guard who may sign in, and a camera that sees what a test puts before it."""

import asyncio
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accreditation.actions.badges import issue_badge
from accreditation.actions.prints import print_badges
from accreditation.domain.badges import Badge
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.settings import Settings
from conference.world import open_world
from tests.accreditation.badge_office import DESK_CLERK, make_office
from tests.conftest import MORNING
from tests.live import CHROMIUM_ARGUMENTS, LiveServer, chromium_path

PASSWORD = "correct horse battery"
SETTINGS = {"ROSTRUM_CLOCK_STARTS_AT": MORNING.isoformat()}
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1440, "height": 900}
HARD_NAME = '<b>"{name}"</b> & \u202eمريم'


@dataclass(frozen=True)
class Issued:
    """A badge of the site, and its printed page."""

    badge: Badge
    pdf: bytes


def build_site(folder: Path, people: Sequence[tuple[str, str]]) -> list[Issued]:
    """Fill a data folder with approved people (native name, category) and their badges, and two logins."""

    async def build() -> list[Issued]:
        clock = ManualClock(MORNING)
        async with open_world(Settings(data_dir=folder), clock=clock) as world:
            for username, role in (("guard", Role.DOOR), ("clerk", Role.BADGE_DESK)):
                new = NewStaff(username, username.title(), frozenset({role}), "en", PASSWORD)
                await create_staff(world.accounts, new)
            office = await make_office(world.units, clock, RandomIds(), folder)
            return [await _issued(office, f"app_{n}", *person) for n, person in enumerate(people)]

    return asyncio.run(build())


async def _issued(office, application_id: str, name: str, category: str) -> Issued:  # type: ignore[no-untyped-def]
    await office.applicant_of(application_id, name, outlet=f"Outlet of {application_id}")
    if category != "general":
        await office.change(application_id, category=category)
    badge = await issue_badge(office.desk, application_id, staff=DESK_CLERK)
    run = await print_badges(office.desk, [badge.id], staff=DESK_CLERK)
    return Issued(badge, run.pdf)


def camera_film(path: Path, shown: Sequence[bytes | None], *, seconds: int = 2, fps: int = 10) -> Path:
    """An MJPEG film: each printed page (or nobody) held before a 1280 × 720 camera for some seconds, over and over."""
    with path.open("wb") as film:
        for pdf in shown:
            for frame in range(seconds * fps):
                film.write(_frame(pdf, turn=(frame % fps) * 0.6 - 3))
    return path


def _frame(pdf: bytes | None, *, turn: float) -> bytes:
    scene = Image.new("RGB", (1280, 720), (108, 112, 104))
    if pdf is not None:
        page = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("RGBA")
        page = page.resize((round(page.width * 690 / page.height), 690), Image.Resampling.LANCZOS)
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


@contextmanager
def browser_with_camera(beside: Browser, film: Path) -> Iterator[Browser]:
    """Another Chromium, whose camera sees the film."""
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    launched = beside.browser_type.launch(executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, *camera])
    try:
        yield launched
    finally:
        launched.close()


def window(chromium: Browser, server: LiveServer, size: dict[str, int] = PHONE, **more: object) -> BrowserContext:
    """A window of its own, whose pages must not log a single script error."""
    context = chromium.new_context(base_url=server.url, viewport=size, **more)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return context


def guard_at(context: BrowserContext, door: str, *, language: str = "en") -> Page:
    """A guard signed in, with a door's page open."""
    page = context.new_page()
    page.on("pageerror", lambda error: (_ for _ in ()).throw(AssertionError(str(error))))
    page.goto("/staff/sign-in")
    page.fill("[name=username]", "guard")
    page.fill("[name=password]", PASSWORD)
    page.click("form[action='/staff/sign-in'] button")
    page.wait_for_url(re.compile(r"/staff/$"))
    set_language(page, language)
    page.goto(f"/staff/doors/{door}")
    return page


def set_language(page: Page, language: str) -> None:
    """Choose the language that the staff member reads."""
    page.evaluate(
        """async (language) => {
            const csrf = document.querySelector('meta[name=csrf]').content;
            const body = new URLSearchParams({ language, next: '/staff/' });
            await fetch('/staff/language', { method: 'POST', headers: { 'X-CSRF-Token': csrf }, body });
        }""",
        language,
    )


def texts(page: Page) -> dict[str, dict[str, str]]:
    """The words that the door's page was given."""
    return dict(json.loads(page.locator("#door-settings").inner_text()))
