"""`rostrum doctor`: each check with a real fault."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
import redis.asyncio

from conference.event import Event
from conference.resources import locales_folder
from rostrum.cli import print_report
from rostrum.doctor import Check, Finding, Level, Report, is_well, run_checks
from rostrum.doctor.change_notifier import check_redis
from rostrum.doctor.checks import CHECKS, check_event, check_keys
from rostrum.doctor.clocks import check_clock, compare_clocks
from rostrum.doctor.database import check_database
from rostrum.doctor.machine import check_address, check_files, check_folder, check_mail, check_processes
from rostrum.doctor.texts import check_catalogues, check_letters
from rostrum.parts.accreditation import ensure_issuing
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.servers import create_database, drop_database, free_port


def wrong(findings: Iterable[Finding]) -> list[str]:
    """What is said to be a problem."""
    return [finding.said for finding in findings if finding.level is Level.PROBLEM]


def warned(findings: Iterable[Finding]) -> list[str]:
    return [finding.said for finding in findings if finding.level is Level.WARNING]


def is_empty(folder: Path) -> bool:
    return list(folder.iterdir()) == []


def open_to_all(folder: Path) -> None:
    folder.chmod(0o777)


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """A node on a migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    return Settings(data_dir=tmp_path)


# --- the database


async def test_migrated_database_is_well(settings: Settings) -> None:
    assert {finding.level for finding in await check_database(settings)} == {Level.OK}


async def test_missing_database_is_reported_and_not_created(tmp_path: Path) -> None:
    found = list(await check_database(Settings(data_dir=tmp_path)))
    assert wrong(found) == [f"There is no database at {tmp_path}/rostrum.db yet."]
    assert "rostrum migrate" in found[0].todo
    assert is_empty(tmp_path)


async def test_unmigrated_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "rostrum.db").touch()
    (said,) = wrong(await check_database(Settings(data_dir=tmp_path)))
    assert said.startswith("The database lacks ")


async def test_newer_database_is_reported(settings: Settings) -> None:
    async with open_runtime(settings) as runtime, runtime.database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    assert wrong(await check_database(settings)) == ["The database is newer than this program (9999_later)."]


async def test_database_without_write_ahead_log_is_reported() -> None:
    found = wrong(await check_database(Settings(database_url="sqlite:///:memory:")))
    assert "SQLite may lose what it has confirmed: journal_mode is memory, synchronous is 2." in found


async def test_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "rostrum.db").write_text("this is a letter, not a database " * 100)
    (said,) = wrong(await check_database(Settings(data_dir=tmp_path)))
    assert "file is not a database" in said


async def test_unreachable_database_is_reported() -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    (finding,) = await check_database(Settings(database_url=url))
    assert finding.said.startswith("The database cannot be reached: ")
    assert "Connect" in finding.said
    assert finding.todo == "Start it, or correct DATABASE_URL."


@pytest.fixture
async def postgresql(postgres_url: str, postgres_template: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    yield await create_database(postgres_url, name, postgres_template)
    await drop_database(postgres_url, name)


async def test_postgresql_unsafe_or_too_small_is_reported(postgresql: str) -> None:
    assert wrong(await check_database(Settings(database_url=postgresql))) == []
    connection = await asyncpg.connect(postgresql)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await connection.close()
    forgetful, small = wrong(await check_database(Settings(database_url=postgresql, workers=1000)))
    assert forgetful == "PostgreSQL may lose what it has confirmed: synchronous_commit is off."
    assert small.startswith("This node may open 12000 connections; PostgreSQL takes ")


# --- the change notifier


async def test_redis_is_well_and_left_as_it_was(redis_url: str) -> None:
    client = redis.asyncio.Redis.from_url(redis_url)
    before = await client.dbsize()
    assert wrong(await check_redis(Settings(redis_url=redis_url))) == []
    assert await client.dbsize() == before
    await client.aclose()


async def test_unreachable_redis_is_reported() -> None:
    (said,) = wrong(await check_redis(Settings(redis_url=f"redis://127.0.0.1:{free_port()}/0")))
    assert said.startswith("Redis cannot be used: Error 111 connecting")


async def test_server_that_is_no_redis_is_reported() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert len(wrong(await check_redis(Settings(redis_url=f"redis://127.0.0.1:{port}/0")))) == 1


async def test_redis_without_streams_is_reported() -> None:
    about = b"# Server\r\nredis_version:4.0.14\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            words = []
            for _ in range(int(line[1:])):
                length = int((await reader.readline())[1:])
                words.append((await reader.readexactly(length + 2))[:-2])
            writer.write(b"$%d\r\n%b\r\n" % (len(about), about) if words[0] == b"INFO" else b"+OK\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found = wrong(await check_redis(Settings(redis_url=f"redis://127.0.0.1:{port}/0")))
    assert found == ["Redis 4.0.14 has no streams."]


async def test_redis_that_evicts_or_is_full_is_reported(redis_url: str) -> None:
    client = redis.asyncio.Redis.from_url(redis_url)
    try:
        await client.config_set("maxmemory-policy", "allkeys-lru")
        (said,) = warned(await check_redis(Settings(redis_url=redis_url)))
        assert said == "Redis may evict the change notifier's stream: maxmemory-policy is allkeys-lru."
        used = (await client.info("memory"))["used_memory"]
        await client.config_set("maxmemory", used // 2)
        assert any("is full" in said for said in wrong(await check_redis(Settings(redis_url=redis_url))))
    finally:
        await client.config_set("maxmemory", 0)
        await client.config_set("maxmemory-policy", "noeviction")
        await client.aclose()


async def test_nodes_without_redis_are_warned() -> None:
    assert warned(await check_redis(Settings(database_url="postgresql://db/x")))
    assert not warned(await check_redis(Settings()))


# --- clocks


def test_clock_difference_is_reported() -> None:
    now = datetime.now(UTC)
    late = compare_clocks("Redis", now - timedelta(seconds=90), now, now)
    assert (late.level, late.said) == (
        Level.PROBLEM,
        "The clocks of Redis and of this machine are 90.0 s apart.",
    )
    assert compare_clocks("Redis", now + timedelta(seconds=1), now, now + timedelta(seconds=1)).level is Level.OK


async def test_demonstration_clock_is_reported_and_not_anchored(tmp_path: Path) -> None:
    morning = datetime(2025, 10, 25, 1, 30, tzinfo=UTC)
    (said,) = warned(await check_clock(Settings(data_dir=tmp_path, clock_starts_at=morning)))
    assert said == "The clock is the demonstration's and shows 2025-10-25 01:30 UTC."
    assert is_empty(tmp_path)
    assert warned(await check_clock(Settings(data_dir=tmp_path))) == []


# --- the machine


async def test_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (said,) = wrong(await check_folder(Settings(data_dir=tmp_path / "file" / "data")))
    assert said.startswith(f"The data folder {tmp_path}/file/data cannot be written to: ")


async def test_open_or_full_folder_is_reported(tmp_path: Path) -> None:
    assert wrong(await check_folder(Settings(data_dir=tmp_path), least_free=1)) == []
    open_to_all(tmp_path)
    open_, full = wrong(await check_folder(Settings(data_dir=tmp_path), least_free=1 << 60))
    assert open_ == f"Anybody on this machine may change the data folder {tmp_path}."
    assert full.startswith("Only ")
    assert is_empty(tmp_path)


async def test_more_viewers_than_files_is_reported() -> None:
    (said,) = wrong(await check_files(Settings(most_viewers=10**9)))
    assert "1000000000 viewers and its own need 1000000300" in said
    assert wrong(await check_files(Settings(most_viewers=100))) == []
    assert wrong(await check_files(Settings(most_viewers=10**9, only=("doors",)))) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(), ""),
        (Settings(public_url="https://press.example.org", proxies=1), ""),
        (Settings(public_url="https://press.example.org"), "is not believed"),
        (Settings(public_url="http://press.example.org", proxies=1), "without https"),
        (Settings(host="0.0.0.0"), "without https"),
    ],
)
async def test_address_is_judged(settings: Settings, words: str) -> None:
    found = wrong(await check_address(settings))
    assert len(found) == (1 if words else 0)
    assert words in "".join(found)


async def test_workers_without_servers_and_open_metrics_are_reported() -> None:
    assert "Several workers need PostgreSQL" in wrong(await check_processes(Settings(workers=4)))[0]
    assert wrong(await check_processes(Settings())) == []
    assert warned(await check_processes(Settings(metrics_host="0.0.0.0", metrics_port=9100)))
    assert warned(await check_processes(Settings(metrics_port=9100))) == []


async def test_mail_is_said_to_be_missing() -> None:
    (finding,) = await check_mail(Settings())
    assert (finding.level, finding.said[:28]) == (Level.WARNING, "Mail is not configured: this")


# --- texts


async def test_missing_texts_are_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "locales"
    shutil.copytree(locales_folder(), folder)
    arabic = folder / "ar" / "LC_MESSAGES" / "messages.po"
    arabic.write_text(arabic.read_text(encoding="utf-8").replace('msgid "apply.title"\n', 'msgid "apply.titel"\n'))
    monkeypatch.setattr("rostrum.doctor.texts.locales_folder", lambda: folder)
    (said,) = wrong(await check_catalogues(Settings()))
    assert said.startswith("The texts of the interface are not complete: ar: apply.tit")


def test_letters_without_a_glyph_are_reported(event: Event) -> None:
    assert wrong(check_letters(event)) == []
    strange = {**event.name, "fr": "Convention \U000f1234\U000f1235"}
    (said,) = wrong(check_letters(replace_name(event, strange)))
    assert said == "No face has a glyph for letters of the event hanoi-2025: U+F1234, U+F1235."


def replace_name(event: Event, name: dict[str, str]) -> Event:
    return msgspec.structs.replace(event, name=name)


async def test_unreadable_event_is_reported() -> None:
    (said,) = wrong(await check_event(Settings(event="/nowhere")))
    assert said.startswith("The event /nowhere cannot be read: event.toml")


# --- keys


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The data folder of a node with its signing key."""
    folder = tmp_path_factory.mktemp("issued")
    shutil.copy(sqlite_template, folder / "rostrum.db")

    async def issue() -> None:
        async with open_runtime(Settings(data_dir=folder)) as runtime:
            await ensure_issuing(runtime)

    asyncio.run(issue())
    return folder


@pytest.fixture
def issuing(issued: Path, tmp_path: Path) -> Settings:
    """A node like that one."""
    shutil.copytree(issued, tmp_path, dirs_exist_ok=True)
    return Settings(data_dir=tmp_path)


async def test_key_of_a_node_that_issues_is_well(issuing: Settings) -> None:
    (finding,) = await check_keys(issuing)
    assert finding.level is Level.OK
    assert finding.said.startswith("Badges are signed with the key of ")


async def test_key_readable_by_others_is_reported(issuing: Settings) -> None:
    (path,) = (issuing.data_dir / "keys").iterdir()
    path.chmod(0o644)
    (issuing.data_dir / "keys").chmod(0o755)
    file, folder = wrong(await check_keys(issuing))
    assert file == f"Others may read the private signing keys: {path} has the mode 644."
    assert folder.endswith("/keys has the mode 755.")


async def test_lost_or_missing_key_is_reported(issuing: Settings, tmp_path: Path) -> None:
    for path in (issuing.data_dir / "keys").iterdir():
        path.unlink()
    assert warned(await check_keys(issuing)) == [
        "1 signing keys are published, and this node holds the private half of none."
    ]
    empty = replace(issuing, data_dir=tmp_path / "empty")
    assert warned(await check_keys(empty)) == ["There is no signing key yet."]


async def test_key_on_a_node_that_does_not_issue_is_reported(issuing: Settings) -> None:
    (said,) = warned(await check_keys(replace(issuing, only=("doors", "board"))))
    assert said.startswith("This node issues no badges, but holds 1 private signing keys in ")


# --- the report


async def test_failing_check_is_a_problem_and_others_run() -> None:
    async def fail(_settings: Settings) -> Iterable[Finding]:
        raise LookupError("no such thing")

    checks: dict[str, Check] = {"strange": fail, "mail": check_mail}
    reports = await run_checks(Settings(), checks)
    assert [report.check for report in reports] == ["strange", "mail"]
    assert reports[0].finding.said == "The check of strange failed: LookupError: no such thing"
    assert not is_well(reports)
    assert is_well(reports[1:])


def test_command_exits_with_one_and_speaks_json(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
        own = {"ROSTRUM_DATA_DIR": str(tmp_path), "REDIS_URL": f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"}
        command = [sys.executable, "-m", "rostrum.cli", "doctor", "--json"]
        told = subprocess.run(command, env={**plain, **own}, capture_output=True, text=True, check=False)
    assert told.returncode == 1, told.stderr
    answer = json.loads(told.stdout)
    assert answer["well"] is False
    assert {finding["check"] for finding in answer["findings"]} == set(CHECKS)
    problems = [finding["said"] for finding in answer["findings"] if finding["level"] == "problem"]
    assert any(said.startswith("Redis cannot be used") for said in problems)


def test_report_names_check_problem_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(Report("disk", Finding(Level.PROBLEM, "It [bold]is[/] full.", "Make room.")))
    assert capsys.readouterr().out == "✗ disk       It [bold]is[/] full.\n             Make room.\n"
