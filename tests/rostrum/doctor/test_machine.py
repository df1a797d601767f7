"""Checks of the machine: data folder, open files, address, workers, mail."""

from pathlib import Path

import pytest

from conference.connections.limits import FILES_BESIDE_VIEWERS, MAX_CONNECTIONS, MIN_CONNECTIONS, RESERVED_FILES
from rostrum.doctor import Level
from rostrum.doctor.machine import check_address, check_files, check_folder, check_processes, check_sound
from rostrum.serving.process import files_allowed
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import is_empty, warned, wrong
from tests.support.paths import ROOT
from tests.support.streams import FLOOR


def open_to_all(folder: Path) -> None:
    folder.chmod(0o777)


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
    assert "1000000000 viewers and all other connections need 1000008500" in said
    (least,) = await check_files(Settings(most_viewers=files_allowed() - FILES_BESIDE_VIEWERS))
    assert least.level is Level.OK
    assert wrong(await check_files(Settings(most_viewers=10**9, only=("doors",)))) == []


async def test_files_for_viewers_alone_are_warned_of() -> None:
    least = files_allowed() - MIN_CONNECTIONS - RESERVED_FILES
    (finding,) = await check_files(Settings(most_viewers=least))
    assert (finding.level, "ROSTRUM_MOST_VIEWERS" in finding.todo) == (Level.WARNING, True)
    (finding,) = await check_files(Settings(most_viewers=least + 1))
    assert finding.level is Level.PROBLEM


def test_files_of_a_process_are_the_documented_number() -> None:
    assert MAX_CONNECTIONS + RESERVED_FILES <= FILES_BESIDE_VIEWERS
    for page in ("docs/scaling.md", "CHANGELOG.md"):
        assert f"`ROSTRUM_MOST_VIEWERS` + {FILES_BESIDE_VIEWERS:,}" in (ROOT / page).read_text(encoding="utf-8")


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


def test_sound_of_streams_needs_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (said,) = check_sound([FLOOR])
    assert said.level is Level.WARNING
    assert list(check_sound([])) == []
    program = tmp_path / "ffmpeg"
    program.touch(0o755)
    assert list(check_sound([FLOOR])) == []
