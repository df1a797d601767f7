"""Statements as an edit decision list of CMX 3600, whose timecodes are the time of day at the venue."""

import re
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from broadcast.record.speaking import Statement
from broadcast.record.timecodes import FrameRate, count_frames, write_timecode
from conference.languages import FALLBACK, pick
from conference.texts.stream_safe import normalize

REEL = "AX"
"""Reel of the events: a source without a name of its own, as the recording of the day."""

_MODES = {FrameRate.PAL: "NON-DROP FRAME", FrameRate.NTSC: "DROP FRAME"}
_TO_ASCII = str.maketrans({"đ": "d", "Đ": "D", "’": "'", "‘": "'", "–": "-", "—": "-"})
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def write_edl(title: str, statements: Iterable[Statement], zone: ZoneInfo, rate: FrameRate) -> bytes:
    """Return the list, with an event for each statement that has ended. `title` is written in ASCII."""
    lines = [f"TITLE: {write_ascii(title)}", f"FCM: {_MODES[rate]}"]
    ended = (one for one in statements if one.ended_at is not None)
    for number, statement in enumerate(ended, start=1):
        lines += ["", *_write_event(number, statement, zone, rate)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def write_ascii(text: str) -> str:
    """Return a text in one line of ASCII: letters without their marks, other scripts left out."""
    plain = normalize("NFKD", text.translate(_TO_ASCII)).encode("ascii", "ignore").decode()
    return _join_lines(plain)


def _write_event(number: int, statement: Statement, zone: ZoneInfo, rate: FrameRate) -> Iterator[str]:
    first = count_frames(statement.began_at, zone, rate)
    last = count_frames(statement.ended_at or statement.began_at, zone, rate)
    begin, end = (write_timecode(one, rate) for one in (first, last if last != first else first + 1))
    yield f"{number:03}  {REEL:<8} V     C        {begin} {end} {begin} {end}"
    speaker = statement.speaker
    name = pick(speaker.name, FALLBACK)[0]
    yield f"* FROM CLIP NAME: {write_ascii(name) or speaker.country or speaker.id}"
    yield f"* SPEAKER: {_join_lines(name)}"
    if any(speaker.role.values()):
        yield f"* ROLE: {_join_lines(pick(speaker.role, FALLBACK)[0])}"
    yield f"* SESSION: {_join_lines(pick(statement.session.title, FALLBACK)[0])}"


def _join_lines(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
