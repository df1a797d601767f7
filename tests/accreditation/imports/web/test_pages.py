"""The page of imports: check, report, import, and the way back from an export."""

import re

from aiohttp import ClientResponse, FormData

from accreditation.applications.domain.applications import State
from conference.languages import LANGUAGES
from rostrum.roles import ACCREDITATION_OFFICER, SECURITY_OFFICER
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_office import Office
from tests.support.badge_pages import page_of
from tests.support.exports import export
from tests.support.imports import person, photos_of, table_of

PATH = "/staff/imports"


async def post(client: Client, files: dict[str, bytes], subject: str = "applications", **fields: str) -> ClientResponse:
    """Post the form with files by the name of their field."""
    page = await page_of(client, f"{PATH}?subject={subject}")
    data = FormData(default_to_multipart=True)
    for name, value in {"csrf": hidden(page, "csrf"), "subject": subject, "consent": "yes", **fields}.items():
        data.add_field(name, value)
    for name, content in files.items():
        data.add_field(name, content, filename=f"{name}.bin")
    return await client.post(PATH, data=data, allow_redirects=False)


async def test_faults_are_reported_by_row(client: Client, sign_in: SignIn) -> None:
    files = {"table": table_of(person(1, native_name="<b>x"), person(2, email="nobody")), "photos": photos_of("1.jpg")}
    for language in LANGUAGES:
        await sign_in(f"linh-{language}", ACCREDITATION_OFFICER, language=language)
        response = await post(client, files)
        page = await response.text()
        assert (response.status, page.count("<strong>"), "<b>x" in page) == (422, 1, False), language
        assert 'name="digest"' not in page, language


async def test_checked_files_are_imported(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", ACCREDITATION_OFFICER)
    files = {"table": table_of(person(1), person(2)), "photos": photos_of("1.jpg", "2.jpg")}
    checked = await (await post(client, files)).text()
    done = await post(client, files, do="import", digest=hidden(checked, "digest"), letters="yes")
    assert done.headers["Location"] == f"{PATH}?subject=applications&imported=2"
    assert "notice-good" in await page_of(client, done.headers["Location"])
    assert "Lê Văn B" in await page_of(client, "/staff/vetting/accreditation?filter=all")
    assert (await post(client, files, do="import", digest="0" * 64)).status == 409


async def test_files_are_refused_at_their_field(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", ACCREDITATION_OFFICER)
    table = table_of(person(1))
    for files, fields, place in (
        ({}, {}, "table"),
        ({"table": b"%PDF-1.7"}, {}, "table"),
        ({"table": b"a,b\n1,2"}, {}, "table"),
        ({"table": table}, {"consent": ""}, "consent"),
        ({"table": table, "photos": b"PK"}, {}, "photos"),
    ):
        response = await post(client, files, **fields)
        assert (response.status, f'id="f-{place}-error"' in await response.text()) == (422, True), place


async def test_exported_tables_can_be_imported(client: Client, office: Office, sign_in: SignIn) -> None:
    await office.apply("app_00000001", state=State.SUBMITTED, decision=None, category="general")
    await sign_in("linh", ACCREDITATION_OFFICER, language="fr")
    table = await (await client.get(await export(client, "applications", "xlsx"))).read()
    page = await (await post(client, {"table": table, "photos": photos_of("0000-0001.jpg")})).text()
    assert re.search(r'name="digest" value="[0-9a-f]{64}"', page)
    example = await (await client.get(f"{PATH}/example.csv?subject=outlets")).text()
    assert "[outlet],Autres noms [aliases]" in example


async def test_other_officers_do_not_import(client: Client, sign_in: SignIn) -> None:
    await sign_in("son", SECURITY_OFFICER)
    assert (await client.get(PATH)).status == 403
    assert (await client.post(PATH)).status == 403
