"""An invented event in a real browser, in three languages: from `rostrum event new` to a scan and a live page."""

import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from tests.browser.door_site import browser_with_camera, camera_film
from tests.conference.event.folders import change
from tests.e2e.people import PHONE, SCREEN, browser, page_of, photo_file, sign_in
from tests.e2e.steps import NATIVE_NAME, PrintedBadge, apply_in_arabic, approve, hand_over, print_badge
from tests.support.live import LiveServer, live_server, rostrum

NAME = {
    "fr": "Forum de l’eau des pays riverains de la Méditerranée et du Sahel",
    "en": "Water forum of the riparian countries of the Mediterranean and the Sahel",
    "ar": "منتدى المياه للبلدان المشاطئة للبحر الأبيض المتوسط وبلدان منطقة الساحل",
}
ROOM = "Grande salle de conférences Ibn Khaldoun du palais des congrès"
ARABIC_ROOM = "قاعة المؤتمرات الكبرى ابن خلدون في قصر المؤتمرات بتونس العاصمة"
LOUNGE = """[[zones]]
code = "salon"
bit = 9
name.fr = "Salon des délégations et de la presse accréditée"
name.en = "Lounge of delegations and of the accredited press"
name.ar = "صالة الوفود والصحافة المعتمدة لدى المنتدى"
mark = "S"

[[doors]]
id = "salon"
name.fr = "Entrée du salon des délégations"
name.en = "Entrance of the lounge of delegations"
name.ar = "مدخل صالة الوفود"
zone = "salon"

[[doors]]"""

PASSWORD = "invented horse battery"
ADMINISTRATOR = "amira"
STAFF = {
    "sami": ("accreditation_officer", "badge_desk", "door_supervisor", "operator"),
    "leila": ("security_officer",),
}
"""User names and roles of those whom the administrator invites."""

OPENED = "[data-session=opening] .phase-in_session"
READ_PAGE = "addEventListener('DOMContentLoaded', () => readPage(location.href, document.documentElement.outerHTML))"


@dataclass
class Visits:
    """Windows whose pages are read when they are loaded, and as they are at the end."""

    server: LiveServer
    pages: list[Page] = field(default_factory=list)
    documents: list[tuple[str, str]] = field(default_factory=list)

    def window(self, chromium: Browser, *, size: dict[str, int] = SCREEN, locale: str = "en") -> Page:
        """Open a new person's window."""
        page = page_of(chromium, self.server, size=size, locale=locale)
        page.context.expose_function("readPage", lambda address, text: self.documents.append((address, text)))
        page.context.add_init_script(READ_PAGE)
        self.pages.append(page)
        return page

    def staff_window(self, chromium: Browser, username: str) -> Page:
        """Open a window of a member of staff who has signed in."""
        page = self.window(chromium)
        sign_in(page, username, PASSWORD)
        return page

    def read_again(self) -> None:
        """Read each window as it is now."""
        self.documents += [(page.url, page.content() + page.inner_text("body")) for page in self.pages]


def make_event(folder: Path) -> None:
    """Make the event of today by the command, with zones, a door and long names of its own, and load it."""
    today = datetime.now(ZoneInfo("Africa/Tunis")).date()
    data = folder.parent
    wording = " | ".join(f"{code}: {text}" for code, text in NAME.items())
    options = {
        "languages": "fr,en,ar", "name": wording, "timezone": "Africa/Tunis",
        "starts": today.isoformat(), "ends": (today + timedelta(days=2)).isoformat(),
        "city": "Tunis", "venue": "Palais des congrès", "rooms": f"{ROOM},Salle Carthage,Salle de presse",
        "categories": "Presse,Technique", "doors": "Entrée nord", "contact": "presse@example.org",
        "folder": str(folder),
    }  # fmt: skip
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    rostrum("event", "new", "eau-riveraine", *given, data_dir=data)
    change(folder, "places.toml", "[[doors]]", LOUNGE)
    change(folder, "places.toml", f'name.ar = "{ROOM}"', f'name.ar = "{ARABIC_ROOM}"', count=2)
    change(folder, "press.toml", '"venue", ', '"venue", "salon", ', count=2)
    assert "3 rooms, 5 zones, 2 doors" in rostrum("event", "check", f"{folder}/", data_dir=data)
    rostrum("event", "load", f"{folder}/", "--yes", data_dir=data)
    (data / "password").write_text(PASSWORD, encoding="utf-8")
    account = ("--name", "Amira", "--username", ADMINISTRATOR, "--role", "administrator")
    rostrum("staff", "add", *account, "--password-file", str(data / "password"), data_dir=data)


def invite_staff(visits: Visits, chromium: Browser) -> None:
    """Invite staff by the administrator's page; each of them sets a password by the link."""
    administrator = visits.staff_window(chromium, ADMINISTRATOR)
    for username, roles in STAFF.items():
        administrator.goto("/staff/people")
        administrator.fill("#add [name=name]", username.title())
        administrator.fill("#add [name=email]", f"{username}@example.org")
        administrator.fill("#add [name=username]", username)
        for role in roles:
            administrator.check(f"#add [name=roles][value={role}]")
        administrator.click("#add button")
        link = administrator.locator("code.fingerprint").inner_text()
        invited = visits.window(chromium)
        invited.goto(link)
        invited.fill("[name=password]", PASSWORD)
        invited.fill("[name=repeat]", PASSWORD)
        invited.click("main form button")
        invited.wait_for_url(re.compile(r"/staff/sign-in"))


def enrolment_address(supervisor: Page) -> str:
    """Offer an enrolment for the door of the lounge; return the address that its QR code contains."""
    supervisor.goto("/staff/doors")
    supervisor.fill("[name=name]", "Téléphone du salon")
    supervisor.check("[name=zones][value=salon]")
    supervisor.click("main form .button")
    return f"/doors/#enrol={supervisor.locator('.enrolment-code').inner_text()}"


def scan_by_camera(visits: Visits, chromium: Browser, address: str, badge: PrintedBadge, film: Path) -> None:
    """Hold the printed badge before the camera of an enrolled phone; the door admits its holder."""
    with browser_with_camera(chromium, camera_film(film, [None, badge.pdf])) as with_camera:
        door = visits.window(with_camera, size=PHONE, locale="fr")
        door.context.grant_permissions(["camera"])
        door.goto(address)
        expect(door.locator("[data-verdict-screen]")).to_be_visible()
        expect(door.locator("[data-verdict-screen]")).to_have_attribute("data-tone", "admit")
        expect(door.locator("[data-native]")).to_have_text(NATIVE_NAME)
        visits.read_again()
        visits.pages.remove(door)


def expect_event_texts(visits: Visits, chromium: Browser) -> None:
    """Visit public pages: texts that the event does not have appear in its first language, and there is no treaty."""
    visitor = visits.window(chromium)
    visitor.goto("/zh/")
    expect(visitor.locator("h1 [lang=fr][dir=ltr]")).to_have_text(NAME["fr"])
    expect(visitor.locator(".session-room[lang=fr]").first).to_have_text(ROOM)
    visitor.goto("/fr/")
    expect(visitor.locator("h1")).to_have_text(NAME["fr"])
    expect(visitor.locator(".tally-count")).to_have_count(0)


def open_session(visits: Visits, chromium: Browser) -> None:
    """Open a session at the console; live pages in French and Arabic show it."""
    watching = [visits.window(chromium, size=PHONE, locale=code) for code in ("fr", "ar")]
    for code, page in zip(("fr", "ar"), watching, strict=True):
        page.goto(f"/{code}/")
        expect(page.locator("[data-session=opening]").first).to_be_visible()
        expect(page.locator(OPENED)).to_have_count(0)
    operator = visits.staff_window(chromium, "sami")
    operator.goto("/staff/console?session=opening", wait_until="domcontentloaded")
    operator.get_by_role("switch").click()
    operator.keyboard.press("o")
    for page, room in zip(watching, (ROOM, ARABIC_ROOM), strict=True):
        expect(page.locator(OPENED).first).to_be_visible()
        expect(page.locator("[data-session=opening]").first).to_contain_text(room)


def test_invented_event_from_command_to_scan_and_live_page(tmp_path: Path) -> None:
    make_event(tmp_path / "eau-riveraine")
    with live_server(tmp_path) as server, ExitStack() as stack:
        chromium = stack.enter_context(browser())
        visits = Visits(server)
        invite_staff(visits, chromium)
        apply_in_arabic(visits.window(chromium, size=PHONE, locale="ar"), photo_file(tmp_path), "presse")
        clerk = visits.staff_window(chromium, "sami")
        approve(clerk, "accreditation")
        approve(visits.staff_window(chromium, "leila"), "security")
        badge = print_badge(clerk)
        hand_over(clerk)
        address = enrolment_address(clerk)
        scan_by_camera(visits, chromium, address, badge, tmp_path / "camera.mjpeg")
        expect_event_texts(visits, chromium)
        open_session(visits, chromium)
        visits.read_again()
    shown = [address for address, text in visits.documents if re.search("demo(?!crat)", text, re.IGNORECASE)]
    assert shown == []
    assert len(visits.documents) > 20
