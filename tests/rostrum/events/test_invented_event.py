"""A forum in three languages without a treaty, made by `rostrum event new` and edited: from its folder to a scan."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from msgspec import structs

from accreditation.applications.domain.applications import Agency, Decision, Outcome, State
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.badges.actions.badges import hand_over_badges, issue_badge
from accreditation.badges.actions.keys import ensure_signing_key
from accreditation.badges.actions.printing import confirm_print_run, draw_print_run, start_print_run
from accreditation.badges.domain.badges import Badge, IdentityCheck
from conference.clock import ManualClock
from conference.event import check_folder, load_event
from rostrum.app import make_application
from rostrum.events.loading import carry_out_load, plan_load
from rostrum.events.new_event import Answers, make_event, read_wording, write_event
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.stores import application_store
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conference.event.folders import change
from tests.support.application_samples import applicant, application, photo
from tests.support.badge_office import DESK_CLERK
from tests.support.door_devices import bearer, enrol
from tests.support.rows import remove_event

CODES = ("fr", "en", "ar")
ROOMS = ("Grande salle de conférences Ibn Khaldoun du palais des congrès", "Salle Carthage", "Salle de presse")
OPENING = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def answers() -> Answers:
    return Answers(
        id="eau-2027",
        languages=CODES,
        timezone="Africa/Tunis",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 3),
        name=read_wording("fr: Forum de l’eau | en: Water forum | ar: منتدى المياه", CODES),
        city=read_wording("Tunis", CODES),
        venue=read_wording("Palais des congrès", CODES),
        rooms=[read_wording(name, CODES) for name in ROOMS],
        categories=[read_wording("Presse", CODES), read_wording("Technique", CODES)],
        doors=[read_wording("Entrée nord", CODES)],
        contact="presse@example.org",
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the new event with another zone and its door."""
    folder = tmp_path / "eau-2027"
    write_event(make_event(answers(), date(2026, 12, 1)), folder)
    zone = '[[zones]]\ncode = "salon"\nbit = 9\nname.fr = "Salon"\nname.en = "Lounge"\nname.ar = "ص"\nmark = "S"\n\n'
    change(folder, "places.toml", "[[doors]]", f"{zone}[[doors]]")
    change(folder, "press.toml", '"venue", ', '"venue", "salon", ', count=2)
    return folder


async def issue(runtime: Runtime) -> Badge:
    """Print the badge of an approved journalist and hand it over."""
    services = assemble_accreditation(runtime).badges
    await ensure_signing_key(services)
    decision = Decision(Outcome.APPROVED, "staff_son", Agency.SECURITY, runtime.clock.now())
    approved = application("app_1", applicant=applicant(), category="presse", state=State.APPROVED, decision=decision)
    async with runtime.transactions.write() as transaction:
        await application_store().add(transaction, approved)
        await SqlPhotos().add(transaction, "photo_app_1", photo(), application_id="app_1")
    badge = await issue_badge(services, "app_1", staff=DESK_CLERK)
    await start_print_run(services, "a" * 16, [badge.id], staff=DESK_CLERK)
    _, pdf = await draw_print_run(services, "a" * 16, staff=DESK_CLERK)
    assert pdf.startswith(b"%PDF")
    await confirm_print_run(services, "a" * 16, staff=DESK_CLERK)
    (handed,) = await hand_over_badges(services, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    return handed


async def test_invented_event_goes_from_folder_to_scan(folder: Path, tmp_path: Path, sqlite_template: Path) -> None:
    assert check_folder(folder).faults == ()
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    remove_event(tmp_path / "rostrum.db")
    settings = Settings(data_dir=tmp_path, event=f"{folder}/")
    async with open_runtime(settings, clock=ManualClock(OPENING)) as runtime:
        await carry_out_load(runtime, await plan_load(runtime, folder))
        badge = await issue(runtime)
        async with TestClient(TestServer(make_application(runtime))) as client:

            async def page(path: str) -> str:
                response = await client.get(path)
                assert response.status == 200, await response.text()
                return await response.text()

            french, chinese = await page("/fr/"), await page("/zh/")
            assert re.search(r"<h1><span>Forum de l’eau</span></h1>", french)
            assert re.search(r'<h1><span lang="fr" dir="ltr">Forum de l’eau</span></h1>', chinese)
            assert f'class="session-room" lang="fr" dir="ltr">{ROOMS[0]}</bdi>' in chinese
            assert 'class="tally-count"' not in french
            assert '"code": "fr"' in await page("/screens/lobby")
            assert "presse@example.org" in await page("/vi/apply")
            token = (await enrol(client, "entr-e-nord"))["token"]
            item = {
                "kind": "scan", "key": "key-00000001", "door": "entr-e-nord", "text": badge.token, "method": "camera",
                "direction": "entry", "scanned_at": "2027-03-01T09:00:00+01:00", "skew_ms": 0, "decided": None,
            }  # fmt: skip
            response = await client.post("/doors/v1/scans", json={"items": [item]}, headers=bearer(token))
            assert [one["verdict"] for one in (await response.json())["answers"]] == ["admitted"]
    assert structs.replace(runtime.event, folder=folder) == load_event(folder)
