"""The folder of the reference event, and faults in copies of it."""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conference.event import EventDataError, load_event
from conference.resources import event_folder

HANOI = event_folder("hanoi-2025")
HANOI_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


def copied_event(folder: Path) -> Path:
    """Copy the reference event to a new folder, which a test may change."""
    return Path(shutil.copytree(HANOI, folder))


def change(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    """Replace a text in a file of the event."""
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, count), "utf-8")


def problems(folder: Path) -> list[str]:
    """The reported faults of the event, without lines and proposals."""
    with pytest.raises(EventDataError) as caught:
        load_event(folder)
    return [": ".join(part for part in (fault.file, fault.key, fault.problem) if part) for fault in caught.value.faults]


def problem(folder: Path) -> str:
    """The reported fault of the event, which has one."""
    (said,) = problems(folder)
    return said
