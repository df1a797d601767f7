"""The command post's page: who may see it, what it shows in seven languages, what its forms do."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import insert

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.tables import devices, presences, scans
from accreditation.doors.web import command_post
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role
from conference.ids import RandomIds
from conference.languages import LANGUAGES
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import Runtime
from tests.accreditation.doors.actions.test_command_post import scan as scan_row
from tests.support.badge_office import make_office

PASSWORD = "correct horse battery"
Client = TestClient[web.Request, web.Application]
PATHS = (
    "/staff/command",
    "/staff/command/evacuation",
    "/staff/command/evacuation.pdf",
    "/staff/command/evacuation.csv",
    "/staff/command/evacuation.xlsx",
    "/staff/command/photos/photo_1.jpg",
)

ACTS = tuple(f"/staff/command/{path}" for path in ("conflicts/scan_1", "devices/dev_1", "notices", "notices/n_1/end"))


async def sign_in(client: Client, runtime: Runtime, role: Role, language: str = "en") -> str:
    """Sign a new person in; gives the token of their forms."""
    name = f"{role.name}-{language}"
    await create_staff(runtime.accounts, NewStaff(name, name, frozenset({role}), language, PASSWORD))
    page = await (await client.get("/staff/sign-in")).text()
    form = {"csrf": _token(page), "username": name, "password": PASSWORD}
    await client.post("/staff/sign-in", data=form)
    return _token(await (await client.get("/staff/")).text())


def _token(page: str) -> str:
    found = re.search(r'name="csrf"[^>]*(?:value|content)="([^"]+)"', page)
    assert found is not None
    return found[1]


def plain(page: str) -> str:
    """The text of a page or file, without isolates."""
    return re.sub(r"</?bdi[^>]*>|[\u2066-\u2069]", "", page)


async def keep_entry(runtime: Runtime, folder: Path, *, ago_s: int, **more: object) -> str:
    """Store a scan that admitted a person some seconds ago, and their presence; gives the badge."""
    office = await make_office(runtime.transactions, runtime.clock, RandomIds(), folder)  # type: ignore[arg-type]
    badge = await office.active_badge()
    row = scan_row(runtime.clock, "key-1", Verdict.ADMITTED, ago_s=ago_s, badge_id=badge.id, **more)
    entry = {"badge_id": badge.id, "zone": "venue", "door": "gate-a", "entered_at": row["occurred_at"]}
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(row))
        await transaction.connection.execute(insert(presences).values(entry | {"scan_id": row["id"]}))
    return badge.id


async def keep_device(runtime: Runtime, **changes: object) -> None:
    now = runtime.clock.now()
    row = {
        "id": "dev_1", "name": "<b>Gate A</b>", "doors": ["gate-a"], "rights": [], "state": "active",
        "expires_at": now + timedelta(days=1), "enrolled_by": "staff_1", "offered_at": now, "enrolled_at": now,
        "token_hash": "a" * 64,
    }  # fmt: skip
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(devices).values(row | changes))


async def test_page_is_for_supervisors_alone(client: Client, runtime: Runtime) -> None:
    for path in PATHS:
        assert (await client.get(path, headers={"Accept": "application/json"})).status == 401
    await keep_device(runtime)
    for role in set(ROLE_TABLE) - {roles.DOOR_SUPERVISOR}:
        client.session.cookie_jar.clear()
        token = await sign_in(client, runtime, role)
        assert [(await client.get(path)).status for path in PATHS] == [403] * len(PATHS)
        acts = [await client.post(path, data={"csrf": token, "act": "wipe"}) for path in ACTS]
        assert [response.status for response in acts] == [403] * len(ACTS)
    client.session.cookie_jar.clear()
    token = await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    for path in ("conflicts/scan_9", "devices/dev_9", "notices/notice_9/end"):
        form = {"csrf": token, "act": "wipe", "settlement": "may_stay"}
        assert (await client.post(f"/staff/command/{path}", data=form)).status in (404, 409)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_is_whole_in_every_language(client: Client, runtime: Runtime, language: str) -> None:
    await keep_device(runtime)
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR, language)
    page = await client.get("/staff/command")
    text = await page.text()
    assert page.status == 200
    assert "&lt;b&gt;Gate A&lt;/b&gt;" in text
    words = re.sub(r'(href|src|action)="[^"]*"', "", text)
    assert not re.search(r"\b(command|evacuation|door)\.[a-z_]+\b", words)
    assert (await client.get("/staff/command/evacuation")).status == 200


async def test_device_is_locked_unlocked_and_wiped(client: Client, runtime: Runtime) -> None:
    await keep_device(runtime)
    token = await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    for act, state in (("lock", "Locked"), ("unlock", "Unlock"), ("wipe", "Data erased")):
        answer = await client.post("/staff/command/devices/dev_1", data={"csrf": token, "act": act})
        text = await answer.text()
        assert answer.status == 200
        assert (state in text) is (act != "unlock")
    assert (await client.post("/staff/command/devices/dev_1", data={"csrf": token, "act": "eat"})).status == 422
    assert (await client.post("/staff/command/devices/dev_9", data={"csrf": token, "act": "lock"})).status == 404


async def test_wipe_form_names_the_unsent_scans(client: Client, runtime: Runtime) -> None:
    report = {"reported_at": runtime.clock.now(), "door": "gate-a", "build": "b"}
    await keep_device(runtime, **report, queue=3)
    await keep_device(runtime, **report, queue=0, id="dev_2", token_hash="b" * 64)
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    text = await (await client.get("/staff/command")).text()
    assert re.findall(r"Unsent at the last report: \D*(\d+)", text) == ["3"]


async def test_device_without_its_storage_is_shown_as_signed_out(client: Client, runtime: Runtime) -> None:
    now = runtime.clock.now()
    await keep_device(runtime, state="storage_lost", ended_at=now, reported_at=now, queue=2)
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    text = await (await client.get("/staff/command")).text()
    assert "Signed out: browser data cleared" in text
    assert 'value="wipe"' not in text


async def test_conflict_is_shown_and_settled_once(client: Client, runtime: Runtime) -> None:
    row = scan_row(runtime.clock, "key-1", Verdict.ADMITTED, conflict="not_entitled")
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(row))
    token = await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    page = await (await client.get("/staff/command")).text()
    assert "Admitted without entitlement" in page
    assert '<option value="" selected>Select an outcome</option>' in page
    path = "/staff/command/conflicts/scan_key-1"
    for unknown in ("", "shrug"):
        assert (await client.post(path, data={"csrf": token, "settlement": unknown})).status == 422
    text = await (await client.post(path, data={"csrf": token, "settlement": "taken_out"})).text()
    assert "No conflicts between the doors." in text
    assert (await client.post(path, data={"csrf": token, "settlement": "taken_out"})).status == 409


async def test_uncertain_time_is_marked(client: Client, runtime: Runtime) -> None:
    """The time of the receipt stands for one that the device's clock cannot have had."""
    row = scan_row(runtime.clock, "key-1", Verdict.ADMITTED, conflict="not_entitled", time_uncertain=True)
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(row))
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    for path in ("/staff/command", "/staff/command/scans"):
        assert "(time uncertain)" in await (await client.get(path)).text(), path


async def test_uncertain_time_is_marked_in_every_list(client: Client, runtime: Runtime, tmp_path: Path) -> None:
    """History and evacuation list, the workbook and the CSV too."""
    badge_id = await keep_entry(runtime, tmp_path, ago_s=60, time_uncertain=True)
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    for path in (f"people/{badge_id}", "evacuation", "evacuation.csv"):
        assert "08:59 (time uncertain)" in plain(await (await client.get(f"/staff/command/{path}")).text()), path
    body = await (await client.get("/staff/command/evacuation.xlsx")).read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        texts = [plain(archive.read(name).decode()) for name in archive.namelist() if name.endswith(".xml")]
    assert any("08:59 (time uncertain)" in text for text in texts)


async def test_times_of_another_day_have_their_day(client: Client, runtime: Runtime) -> None:
    """A conflict and a last contact of yesterday, a notice that ends tomorrow."""
    runtime.clock.advance(8 * 3600)  # type: ignore[attr-defined]
    conflict = scan_row(runtime.clock, "key-1", Verdict.ADMITTED, ago_s=86_400, conflict="not_entitled")
    await keep_device(runtime, reported_at=conflict["occurred_at"])
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(conflict))
    token = await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    notice = {"csrf": token, "text": "A lost child", "badge": "", "lasts": "720"}
    page = await (await client.post("/staff/command/notices", data=notice)).text()
    times = re.findall(r"(\d+ October, \d\d:\d\d)<", page)
    assert times == ["24 October, 17:00", "24 October, 17:00", "26 October, 05:00"]


async def test_entry_before_midnight_has_its_day(client: Client, runtime: Runtime, tmp_path: Path) -> None:
    runtime.clock.advance(17 * 3600)  # type: ignore[attr-defined]
    await keep_entry(runtime, tmp_path, ago_s=3 * 3600)
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    for path in ("evacuation", "evacuation.csv"):
        assert "25 October, 23:00" in plain(await (await client.get(f"/staff/command/{path}")).text())


def test_templates_write_no_time_without_its_day() -> None:
    folder = Path(command_post.__file__).parents[1] / "templates"
    assert [path.name for path in folder.iterdir() if re.search(r"\|\s*time\b", path.read_text())] == []


async def test_notice_is_posted_ended_and_kept_when_refused(client: Client, runtime: Runtime) -> None:
    token = await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    wrong = {"csrf": token, "text": "A lost child", "badge": "P-9999", "lasts": "60", "doors": "gate-b"}
    answer = await client.post("/staff/command/notices", data=wrong)
    text = await answer.text()
    assert answer.status == 422
    assert "No badge has this number." in text
    assert "A lost child</textarea>" in text
    assert re.search(r'value="gate-b" checked', text)
    text = await (await client.post("/staff/command/notices", data=wrong | {"badge": ""})).text()
    assert '<p dir="auto">A lost child</p>' in text
    path = re.search(r'action="(/staff/command/notices/[^"]+/end)"', text)
    assert path is not None
    text = await (await client.post(path[1], data={"csrf": token})).text()
    assert "No notices are active at the doors." in text


async def test_evacuation_list_is_a_file_of_its_kind(client: Client, runtime: Runtime) -> None:
    now = runtime.clock.now()
    async with runtime.transactions.write() as transaction:
        row = {"badge_id": "f" * 16, "zone": "venue", "door": "gate-a", "entered_at": now, "scan_id": "scan_1"}
        await transaction.connection.execute(insert(presences).values(row))
    await sign_in(client, runtime, roles.DOOR_SUPERVISOR)
    pdf = await client.get("/staff/command/evacuation.pdf")
    assert (pdf.content_type, (await pdf.read())[:5]) == ("application/pdf", b"%PDF-")
    table = await client.get("/staff/command/evacuation.csv?zone=venue")
    assert table.content_type == "text/csv"
    assert table.headers["Content-Disposition"] == 'attachment; filename="evacuation-venue.csv"'
    assert table.headers["Cache-Control"] == "no-store"
    workbook = await client.get("/staff/command/evacuation.xlsx")
    assert workbook.headers["Content-Disposition"] == 'attachment; filename="evacuation-all.xlsx"'
    assert (await workbook.read())[:2] == b"PK"
    assert (await client.get("/staff/command/evacuation?zone=nowhere")).status == 404
