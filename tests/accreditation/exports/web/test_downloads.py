"""Files of exports: their rows, and who gets them."""

import io
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from accreditation.applications.domain.applications import Agency, Check, Finding, State
from accreditation.exports.content import COLUMNS
from accreditation.exports.domain import ExportKind
from conference.auth.people import set_roles
from conference.clock import ManualClock
from rostrum.roles import ACCREDITATION_OFFICER, BADGE_DESK, DOOR_SUPERVISOR, SECURITY_OFFICER
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, enter_again
from tests.support.application_samples import NOON, OFFICER_A, applicant
from tests.support.badge_office import Office
from tests.support.badge_pages import page_of
from tests.support.exports import PATH, create, export, rows_of
from tests.support.scan_rows import add_scans, scan_row

CHECKS = {
    Agency.ACCREDITATION: Check(Finding.APPROVED, "staff_linh", NOON, 2, note="seen by linh"),
    Agency.SECURITY: Check(Finding.REFUSED, "staff_son", NOON, 3, reason="conduct", note="seen by son"),
}


async def test_applications_show_what_the_agency_may_read(client: Client, office: Office, sign_in: SignIn) -> None:
    names = {"native_name": "=HYPERLINK(1)", "phone": "+84912345678"}
    await office.apply("app_1", state=State.REFUSED, checks=CHECKS, applicant=applicant(**names))
    await office.apply("app_2")
    await sign_in("son", SECURITY_OFFICER)
    address = await export(client, "applications", state="refused")
    (row,) = await rows_of(client, address)
    assert tuple(row) == COLUMNS[ExportKind.APPLICATIONS]
    assert (row["native_name"], row["phone"]) == ("'=HYPERLINK(1)", "'+84912345678")
    assert row["submitted_at"] == "2025-10-20T12:00:00+07:00"
    assert (row["own_note"], "seen by linh" in str(row)) == ("seen by son", False)
    assert row["photo"] == f"{row['reference']}.jpg"


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_workbook_has_texts_alone(client: Client, office: Office, sign_in: SignIn, language: str) -> None:
    await office.apply("app_1", applicant=applicant(native_name="=1+1"))
    await sign_in("linh", ACCREDITATION_OFFICER, language=language)
    response = await client.get(await export(client, "applications", "xlsx"))
    sheet = load_workbook(io.BytesIO(await response.read())).active
    assert sheet is not None
    headings, values = sheet.iter_rows()
    assert [str(cell.value).rpartition("[")[2] for cell in headings] == [
        f"{name}]" for name in COLUMNS[ExportKind.APPLICATIONS]
    ]
    assert {cell.data_type for cell in values} <= {"s", "n"}
    assert values[2].value == "=1+1"
    assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")


async def test_badges_scans_and_outlets(client: Client, office: Office, sign_in: SignIn) -> None:
    badge = await office.active_badge("app_1")
    await office.applicant_of("app_2", "Lê Văn An", "Báo Sông Hồng")
    now = office.clock.now()
    scan = scan_row("k1", now, badge_id=badge.id, serial=badge.serial)
    await add_scans(office.transactions, scan, scan_row("k2", now, door="gate-b"))
    await sign_in("many", BADGE_DESK, DOOR_SUPERVISOR, ACCREDITATION_OFFICER)
    (person,) = await rows_of(client, await export(client, "badges", shelf="collected"))
    assert (person["number"], person["collected_at"]) == ("P-0001", "2025-10-24T09:00:00+07:00")
    (read,) = await rows_of(client, await export(client, "scans", door="gate-a", day="2025-10-25"))
    assert (read["number"], read["native_name"], read["is_offline"]) == ("P-0001", "Nguyễn Thị Hoa", "")
    (outlet,) = await rows_of(client, await export(client, "outlets"))
    assert (outlet["outlet"], outlet["used"]) == ("Báo Sông Hồng", "1")


async def test_photos_are_an_archive(client: Client, office: Office, sign_in: SignIn) -> None:
    await office.apply("app_00000001")
    await office.apply("app_00000002", photo_id=None)
    await sign_in("linh", ACCREDITATION_OFFICER)
    response = await client.get(await export(client, "photos", "zip"))
    with ZipFile(io.BytesIO(await response.read())) as archive:
        assert archive.namelist() == ["0000-0001.jpg"]
        assert archive.testzip() is None


async def test_link_is_for_its_owner_until_it_ends(
    client: Client, office: Office, sign_in: SignIn, runtime: Runtime, clock: ManualClock
) -> None:
    """Covers A12."""
    await office.apply("app_1")
    owner = await sign_in("linh", ACCREDITATION_OFFICER)
    address = await export(client, "applications")
    assert (await client.get(address)).status == 200
    await sign_in("mai", ACCREDITATION_OFFICER)
    assert (await client.get(address)).status == 404
    assert address not in await page_of(client, PATH)
    client.session.cookie_jar.clear()
    assert (await client.get(address, allow_redirects=False)).headers["Location"].startswith("/staff/sign-in")
    clock.advance(24 * 3600)
    await enter_again(client, "linh")
    assert (await client.get(address)).status == 404
    later = await export(client, "applications")
    await set_roles(runtime.accounts, owner.id, {BADGE_DESK}, by=OFFICER_A)
    await enter_again(client, "linh")
    assert (await client.get(later)).status == 404
    assert later not in await page_of(client, PATH)
    assert (await create(client, "badges", "zip")).status == 422


async def test_downloads_of_a_person_are_limited(client: Client, office: Office, sign_in: SignIn) -> None:
    await sign_in("linh", ACCREDITATION_OFFICER)
    address = f"{PATH}/exp_none/file"
    statuses = {(await client.get(address)).status for _ in range(31)}
    assert statuses == {404, 429}
