"""An unreachable, locked or slow database is reported as unavailable, and leaves no partial change."""

import asyncio
import socket
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import text

from conference.errors import InvalidError, UnavailableError
from conference.storage import engine, one_trip_sqlite
from conference.storage.engine import Database, open_database
from conference.web.context import SITE
from conference.web.cookies import login_name
from tests.support.servers import create_database, drop_database, free_port

LIMIT_S = 0.4


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can wait for."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)
    monkeypatch.setattr(engine, "PROVEN_FOR_S", 0.0)
    for name in ("TURN_WITHIN_S", "REACH_WITHIN_S", "STATEMENT_WITHIN_S", "IDLE_WITHIN_S"):
        monkeypatch.setattr(engine, name, LIMIT_S)


@pytest.fixture
async def opened(postgres_url: str, impatient: None) -> AsyncIterator[Database]:
    """A PostgreSQL database of its own with those limits, and a table."""
    name = f"outage_{uuid.uuid4().hex}"
    database = open_database(await create_database(postgres_url, name))
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE things (thing text)"))
    yield database
    await database.close()
    await drop_database(postgres_url, name)


async def add(database: Database, thing: str) -> None:
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO things VALUES (:thing)"), {"thing": thing})


async def things(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(text("SELECT thing FROM things ORDER BY thing"))).scalars())


async def cut_others(database: Database) -> None:
    """What an administrator or a restart does to every other connection."""
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
    async with database.write() as connection:
        await connection.execute(text(statement + "current_database()"))


async def test_sqlite_locked_by_another_process(tmp_path: Path, sqlite_template: Path, impatient: None) -> None:
    database = open_database(f"sqlite:///{tmp_path}/rostrum.db")
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE things (thing text)"))
    with closing(sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match=r"database\.unavailable"):
            await add(database, "late")
        assert await things(database) == []
    await add(database, "later")
    assert await things(database) == ["later"]
    await database.close()


@pytest.mark.parametrize("column", ["thing", "CAST(thing AS jsonb)"])
async def test_text_with_nul_is_a_client_error(opened: Database, column: str) -> None:
    with pytest.raises(InvalidError, match=r"request\.invalid"):
        async with opened.write() as connection:
            unfit = '"a\\u0000b"' if "json" in column else "a\x00b"
            statement = text(f"SELECT {column} FROM (SELECT CAST(:thing AS text) AS thing) AS typed")
            await connection.execute(statement, {"thing": unfit})
    await add(opened, "later")
    assert await things(opened) == ["later"]


async def test_cut_connection_leaves_no_partial_write(opened: Database) -> None:
    with pytest.raises(UnavailableError, match=r"database\.unavailable"):
        async with opened.write() as connection:
            await connection.execute(text("INSERT INTO things VALUES ('half')"))
            await cut_others(opened)
            await connection.execute(text("INSERT INTO things VALUES ('other half')"))
    await add(opened, "whole")
    assert await things(opened) == ["whole"]


async def test_connections_cut_while_idle_are_made_anew(opened: Database) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(opened.read())
    await cut_others(opened)
    for _ in range(3):
        assert await things(opened) == []


async def test_connection_lost_in_commit_is_outcome_unknown(opened: Database) -> None:
    async with opened.write() as connection:
        for statement in (
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'",
            "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION die()",
        ):
            await connection.execute(text(statement))
    with pytest.raises(UnavailableError, match=r"database\.outcome_unknown"):
        await add(opened, "perhaps")
    assert await things(opened) == []


async def test_idle_transaction_with_locks_is_ended(opened: Database) -> None:
    """A node that is frozen in the middle of an action does not stop the operators of the others for long."""
    await add(opened, "one")
    with pytest.raises(UnavailableError):
        async with opened.write() as frozen:
            await frozen.execute(text("UPDATE things SET thing = 'mine'"))
            async with opened.write(patient=True) as other:
                await other.execute(text("UPDATE things SET thing = 'theirs'"))
            await frozen.execute(text("UPDATE things SET thing = 'mine after all'"))
    assert await things(opened) == ["theirs"]


async def test_slow_statement_is_ended(opened: Database) -> None:
    with pytest.raises(UnavailableError, match=r"database\.unavailable"):
        async with opened.write() as connection:
            await connection.execute(text("INSERT INTO things VALUES ('slow')"))
            await connection.execute(text("SELECT pg_sleep(30)"))
    assert await things(opened) == []


async def test_patience_has_no_limit(opened: Database) -> None:
    async with opened.write(patient=True) as connection:
        await connection.execute(text(f"SELECT pg_sleep({LIMIT_S + 0.2})"))


async def test_programming_error_is_not_reported_as_outage(opened: Database) -> None:
    from sqlalchemy.exc import ProgrammingError

    with pytest.raises(ProgrammingError):
        async with opened.write() as connection:
            await connection.execute(text("SELECT * FROM nowhere"))
    with pytest.raises(FileNotFoundError):
        async with opened.write():
            raise FileNotFoundError
    assert await things(opened) == []


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        yield int(deaf.getsockname()[1])


@pytest.mark.parametrize("deaf", [True, False])
async def test_unreachable_server_is_unavailable(deaf_port: int, impatient: None, *, deaf: bool) -> None:
    database = open_database(f"postgresql://nobody:nothing@127.0.0.1:{deaf_port if deaf else free_port()}/none")
    told: list[int] = []
    database.unreachable = lambda: told.append(1)
    with pytest.raises(UnavailableError, match=r"database\.unavailable"):
        await things(database)
    assert told == [1]
    await database.close()


async def test_transactions_beyond_the_pool_wait_then_fail(opened: Database) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(engine.POOL_SIZE):
            await stack.enter_async_context(opened.read())
        with pytest.raises(UnavailableError):
            await things(opened)
    assert await things(opened) == []


async def test_reads_pass_the_writers_that_wait_for_a_row(
    postgres_url: str, postgres_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "TURN_WITHIN_S", LIMIT_S)
    name = f"outage_{uuid.uuid4().hex}"
    database = open_database(await create_database(postgres_url, name, postgres_template))
    change = text("UPDATE alembic_version SET version_num = version_num")

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(change)

    async with database.write() as holder:
        await holder.execute(change)
        writing = [asyncio.create_task(write()) for _ in range(2 * engine.POOL_SIZE)]
        while database.connections_in_use() - 1 + sum(task.done() for task in writing) < len(writing):  # noqa: ASYNC110
            await asyncio.sleep(0.05)  # until each has a connection or was turned away
        async with database.read() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar() == 1
        assert database.connections_in_use() == engine.MAX_WRITERS
    results = await asyncio.gather(*writing, return_exceptions=True)
    assert sum(result is None for result in results) == engine.MAX_WRITERS - 1
    await database.close()
    await drop_database(postgres_url, name)


def _fail_to_read(*_given: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize(
    ("accept", "words"), [("text/html", "La base de datos no responde"), ("application/json", "database.unavailable")]
)
async def test_outage_response_has_retry_after(
    sqlite_database: Database,
    client: TestClient[web.Request, web.Application],
    monkeypatch: pytest.MonkeyPatch,
    *,
    accept: str,
    words: str,
) -> None:
    monkeypatch.setattr(engine, "TURN_WITHIN_S", 0.2)
    monkeypatch.setattr(one_trip_sqlite.QuickReader, "read", _fail_to_read)
    cookie = login_name(client.server.app[SITE])  # type: ignore[attr-defined]
    async with AsyncExitStack() as stack:
        for _ in range(engine.POOL_SIZE):
            await stack.enter_async_context(sqlite_database.read())
        answer = await client.get("/es/", headers={"Accept": accept, "Cookie": f"{cookie}=whoever"})
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert words in await answer.text()
