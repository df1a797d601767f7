"""Files and database without the key of the vault: no passport number, birth date or text of a document is in them."""

import base64
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from conference.auth.people import NewStaff, create_staff
from conference.clock import ManualClock
from conference.vault.keyring import new_wrapping_key, parse_keys, write_keys
from rostrum import roles
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from rostrum.vault_key_ring import FILE
from tests.conftest import MORNING
from tests.support.accreditation_pages import PASSWORD, Client, apply, enter_again, fill_in
from tests.support.byte_search import ByteSearch, byte_forms
from tests.support.document_files import pdf
from tests.support.document_pages import hand_in, upload_whole
from tests.support.passports import passport_lines
from tests.support.passwords import cheap_passwords
from tests.support.private_site import (
    BIRTH_MARKS,
    DOCUMENT_MARK,
    NAME_MARK,
    NUMBER_MARK,
    PrivateSite,
    fill_private_site,
)
from tests.support.servers import create_database, drop_database

SEALED = (NUMBER_MARK, *BIRTH_MARKS, DOCUMENT_MARK)


@asynccontextmanager
async def filled_site(settings: Settings) -> AsyncIterator[tuple[Runtime, PrivateSite]]:
    """Serve the application, fill it, and use what is sealed as applicants and officers do."""
    clock = ManualClock(MORNING)
    async with open_runtime(settings, clock=clock) as opened:
        runtime = replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))
        app = make_application(runtime)
        async with TestClient(TestServer(app)) as client:
            site = await fill_private_site(app, runtime, clock, settings.data_dir)
            await apply_with_passport(client)
            await look_at_sealed(client, runtime, site)
            yield runtime, site


async def apply_with_passport(client: Client) -> None:
    """Send the form with a passport whose line is wrong in one sign, then with the right one, and hand in documents."""
    line = passport_lines(family="HADDAD", given="LAYLA", country="JOR", number=f"{NUMBER_MARK}99")
    assert (await fill_in(client, passport_line=line.replace("7408122", "7408123"))).status == 422
    link = await apply(client, passport_line=line)
    assert (await hand_in(client, link, "assignment_letter", pdf(content=f"({DOCUMENT_MARK}) Tj"))).status == 303
    await upload_whole(client, link, "press_card", pdf(content=f"({DOCUMENT_MARK}) Tj"))


async def look_at_sealed(client: Client, runtime: Runtime, site: PrivateSite) -> None:
    """Read a passport and a document as an officer, so that the log has entries of both."""
    officer = NewStaff("son", "Son", frozenset({roles.SECURITY_OFFICER}), "en", PASSWORD)
    await create_staff(runtime.accounts, officer)
    await enter_again(client, "son")
    one = site.people[0]
    page = await client.get(f"/staff/vetting/security/applications/{one.application_id}/passport")
    assert page.status == 200
    assert f"{NUMBER_MARK}" in await page.text()
    assert (await client.get(f"/staff/documents/{one.document_id}/pages/1")).status == 200


async def test_data_folder_without_its_key_has_nothing_that_is_sealed(
    tmp_path: Path, sqlite_template: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The files are searched while the server runs, so with the log of SQLite."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    key_file = tmp_path / FILE
    async with filled_site(Settings(data_dir=tmp_path)) as (_, site):
        assert (tmp_path / "rostrum.db-wal").stat().st_size > 0
        search = ByteSearch([*SEALED, NAME_MARK, *(key.secret.hex() for key in parse_keys(key_file.read_text()))])
        found = search.find_in_folder(tmp_path, but=[key_file])
        assert {mark for _, mark in found} == {NAME_MARK}, found
        assert site.people
    logged = "".join(capfd.readouterr())
    assert search.find_in(logged.encode()) == set()


async def test_postgresql_without_the_key_has_nothing_that_is_sealed(
    tmp_path: Path, postgres_url: str, postgres_template: str
) -> None:
    name = f"sealed_{uuid.uuid4().hex}"
    url = await create_database(postgres_url, name, postgres_template)
    data, key_file = tmp_path / "data", tmp_path / "vault.key"
    data.mkdir()
    write_keys(key_file, [new_wrapping_key()])
    settings = Settings(data_dir=data, database_url=url, vault_key_file=key_file)
    async with filled_site(settings) as (runtime, _):
        search = ByteSearch([*SEALED, NAME_MARK])
        found = await search.find_in_database(runtime.database) | search.find_in_folder(data)
        assert {mark for _, mark in found} == {NAME_MARK}, found
    await drop_database(postgres_url, name)


@pytest.mark.parametrize("before", [b"", b"a", b"ab"])
def test_search_finds_every_form(before: bytes) -> None:
    search = ByteSearch([NAME_MARK])
    for content in (NAME_MARK.encode("utf-16-le"), NAME_MARK.upper().encode(), NAME_MARK.encode().hex().encode()):
        assert search.find_in(before + content) == {NAME_MARK}
    encoded = base64.b64encode(before + NAME_MARK.encode() + b"rest")
    assert search.find_in(encoded) == {NAME_MARK}
    assert search.find_in(b"Zorva k") == set()
    assert min(len(form) for form in byte_forms(NAME_MARK)) >= 6
