"""The folder of the reference event, and faults in copies of it."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conference.event import EventDataError, load_event
from conference.resources import event_folder

HANOI = event_folder("hanoi-2025")
HANOI_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


def change(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    """Replace a text in a file of the event."""
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, count), "utf-8")


def problem(folder: Path) -> str:
    """The reported fault of the event."""
    with pytest.raises(EventDataError) as caught:
        load_event(folder)
    assert str(caught.value) == f"{caught.value.file}: {caught.value.key}: {caught.value.problem}"
    return str(caught.value)
