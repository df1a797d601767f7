"""Timecodes of SMPTE ST 12-1 that say the time of day at the venue."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class FrameRate(StrEnum):
    """Frames a second: 25, or 30000/1001, which drops numbers of frames to follow the clock."""

    PAL = "25"
    NTSC = "29.97"


_SECOND = timedelta(seconds=1)
_TEN_MINUTES, _MINUTE = 17_982, 1798
"""Frames at 29.97 a second: in ten minutes, and in a minute whose first two numbers are dropped."""

_NTSC_DAY = 144 * _TEN_MINUTES


def count_frames(at: datetime, zone: ZoneInfo, rate: FrameRate) -> int:
    """Return the number of frames that began between midnight at the venue and `at`."""
    local = at.astimezone(zone).replace(tzinfo=None)
    passed = local - local.replace(hour=0, minute=0, second=0, microsecond=0)
    if rate is FrameRate.PAL:
        return passed * 25 // _SECOND
    return passed * 30_000 // (_SECOND * 1001)


def write_timecode(frames: int, rate: FrameRate) -> str:
    """Return the timecode of a number of frames after midnight; drop-frame timecode has `;` before its frames."""
    if rate is FrameRate.PAL:
        return _write_digits(frames, 25, ":")
    tens, rest = divmod(frames % _NTSC_DAY, _TEN_MINUTES)
    dropped = 18 * tens + (2 * ((rest - 2) // _MINUTE) if rest >= 2 else 0)
    return _write_digits(frames % _NTSC_DAY + dropped, 30, ";")


def _write_digits(numbers: int, a_second: int, mark: str) -> str:
    seconds, frame = divmod(numbers, a_second)
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{frame:02}"
