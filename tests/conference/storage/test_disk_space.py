"""The reserve of free space."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from conference.storage.disk_space import DiskReserve

FOLDER = Path("/data")


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The free bytes of the disk, as a test sets them."""
    disk = SimpleNamespace(free=0)
    monkeypatch.setattr("conference.storage.disk_space.shutil.disk_usage", lambda _folder: disk)
    return disk


def test_reserve_is_reached_below_its_bytes(free: SimpleNamespace) -> None:
    reserve = DiskReserve(FOLDER, 100)
    answers = []
    with capture_logs() as logged:
        for free.free in (100, 99, 0, 100):
            answers.append(reserve.is_reached())
    assert answers == [False, True, True, False]
    assert [line["event"] for line in logged] == ["disk_reserve.reached", "disk_reserve.left"]


def test_disk_of_another_machine_has_no_reserve(free: SimpleNamespace) -> None:
    assert not DiskReserve(None, 100).is_reached()
