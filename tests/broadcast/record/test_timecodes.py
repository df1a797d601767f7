"""Timecodes of the time of day: 25 frames a second, and drop-frame at 29.97."""

from datetime import datetime, timedelta

import pytest

from broadcast.record.timecodes import FrameRate, count_frames, write_timecode
from tests.support.board_samples import HANOI

NOON = datetime(2025, 10, 25, 12, 0, tzinfo=HANOI)


def timecode(at: datetime, rate: FrameRate) -> str:
    return write_timecode(count_frames(at, HANOI, rate), rate)


def test_timecode_at_25_frames_is_the_clock_of_the_venue() -> None:
    assert timecode(NOON, FrameRate.PAL) == "12:00:00:00"
    assert timecode(NOON + timedelta(seconds=61, milliseconds=990), FrameRate.PAL) == "12:01:01:24"
    assert timecode(NOON + timedelta(hours=12), FrameRate.PAL) == "00:00:00:00"


@pytest.mark.parametrize(
    ("frames", "written"),
    [
        (0, "00:00:00;00"),
        (1799, "00:00:59;29"),
        (1800, "00:01:00;02"),
        (3597, "00:01:59;29"),
        (3598, "00:02:00;02"),
        (17_981, "00:09:59;29"),
        (17_982, "00:10:00;00"),
        (107_892, "01:00:00;00"),
        (2_589_407, "23:59:59;29"),
        (2_589_408, "00:00:00;00"),
    ],
)
def test_drop_frame_leaves_out_two_numbers_a_minute(frames: int, written: str) -> None:
    assert write_timecode(frames, FrameRate.NTSC) == written


def test_drop_frame_follows_the_clock_all_day() -> None:
    for minutes in range(0, 24 * 60, 7):
        at = NOON - timedelta(hours=12) + timedelta(minutes=minutes)
        written = timecode(at, FrameRate.NTSC)
        seconds, frames = written.split(";")
        shown = datetime.strptime(seconds, "%H:%M:%S").replace(year=2025, month=10, day=25, tzinfo=HANOI)
        assert abs(shown + timedelta(seconds=int(frames) / 30) - at) < timedelta(milliseconds=150)
