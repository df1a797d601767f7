"""The deletion of a filled installation: no name is left in any byte, and the certificate counts what was there."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from accreditation.retention.actions.requests import fulfil_request, list_open_requests
from accreditation.retention.actions.running import run_retention
from accreditation.retention.domain import Run
from accreditation.retention.web.own_data import REQUEST_SERVICES
from conference.clock import ManualClock
from conference.retention.ages import event_end
from conference.storage import audit
from conference.storage.compaction import empty_log
from conference.vault.keyring import new_wrapping_key, write_keys
from rostrum.app import make_application
from rostrum.parts.accreditation import signing_keys
from rostrum.parts.retention import list_erasers, retention_services
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.application_samples import OFFICER_A
from tests.support.byte_search import ByteSearch
from tests.support.deletion_counts import KEPT, counting_statement
from tests.support.marked_rows import fill_empty_tables
from tests.support.private_site import NAME_MARK, PrivateSite, fill_private_site
from tests.support.servers import restore_rows

AFTER_30_DAYS = timedelta(days=31)


@dataclass(frozen=True)
class Filled:
    """The served application with its data, and where all bytes of these are."""

    runtime: Runtime
    app: web.Application
    clock: ManualClock
    site: PrivateSite
    folder: Path

    async def find_marks(self, *marks: str) -> set[tuple[str, str]]:
        """Return where a mark is, in the data folder and in the columns of PostgreSQL."""
        search = ByteSearch(marks)
        found = search.find_in_folder(self.folder)
        if self.runtime.database.dialect == "postgresql":
            found |= await search.find_in_database(self.runtime.database)
        return found

    async def count_rows(self) -> dict[str, int]:
        """Count the rows of each kind that is due, apart from the program's own way."""
        kinds = {eraser.name for eraser in list_erasers(self.runtime.event, self.clock)} - KEPT
        async with self.runtime.database.read() as connection:
            return {kind: int(await connection.scalar(text(counting_statement(kind))) or 0) for kind in sorted(kinds)}


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A node on each database, whose key of the vault is beside the data folder."""
    folder, key_file = tmp_path / "data", tmp_path / "vault.key"
    folder.mkdir()
    write_keys(key_file, [new_wrapping_key()])
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "rostrum.db")
        return Settings(data_dir=folder, vault_key_file=key_file)
    url = request.getfixturevalue("postgres_again")
    asyncio.run(restore_rows(url))
    return Settings(data_dir=folder, database_url=url, vault_key_file=key_file)


@pytest.fixture
async def filled(settings: Settings) -> AsyncIterator[Filled]:
    """An installation on each database."""
    clock, folder = ManualClock(MORNING), settings.data_dir
    async with open_runtime(settings, clock=clock) as runtime:
        app = make_application(runtime)
        async with TestClient(TestServer(app)):
            site = await fill_private_site(app, runtime, clock, folder)
            erasers = list_erasers(runtime.event, clock)
            await fill_empty_tables(runtime.transactions, erasers, mark=NAME_MARK, at=clock.now())
            yield Filled(runtime, app, clock, site, folder)


def certified_counts(run: Run) -> dict[str, int]:
    classes = json.loads(run.certificate)["classes"]
    return {name: count for one in classes for name, count in one["erased"].items() if count}


async def test_no_byte_has_a_name_31_days_after_the_event(filled: Filled) -> None:
    """Covers A26 and C11."""
    assert await filled.find_marks(NAME_MARK)
    before = await filled.count_rows()
    filled.clock.at = event_end(filled.runtime.event) + AFTER_30_DAYS
    run = await run_retention(retention_services(filled.runtime, signing_keys(filled.runtime)), actor="system")
    assert run is not None
    assert await filled.find_marks(NAME_MARK) == set()
    assert certified_counts(run) == {kind: count for kind, count in before.items() if count}
    assert {kind for kind, count in before.items() if not count} <= {"presence_changes", "watch_list"}
    async with filled.runtime.transactions.read() as transaction:
        assert (await audit.verify(transaction.connection)).broken_at is None


async def test_no_byte_has_the_name_after_a_fulfilled_request(filled: Filled) -> None:
    person = filled.site.people[1]
    assert await filled.find_marks(person.name_mark)
    services = filled.app[REQUEST_SERVICES]
    for request, _ in await list_open_requests(services, staff=OFFICER_A):
        if request.application_id == person.application_id:
            await fulfil_request(services, request.id, staff=OFFICER_A)
    await empty_log(filled.runtime.database)
    assert await filled.find_marks(person.name_mark) == set()
    assert await filled.find_marks(filled.site.people[0].name_mark)
