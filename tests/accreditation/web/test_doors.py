"""Doors over HTTP, on SQLite and PostgreSQL: the whole application as it is served."""

import asyncio
import shutil
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from accreditation.actions.badges import issue_badge
from accreditation.domain.applications import State
from accreditation.domain.scans import UndoReason
from conference.app import make_application
from conference.auth.passwords import Passwords
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.languages import LANGUAGES
from conference.settings import Settings
from conference.world import open_world
from tests.accreditation.badge_office import DESK_CLERK, GATE, OTHER_GATE, Office, make_office
from tests.accreditation.samples import photo
from tests.accreditation.web.conftest import PASSWORD, Client, enter_again
from tests.servers import create_database, drop_database


@dataclass
class Door:
    """A door's device: a client of the application, signed in as a guard, and the office behind it."""

    client: Client
    office: Office
    csrf: str = ""

    async def read_csrf(self) -> None:
        page = await (await self.client.get(f"/staff/doors/{GATE}")).text()
        self.csrf = page.split('<meta name="csrf" content="')[1].split('"')[0]

    async def post(self, path: str, body: object, *, csrf: str | None = None) -> ClientResponse:
        headers = {"X-CSRF-Token": self.csrf if csrf is None else csrf, "Accept": "application/json"}
        return await self.client.post(f"/staff/doors/{path}", json=body, headers=headers)

    async def scan(self, text: str, door: str = GATE, **changes: object) -> dict[str, Any]:
        """Send one scan; gives the server's answer."""
        response = await self.post(f"{door}/scans", message(text, **changes))
        assert response.status == 200, await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        return dict(await response.json())


def message(text: str, **changes: object) -> dict[str, object]:
    scanned_at = "2025-10-25T09:00:00+07:00"
    return {"key": uuid.uuid4().hex, "text": text, "method": "wedge", "scanned_at": scanned_at, **changes}


@dataclass(frozen=True)
class Templates:
    """Migrated, empty databases to copy from."""

    sqlite: Path
    postgres_url: str
    postgresql: str


@pytest.fixture
def templates(sqlite_template: Path, postgres_url: str, postgres_template: str) -> Templates:
    return Templates(sqlite_template, postgres_url, postgres_template)


@asynccontextmanager
async def database_url(kind: str, templates: Templates, folder: Path) -> AsyncIterator[str]:
    """The setting for a migrated, empty database of this kind."""
    if kind == "sqlite":
        shutil.copy(templates.sqlite, folder / "rostrum.db")
        yield ""
        return
    name = f"doors_{uuid.uuid4().hex}"
    yield await create_database(templates.postgres_url, name, templates.postgresql)
    await drop_database(templates.postgres_url, name)


@pytest.fixture(params=["sqlite", "postgresql"])
async def door(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path, clock: ManualClock, ids: SequentialIds
) -> AsyncIterator[Door]:
    """A door of the whole application, with a guard signed in."""
    async with database_url(request.param, templates, tmp_path) as url:
        settings = Settings(data_dir=tmp_path, database_url=url)
        async with open_world(settings, clock=clock) as opened:
            cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
            world = replace(opened, accounts=replace(opened.accounts, passwords=cheap))
            office = await make_office(world.units, clock, ids, tmp_path)
            async with TestClient(TestServer(make_application(world))) as client:
                guard = NewStaff("guard", "Guard", frozenset({Role.DOOR}), "en", PASSWORD)
                clerk = NewStaff("clerk", "Clerk", frozenset({Role.BADGE_DESK}), "en", PASSWORD)
                for person in (guard, clerk):
                    await create_staff(world.accounts, person)
                await enter_again(client, "guard")
                one = Door(client, office)
                await one.read_csrf()
                yield one


async def test_verdict_comes_with_the_person_the_zones_and_the_photo(door: Door) -> None:
    badge = await door.office.badge()
    answer = await door.scan(badge.token)
    person = answer["person"]
    assert (answer["verdict"], answer["tone"], answer["undoable"]) == ("admitted", "admit", True)
    assert (person["native_name"], person["latin_name"]) == ("Nguyễn Thị Hoa", "THI HOA NGUYEN")
    assert (person["number"], person["letter"], person["function"]) == ("P-0001", "P", "Reporter")
    assert [zone["mark"] for zone in person["zones"] if zone["here"]] == ["G"]
    response = await door.client.get(person["photo"])
    assert (response.content_type, await response.read()) == ("image/jpeg", photo().jpeg)
    assert response.headers["Cache-Control"] == "no-store"


async def test_fifty_requests_at_once_on_five_doors_admit_exactly_one(door: Door) -> None:
    """A1 over the real route: one entry, 49 told when and where, with the photo."""
    badge = await door.office.badge()
    doors = [GATE, OTHER_GATE, "gate-c", GATE, OTHER_GATE]
    answers = await asyncio.gather(*(door.scan(badge.token, doors[n % 5]) for n in range(50)))
    assert Counter(answer["verdict"] for answer in answers) == {"admitted": 1, "already_inside": 49}
    (first,) = [answer for answer in answers if answer["verdict"] == "admitted"]
    for answer in answers:
        if answer is not first:
            assert answer["prior"]["at"] == first["at"]
            assert answer["prior"]["door"] in ("Gate A", "Gate B", "Gate C")
            assert answer["person"]["photo"]
    states = [await (await door.client.get(f"/staff/doors/{name}/state")).json() for name in set(doors)]
    assert sum(state["admitted_today"] for state in states) == 1


async def test_same_message_sent_again_gives_the_same_answer(door: Door) -> None:
    badge = await door.office.badge()
    key = uuid.uuid4().hex
    first = await door.scan(badge.token, key=key)
    again = await asyncio.gather(*(door.scan(badge.token, key=key) for _ in range(5)))
    assert again == [first] * 5
    response = await door.post(f"{GATE}/scans", message("something else", key=key))
    assert response.status == 409
    assert (await response.json())["error"]["code"] == "scan.key_reused"


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.ON_HOLD, State.REFUSED, State.WITHDRAWN])
async def test_no_route_admits_who_is_not_approved(door: Door, state: State) -> None:
    """A4."""
    badge = await door.office.badge()
    await door.office.change("app_1", state=state)
    for text, method in ((badge.token, "camera"), (badge.token, "api"), (badge.number, "typed")):
        assert (await door.scan(text, method=method))["tone"] == "stop"


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', "x" * 1_000_000, "\x00\x01\x1b[2J", "\u202e\u2066", "'; DROP TABLE scans; --"],
    ids=["json", "megabyte", "control", "bidi", "sql"],
)
async def test_garbage_is_a_verdict_and_the_next_scan_works(door: Door, text: str) -> None:
    """A7."""
    badge = await door.office.badge()
    answer = await door.scan(text)
    assert (answer["verdict"], answer["person"]) == ("not_a_badge", None)
    assert (await door.scan(badge.token))["verdict"] == "admitted"
    page = await (await door.client.get(f"/staff/doors/{GATE}")).text()
    assert page.count('class="latest tone-') == 2


@pytest.mark.parametrize(
    "change",
    [
        {"key": "short"},
        {"key": None},
        {"text": 5},
        {"text": "\ud83d"},
        {"method": "guess"},
        {"scanned_at": "yesterday"},
        {"scanned_at": "2025-10-25T09:00:00"},
        {"direction": "up"},
        {"device": "x" * 65},
        {"admit": True},
    ],
    ids=str,
)
async def test_message_of_another_shape_is_refused_and_leaves_nothing(door: Door, change: dict[str, object]) -> None:
    response = await door.post(f"{GATE}/scans", {**message("P-0001"), **change})
    assert response.status == 422
    assert (await response.json())["error"]["code"] == "request.invalid"
    for body in (b"", b"{", b"\xff\xfe", b"[]"):
        headers = {"X-CSRF-Token": door.csrf, "Content-Type": "application/json"}
        assert (await door.client.post(f"/staff/doors/{GATE}/scans", data=body, headers=headers)).status == 422


async def test_more_than_two_megabytes_are_not_read(door: Door) -> None:
    response = await door.post(f"{GATE}/scans", message("x" * 2_200_000))
    assert response.status == 413


async def test_only_guards_reach_a_door_and_only_from_its_page(door: Door) -> None:
    badge = await door.office.badge()
    answer = await door.scan(badge.token)
    assert (await door.post(f"{GATE}/scans", message(badge.token), csrf="x" * 64)).status == 403
    paths = ["", f"/{GATE}", f"/{GATE}/state", f"/{GATE}/scans/{answer['scan']}/photo.jpg"]
    await enter_again(door.client, "clerk")
    for path in paths:
        assert (await door.client.get(f"/staff/doors{path}")).status == 403
    door.client.session.cookie_jar.clear()
    for path in paths:
        response = await door.client.get(f"/staff/doors{path}", headers={"Accept": "application/json"})
        assert response.status == 401


async def test_photo_belongs_to_the_door_that_scanned(door: Door) -> None:
    """A12, A13."""
    badge = await door.office.badge()
    scan = (await door.scan(badge.token))["scan"]
    for path in (f"{OTHER_GATE}/scans/{scan}", f"{GATE}/scans/scan_unknown", f"gate-z/scans/{scan}"):
        assert (await door.client.get(f"/staff/doors/{path}/photo.jpg")).status == 404


async def test_entry_is_undone_with_a_reason(door: Door) -> None:
    badge = await door.office.badge()
    scan = (await door.scan(badge.token))["scan"]
    bad = await door.post(f"{GATE}/scans/{scan}/undo", {"reason": "because"})
    assert bad.status == 422
    done = await door.post(f"{GATE}/scans/{scan}/undo", {"reason": UndoReason.MIS_SCAN.value})
    assert (done.status, (await done.json())["admitted_today"]) == (200, 0)
    again = await door.post(f"{GATE}/scans/{scan}/undo", {"reason": UndoReason.MIS_SCAN.value})
    assert (again.status, (await again.json())["error"]["code"]) == (409, "scan.not_current")
    assert (await door.scan(badge.token))["verdict"] == "admitted"


async def test_exit_mode_lets_out_and_in_again(door: Door) -> None:
    badge = await door.office.badge()
    directions = ["entry", "exit", "exit", "entry"]
    verdicts = [(await door.scan(badge.token, direction=direction))["verdict"] for direction in directions]
    assert verdicts == ["admitted", "exit_recorded", "not_inside", "admitted"]


NAMES = ["{", "}", "%s", "<b>x</b>", "'", "=cmd()", "\u202eabc", "</script><script>alert(1)</script>", "N" * 120]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_hard_names_come_through_whole_and_escaped(door: Door, name: str) -> None:
    """A8."""
    await door.office.applicant_of("app_1", name, outlet=f"{name} News")
    badge = await issue_badge(door.office.desk, "app_1", staff=DESK_CLERK)
    answer = await door.scan(badge.token)
    assert (answer["person"]["native_name"], answer["person"]["outlet"]) == (name, f"{name} News")
    page = await (await door.client.get(f"/staff/doors/{GATE}")).text()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_door_speaks_the_guards_language(door: Door, language: str) -> None:
    form = {"csrf": door.csrf, "language": language, "next": "/staff/"}
    await door.client.post("/staff/language", data=form)
    badge = await door.office.badge()
    answer = await door.scan(badge.token)
    zone = next(zone for zone in answer["person"]["zones"] if zone["here"])
    assert zone["name"] == door.office.event.zone("venue").name[language]
    page = await (await door.client.get(f"/staff/doors/{GATE}")).text()
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert door.office.event.door(GATE).name[language] in page


async def test_unknown_door_is_not_found(door: Door) -> None:
    assert (await door.client.get("/staff/doors/gate-z")).status == 404
    assert (await door.post("gate-z/scans", message("P-0001"))).status == 404
