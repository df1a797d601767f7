"""Checks of the event and of the signing keys."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from conference.resources import event_folder
from rostrum.doctor import Level
from rostrum.doctor.checks import check_event, check_keys
from rostrum.parts.accreditation import ensure_issuing
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.conference.event.folders import change
from tests.rostrum.doctor.findings import warned, wrong


async def test_unreadable_event_is_reported() -> None:
    (said,) = wrong(await check_event(Settings(event="/nowhere")))
    assert said.startswith("The event /nowhere cannot be read: event.toml")


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
    paths = [*(issuing.data_dir / "keys").glob("*.pem"), issuing.data_dir / "keys" / "links.key"]
    for path in paths:
        path.chmod(0o644)
    (issuing.data_dir / "keys").chmod(0o755)
    *files, folder = wrong(await check_keys(issuing))
    assert files == [f"Others may read the private keys: {path} has the mode 644." for path in paths]
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


async def test_event_of_another_release_is_a_problem(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.data_dir / "rostrum.db")) as database:
        database.execute("UPDATE loaded_event SET content = '{}'")
        database.commit()
    (said,) = await check_event(settings)
    assert said.level is Level.PROBLEM
    assert "another release" in said.said


async def test_folder_that_differs_from_the_loaded_event_is_a_warning(settings: Settings, tmp_path: Path) -> None:
    assert not [finding for finding in await check_event(settings) if "differs" in finding.said]
    folder = Path(shutil.copytree(event_folder("hanoi-2025"), tmp_path / "event"))
    change(folder, "places.toml", "capacity = 3500", "capacity = 3400")
    (said,) = [one for one in await check_event(replace(settings, event=f"{folder}/")) if "differs" in one.said]
    assert said.level is Level.WARNING
    assert "rostrum event load" in said.todo
    (folder / "event.toml").unlink()
    assert not [one for one in await check_event(replace(settings, event=f"{folder}/")) if "differs" in one.said]
