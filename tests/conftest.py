"""What every test may ask for: real databases, a clock that stands, an event, the wired application."""

import asyncio
import gc
import os
import shutil
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest
import structlog
from aiohttp import web, web_app
from aiohttp.test_utils import TestClient
from hypothesis import settings

from conference.bus import Bus
from conference.clock import ManualClock
from conference.event import Event, load_event
from conference.event.folder_files import read_files
from conference.event.storage import save_event
from conference.ids import SequentialIds
from conference.resources import event_folder
from conference.storage import engine
from conference.storage.engine import Database, open_database
from conference.storage.transactions import Transactions
from rostrum.app import make_application
from rostrum.imports import finish_imports
from rostrum.migrations.migrate import migrate
from rostrum.parts import desk, documents
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving import application, server
from rostrum.settings import Settings
from tests.support.lasting_server import LastingServer
from tests.support.passwords import cheap_passwords
from tests.support.quick_documents import QuickDocumentStudio
from tests.support.quick_engines import create_quick_engine
from tests.support.quick_photos import QuickStudio
from tests.support.quick_templates import create_template_folder, share_templates
from tests.support.servers import create_database, postgres_server, redis_server, remember_rows, restore_rows
from tests.support.slice_folder import create_slice_folder, link_slice_folder
from tests.support.worker_order import order_for_workers


def pytest_configure(config: pytest.Config) -> None:
    """Make each test cheaper, and no property depend on the speed of the machine.

    asyncio would describe the task of each test in full to find that it is no signal.
    """
    gc.disable()
    os.fsync = lambda fd: None
    engine.create_async_engine = create_quick_engine  # type: ignore[attr-defined]
    desk.PillowStudio = QuickStudio  # type: ignore[attr-defined]
    documents.ProcessStudio = QuickDocumentStudio  # type: ignore[attr-defined]
    # Objects of a test that were excluded would never be collected.
    application.exclude_present_objects = lambda: None  # type: ignore[attr-defined]
    # Babel lacks for the rest of the process what a server has dropped of its data.
    server.drop_unused_locale_data = lambda: None  # type: ignore[attr-defined]
    # Rich tracebacks show the values of all variables, which takes minutes for those of a whole application.
    quick_renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], quick_renderer])
    settings.register_profile("any machine", deadline=None)
    settings.load_profile("any machine")
    with suppress(ValueError):  # not in the main thread of the process
        signal.signal(signal.SIGINT, interrupt)
    if not hasattr(config, "workerinput"):
        config.add_cleanup(create_slice_folder())
        config.add_cleanup(create_template_folder())
    share_templates()


def interrupt(number: int, frame: FrameType | None) -> None:
    """Python's own handler under another name, which asyncio leaves alone."""
    signal.default_int_handler(number, frame)


@pytest.fixture(autouse=True)
def keep_log_settings() -> Iterator[None]:
    """Restore what a test has set for the logs of the process, as a command does."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def forget_applications() -> Iterator[None]:
    """Let go of the application of a test: aiohttp keeps a thousand of handlers with theirs, which are gigabytes."""
    yield
    web_app._cached_build_middleware.cache_clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Start the workers with the longest tests; one worker runs them in the order of their paths."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = order_for_workers(items, lambda item: item.nodeid, workers)


def pytest_collection_finish() -> None:
    """Collect garbage as a server does: not what the imports made, which would be looked through again and again."""
    finish_imports()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, object, object]:
    """Hold the garbage collector: a finalizer within `ast.parse` would end the run (python/cpython#106905)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        if was_enabled:
            gc.enable()


async def preload_event(database: Database) -> None:
    """Store the reference event, as a first start does, so that tests need not read its folder again."""
    folder = event_folder("hanoi-2025")
    async with Transactions(database, Bus()).write() as transaction:
        await save_event(transaction, load_event(folder), read_files(folder), version=0, at=MORNING, by="system")


MORNING = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
"""09:00 in Hà Nội on the first day."""


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at the opening."""
    return ManualClock(MORNING)


@pytest.fixture
def ids() -> SequentialIds:
    """The same identifiers in every run."""
    return SequentialIds()


@pytest.fixture
def bus() -> Bus:
    """An empty bus."""
    return Bus()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance URL of this run's PostgreSQL."""
    with postgres_server(fsync=False) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of this run's Redis."""
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated database to copy from, empty but for the reference event."""

    async def build() -> None:
        database = open_database(await create_database(postgres_url, "rostrum_template"))
        await migrate(database)
        await preload_event(database)
        await database.close()

    asyncio.run(build())
    return "rostrum_template"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from, empty but for the reference event."""
    path = tmp_path_factory.mktemp("sqlite") / f"template-{os.getpid()}.db"

    async def build() -> None:
        database = open_database(f"sqlite:///{path}")
        await migrate(database)
        await preload_event(database)
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        await database.close()

    with ThreadPoolExecutor(1) as apart:  # the event loop of a browser may be running in this thread
        apart.submit(lambda: asyncio.run(build())).result()
    return path


@pytest.fixture
async def sqlite_database(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Database]:
    """A migrated, empty SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    database = open_database(f"sqlite:///{tmp_path}/rostrum.db")
    yield database
    await database.close()


@pytest.fixture(scope="session")
def postgres_again(postgres_url: str, postgres_template: str) -> str:
    """The URL of a migrated database that each test empties for itself: to copy one takes longer than most tests."""

    async def build() -> str:
        url = await create_database(postgres_url, "rostrum_again", postgres_template)
        await remember_rows(url)
        return url

    return asyncio.run(build())


@pytest.fixture
async def postgresql_database(postgres_again: str) -> AsyncIterator[Database]:
    """A migrated, empty PostgreSQL database, whose tables no test may change."""
    await restore_rows(postgres_again)
    database = open_database(postgres_again)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: a test that asks for it runs on SQLite and on PostgreSQL, with all its fixtures."""
    return request.getfixturevalue(f"{request.param}_database")  # type: ignore[no-any-return]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    """The test's `each_database` if it asks for that one, a migrated, empty SQLite database for all others."""
    kind = "each" if "each_database" in request.fixturenames else "sqlite"
    return request.getfixturevalue(f"{kind}_database")  # type: ignore[no-any-return]


@pytest.fixture
async def transactions(database: Database, bus: Bus) -> AsyncIterator[Transactions]:
    """Transactions on the test's database."""
    opened = Transactions(database, bus)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def event() -> Event:
    """The reference event."""
    return load_event(event_folder("hanoi-2025"))


@pytest.fixture
async def runtime(tmp_path: Path, sqlite_template: Path, clock: ManualClock) -> AsyncIterator[Runtime]:
    """Everything open, on a migrated SQLite database, with a clock that stands and cheap passwords."""
    async with open_cheap_runtime(tmp_path, sqlite_template, clock) as opened:
        yield opened


@asynccontextmanager
async def open_cheap_runtime(folder: Path, template: Path, clock: ManualClock) -> AsyncIterator[Runtime]:
    """Open everything on a copy of the database, with cheap passwords."""
    shutil.copy(template, folder / "rostrum.db")
    link_slice_folder(folder)
    async with open_runtime(Settings(data_dir=folder), clock=clock) as opened:
        yield replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))


@pytest.fixture
async def client(runtime: Runtime) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """A client of the whole application, as `make run` serves it."""
    async with TestClient(LastingServer(make_application(runtime))) as opened:
        yield opened
