"""The look of an event: its colour and logo on pages, screens and letters; the program's own colours for staff."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from conference.clock import ManualClock
from conference.mail.letters import LetterRequest
from conference.mail.messages import StoredLetter, compose_message
from conference.mail.rendering import LOGO_ID, LetterRenderer
from conference.resources import event_folder
from conference.web import SITE
from rostrum.app import make_application
from rostrum.parts.mail import sender_of
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conference.event.folders import change, copied_event
from tests.conference.event.logo_files import logo_file
from tests.support.rows import remove_event

Client = TestClient[web.Request, web.Application]
COLOUR = 'colour = "#0b5cab"'
REQUEST = LetterRequest(
    kind="application.received",
    about="app_1",
    once="app_1:1",
    address="a@example.org",
    name="An",
    language="fr",
    values={"reference": "ABC", "due": "2025"},
    link="https://example.org/x",
)


@pytest.fixture
async def looking(settings: Settings, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Runtime]:
    """A runtime of the reference event in another colour, with a logo."""
    folder = copied_event(tmp_path / "looking")
    change(folder, "event.toml", COLOUR, 'colour = "#a31f19"\nlogo = "logo.webp"')
    (folder / "logo.webp").write_bytes(logo_file(kind="WEBP"))
    remove_event(settings.data_dir / "rostrum.db")
    changed = Settings(data_dir=settings.data_dir, event=f"{folder}/", mail_from="press@example.org")
    async with open_runtime(changed, clock=clock) as runtime:
        yield runtime


async def page(client: Client, path: str) -> str:
    async with client.get(path) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_pages_have_the_colour_and_logo_of_the_event(looking: Runtime) -> None:
    async with TestClient(TestServer(make_application(looking))) as client:
        for path in ("/fr/", "/ar/apply", "/screens/lobby"):
            html = await page(client, path)
            (styles,) = re.findall(r'<link rel="stylesheet" href="([^"]+/look\.css)">', html)
            (logo,) = re.findall(r'<img class="event-logo" src="([^"]+)"', html)
        async with client.get(styles) as answer:
            assert "--accent: #a31f19;" in await answer.text()
            assert answer.headers["Cache-Control"].endswith("immutable")
            assert answer.content_type == "text/css"
        async with client.get(logo) as answer:
            assert (await answer.read()).startswith(b"\x89PNG")
            assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
        async with client.get(re.sub(r"static/\w+", "static/0", logo)) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
        async with client.get(logo.replace("logo.png", "badge.typ")) as answer:
            assert answer.status == 404
        staff = await page(client, "/staff/sign-in")
        assert "look.css" not in staff
        assert logo in staff


async def test_event_without_a_look_has_that_of_the_program(client: Client) -> None:
    html = await page(client, "/fr/")
    assert "look.css" not in html
    assert "event-logo" not in html


def test_open_pages_reload_when_the_event_changes(looking: Runtime) -> None:
    builds = [make_application(one)[SITE].page_build for one in (looking, replace(looking, event_digest="0" * 64))]
    assert len(set(builds)) == 2
    assert all(re.fullmatch("[0-9a-f]{12}", build) for build in builds)


async def test_letters_have_the_colour_and_carry_the_logo(looking: Runtime) -> None:
    letter = LetterRenderer(looking.event, looking.catalogues).render(REQUEST)
    assert "border-bottom:3px solid #a31f19" in letter.html
    assert f'src="cid:{LOGO_ID}"' in letter.html
    stored = StoredLetter(
        id="mail_1", kind=letter.kind, address=letter.address, name="", language="fr", subject="s", text="t",
        html=letter.html,
    )  # fmt: skip
    sender, at = sender_of(looking.settings, looking.event), looking.clock.now()
    assert b"Content-Type: image/png" in compose_message(stored, sender, at).content
    plain = StoredLetter(
        id="mail_1", kind=letter.kind, address=letter.address, name="", language="fr", subject="s", text="t", html="<p>"
    )
    assert b"image/png" not in compose_message(plain, sender, at).content


def test_reference_event_names_the_colour_of_the_program() -> None:
    assert COLOUR in (event_folder("hanoi-2025") / "event.toml").read_text("utf-8")
