"""A database that takes no writes: reads work without delay, above all the evacuation list."""

import asyncio
import itertools
import resource
import shutil
import sqlite3
import string
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, select

from accreditation.applications.storage.tables import outlets
from accreditation.badges.actions.printing import start_print_run
from accreditation.badges.storage.tables import badges
from accreditation.doors.storage.tables import presences, scans
from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.console.console import PARTS
from broadcast.feed.service import BOARD, FEED
from conference.api.tokens import NewToken, add_token
from conference.auth.logins import SEEN_EVERY, sign_in
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role, Staff
from conference.auth.storage import logins_table
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.storage import audit, write_health
from conference.storage.engine import POOL_SIZE
from rostrum import roles
from rostrum.app import make_application
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support import read_only_database
from tests.support.accreditation_pages import apply
from tests.support.badge_office import DESK_CLERK, make_office
from tests.support.board_pages import hidden
from tests.support.day_badges import make_day_desk
from tests.support.door_devices import bearer, enrol
from tests.support.feed_server import read_until
from tests.support.letters import sample_letter
from tests.support.passwords import cheap_passwords
from tests.support.servers import create_database, drop_database

Client = TestClient[web.Request, web.Application]
PASSWORD = "correct horse battery"
PRINT_RUN = "0" * 16
LISTED = "accreditation:evacuation:listed"

FILE_LIMIT_BYTES = 200_000
"""A file that is larger can not grow: SQLite's log is, a drawing's files are not."""

MUST_ANSWER = (
    "/staff/",
    "/staff/command",
    "/staff/command/evacuation",
    "/staff/command/evacuation.pdf",
    "/staff/command/evacuation.csv",
    "/staff/command/evacuation.xlsx",
    "/staff/console",
    "/staff/vetting/accreditation",
    "/staff/vetting/security",
    "/staff/badges",
    "/staff/doors",
    "/staff/people",
    "/en/",
    "/doors/v1/list",
    "/feed/v1/en/board.json",
    "/readyz/reads",
)
"""Pages that answer 200 whatever happens to the disk; of every other GET route the answer is what it was before."""

READINESS = {"/readyz": 503}
"""The answer that differs while the database takes no writes."""


@dataclass
class Site:
    """A served conference with people, a badge inside, a conflict and a device; `values` fill the routes' addresses."""

    runtime: Runtime
    client: Client
    chief: Mapping[str, str]
    security: Mapping[str, str]
    device: Mapping[str, str]
    token: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]

    def addresses(self) -> list[str]:
        """Every GET route of the application."""
        assert self.client.app is not None
        routes = [route.resource for route in self.client.app.router.routes() if route.method == "GET"]
        return sorted({address for resource in routes if resource for address in self._filled(resource.canonical)})

    def _filled(self, formatter: str) -> list[str]:
        names = [name for _, name, _, _ in string.Formatter().parse(formatter) if name]
        choices = itertools.product(*(self.values[name] for name in names))
        return [formatter.format(**dict(zip(names, chosen, strict=True))) for chosen in choices]

    async def visit(self, address: str) -> int:
        """The status of an address, asked by who may have it."""
        staff = self.security if "/security" in address else self.chief
        headers = self.device if address.startswith("/doors/v1/") else staff
        headers = self.token if address.startswith("/api/") else headers
        async with self.client.get(address, headers=headers, allow_redirects=False) as answer:
            if "/events" not in address:  # which has no end
                await answer.read()
            return answer.status

    async def visit_all(self) -> dict[str, int]:
        """The status of every address."""
        return {address: await self.visit(address) for address in self.addresses()}

    async def listed(self) -> int:
        """How many reads of the evacuation list are in the trail, which is whole."""
        trail = audit.audit_log
        async with self.runtime.transactions.read() as transaction:
            assert (await audit.verify(transaction.connection)).broken_at is None
            rows = await transaction.connection.execute(select(trail.c.at).where(trail.c.action == LISTED))
            return len(rows.all())


@asynccontextmanager
async def open_site(settings: Settings) -> AsyncIterator[Site]:
    clock = ManualClock(MORNING)
    async with open_runtime(settings, clock=clock) as opened:
        runtime = replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))
        office = await make_office(runtime.transactions, clock, RandomIds(), settings.data_dir)
        badge = await office.badge("app_1")
        await start_print_run(office.desk, PRINT_RUN, [badge.id], staff=DESK_CLERK)
        day_set = await make_day_desk(office).make(1)
        await come_in(runtime, badge.id)
        async with TestClient(TestServer(make_application(runtime))) as client:
            app = client.server.app  # type: ignore[attr-defined]
            chief = await engage(runtime, "chief", *(set(roles.ROLE_TABLE) - {roles.SECURITY_OFFICER}))
            await load_programme(app[BOARD], programme_of(runtime.event), operator=chief.staff)
            told = await enrol(client, "gate-a")
            yield Site(
                runtime=runtime,
                client=client,
                chief=cookie(chief.secret),
                security=cookie((await engage(runtime, "officer", roles.SECURITY_OFFICER)).secret),
                device=bearer(told["token"]),
                token=await api_token(runtime, chief.staff),
                values={
                    "agency": ("accreditation", "security"),
                    "annex": ("equipment",),
                    "application": ("app_1",),
                    "badge": (badge.id,),
                    "batch": ("batch_x",),
                    "key": ("0123456789abcdef",),
                    "alert": ("alt_none",),
                    "announcement": ("ann_none",),
                    "build": ("none",),
                    "device": (told["device"],),
                    "document": ("document_x",),
                    "entry": ("venue",),
                    "export": ("exp_none",),
                    "language": ("en",),
                    "letter": (await add_letter(runtime),),
                    "name": ("none",),
                    "outlet": (await find_outlet(runtime),),
                    "number": ("1",),
                    "cue": ("cue_none",),
                    "page": ("conference",),
                    "person": ("crew_none",),
                    "photo": ("photo_app_1",),
                    "picture": ("drawn-hall",),
                    "file": ("drawn-hall.png",),
                    "first": ("app_1",),
                    "second": ("app_2",),
                    "listed": ("0" * 40,),
                    "run": (PRINT_RUN,),
                    "set": (day_set,),
                    "room": (runtime.event.rooms[0].code,),
                    "day": (runtime.event.days[0].isoformat(),),
                    "section": ("zones",),
                    "secret": ((await apply(client)).rpartition("/")[2],),
                    "small": ("small",),
                    "reason": tuple(PARTS),
                    "rest": ("unknown",),
                    "webhook": ("wh_1",),
                    "session": (runtime.event.public_programme[0].id,),
                    "speaker": (runtime.event.speakers[0].id,),
                    "staff": (chief.staff.id,),
                    "upload": ("upload_x",),
                },
            )


async def find_outlet(runtime: Runtime) -> str:
    """The outlet of the badge's person."""
    async with runtime.transactions.read() as transaction:
        return str(await transaction.connection.scalar(select(outlets.c.id).limit(1)))


async def add_letter(runtime: Runtime) -> str:
    async with runtime.transactions.write() as transaction:
        return str(await runtime.outbox.add(transaction, sample_letter()))


async def engage(runtime: Runtime, name: str, *held: Role) -> Any:
    """A new person, signed in."""
    new = NewStaff(name, name, frozenset(held), "en", PASSWORD)
    await create_staff(runtime.accounts, new)
    return await sign_in(runtime.accounts, username=new.username, password=PASSWORD, address="10.0.0.1")


async def api_token(runtime: Runtime, owner: Staff) -> dict[str, str]:
    """The header of a token with all permissions of its owner."""
    scopes = frozenset(role.permission for role in owner.roles)
    return bearer((await add_token(runtime.accounts, NewToken("all", scopes, 30), owner=owner)).secret)


def cookie(secret: str) -> dict[str, str]:
    return {"Cookie": f"login={secret}"}


async def come_in(runtime: Runtime, badge_id: str) -> None:
    """The badge is inside; its entry is a conflict, so that the command post shows the photo."""
    now = runtime.clock.now()
    scan = {
        "id": "scan_1", "key": "key_1", "door": "gate-a", "zone": "venue", "direction": "entry", "method": "camera",
        "verdict": "admitted", "scanned_at": now, "occurred_at": now, "received_at": now, "decided_offline": False,
        "staff_id": "s", "raw": "", "raw_sha256": "", "raw_length": 0, "badge_id": badge_id, "conflict": "twice",
    }  # fmt: skip
    inside = {"badge_id": badge_id, "zone": "venue", "door": "gate-a", "entered_at": now, "scan_id": "scan_1"}
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(scans).values(scan))
        await transaction.connection.execute(insert(presences).values(inside))
        await transaction.connection.execute(badges.update().values(collected_at=now))


@pytest.fixture
async def site(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Site]:
    """The site on SQLite."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    async with open_site(Settings(data_dir=tmp_path)) as opened:
        yield opened


@asynccontextmanager
async def locked(site: Site) -> AsyncIterator[None]:
    """Another program holds SQLite's write lock. It waits for it in a thread: a write of the site may have it."""
    file = site.runtime.settings.data_dir / "rostrum.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield


@asynccontextmanager
async def full_disk(site: Site) -> AsyncIterator[None]:
    """SQLite's log can not grow."""
    assert (site.runtime.settings.data_dir / "rostrum.db-wal").stat().st_size > FILE_LIMIT_BYTES
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def read_only(site: Site) -> AsyncIterator[None]:
    """Every connection refuses writes."""
    async with read_only_database.read_only(site.runtime.database):
        yield


async def pass_time(site: Site) -> None:
    """Let the logins be older than the interval in which their use is written; the board is read afresh."""
    assert isinstance(site.runtime.clock, ManualClock)
    site.runtime.clock.advance(SEEN_EVERY.total_seconds() + 60)
    await site.client.server.app[FEED].hub.refresh()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("capsys")  # log lines are kept in memory, not in a file that the full disk would refuse
@pytest.mark.parametrize("outage", [locked, full_disk, read_only])
async def test_reads_work_without_writes(site: Site, outage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_health, "PROBE_AFTER_S", 0.0)
    before = await site.visit_all()
    assert {address: before[address] for address in MUST_ANSWER} == dict.fromkeys(MUST_ANSWER, 200)
    assert max(before.values()) < 500
    async with outage(site):
        await pass_time(site)
        assert await site.visit_all() == before | READINESS
        assert len(site.runtime.transactions.background) > 0
        assert await site.listed() == 5
    await site.runtime.transactions.close()
    assert await site.listed() == 10
    async with site.runtime.transactions.read() as transaction:
        seen = (await transaction.connection.execute(select(logins_table.c.seen_at))).scalars().all()
    assert set(seen) == {site.runtime.clock.now()}


@pytest.mark.usefixtures("capsys")
async def test_screen_and_operator_outlast_a_full_disk(site: Site) -> None:
    """A screen shows what was acknowledged, the operator is told in words, then both go on without a restart."""
    async with site.client.ws_connect("/feed/v1/en/ws?screen=lobby-1") as screen:
        assert await move_opening(site, "open") == (303, "")
        await read_until(screen, '"phase":"in_session"')
        async with full_disk(site):
            status, page = await move_opening(site, "suspend")
            assert (status, "The database does not answer" in page) == (503, True)
            await site.client.server.app[FEED].hub.tick()  # type: ignore[attr-defined]
            assert "suspended" not in await read_until(screen, '"type":"tick"')
            async with site.client.ws_connect("/feed/v1/en/ws?screen=lobby-2") as late:
                assert "suspended" not in await read_until(late, '"phase":"in_session"')
        assert await move_opening(site, "suspend") == (303, "")
        await read_until(screen, '"phase":"suspended"')


async def move_opening(site: Site, verb: str) -> tuple[int, str]:
    """Let the operator move the opening session; return the status, and the page of a refusal."""
    async with site.client.get("/staff/console?session=opening", headers=site.chief) as seen:
        page = await seen.text()
    form = {"csrf": hidden(page, "csrf"), "expected": hidden(page, "expected"), "verb": verb}
    path = "/staff/console/sessions/opening"
    async with site.client.post(path, data=form, headers=site.chief, allow_redirects=False) as answer:
        return answer.status, await answer.text() if answer.status != 303 else ""


async def test_reads_go_on_while_postgresql_is_read_only(
    postgres_url: str, postgres_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_health, "PROBE_AFTER_S", 0.0)
    name = f"unwritable_{uuid.uuid4().hex}"
    url = await create_database(postgres_url, name, postgres_template)
    async with open_site(Settings(data_dir=tmp_path, database_url=url)) as site:
        before = await site.visit_all()
        await make_read_only(postgres_url, name)
        await pass_time(site)
        assert await site.visit_all() == before | READINESS
        assert await site.listed() == 5
        await make_read_only(postgres_url, name, state="off")
        await site.runtime.transactions.close()
        assert await site.listed() == 10
    await drop_database(postgres_url, name)


async def make_read_only(maintenance_url: str, name: str, *, state: str = "on") -> None:
    """Set how transactions of a database begin, and end its connections so that new ones begin so."""
    connection = await asyncpg.connect(maintenance_url)
    await connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {state}')
    await connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name)
    await connection.close()


async def test_list_without_its_audit_entry_is_logged(site: Site) -> None:
    async with locked(site):
        with structlog.testing.capture_logs() as logged:
            assert await site.visit("/staff/command/evacuation.csv?zone=venue") == 200
    (line,) = [line for line in logged if line["event"] == "audit.read_not_recorded"]
    assert (line["log_level"], line["action"], line["subject"]) == ("error", LISTED, "venue")
    assert line["details"] == {"zone": "venue", "how": "csv", "people": 1}


async def test_read_does_not_wait_for_waiting_writes(site: Site) -> None:
    async def write() -> None:
        async with site.runtime.transactions.write():
            pass

    async with locked(site):
        writing = [asyncio.create_task(write()) for _ in range(2 * POOL_SIZE)]
        await asyncio.sleep(0.1)
        assert await site.visit("/staff/command/evacuation") == 200
        assert not any(task.done() for task in writing)
    await asyncio.gather(*writing)


async def test_node_starts_while_another_program_writes(site: Site) -> None:
    """The lock is released before the node stops, which waits for its writes."""
    async with AsyncExitStack() as node, locked(site):
        again = await node.enter_async_context(open_runtime(site.runtime.settings, clock=site.runtime.clock))
        client = await node.enter_async_context(TestClient(TestServer(make_application(again))))
        answer = await client.get("/staff/command/evacuation", headers=site.chief)
        assert answer.status == 200
