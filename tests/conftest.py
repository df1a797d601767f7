"""What every test may ask for: real databases, a clock that stands, an event, the wired application."""

import shutil
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.engine import Database, open_database
from conference.storage.units import Units
from tests.servers import (  # noqa: F401
    create_database,
    drop_database,
    postgres_template,
    postgres_url,
    redis_url,
    sqlite_template,
)


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


@pytest.fixture
async def sqlite_database(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Database]:
    """A migrated, empty SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    database = open_database(f"sqlite:///{tmp_path}/rostrum.db")
    yield database
    await database.close()


@pytest.fixture
async def postgresql_database(postgres_url: str, postgres_template: str) -> AsyncIterator[Database]:
    """A migrated, empty PostgreSQL database."""
    name = f"test_{uuid.uuid4().hex}"
    database = open_database(await create_database(postgres_url, name, postgres_template))
    yield database
    await database.close()
    await drop_database(postgres_url, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: each test runs on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_database")  # type: ignore[no-any-return]


@pytest.fixture
def units(database: Database, bus: Bus) -> Units:
    """Transactions on the test's database."""
    return Units(database, bus)
