"""Cues of a script: their values, their order, and when each is planned to begin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.timing import local_day, moment
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.texts.typed_text import LINE_LENGTH, western_digits

MAX_CUES = 300
"""Cues of one script: a day of a plenary in steps of two minutes."""

WHAT_LENGTH = 300
SPOKEN_LENGTH = 1000
NOTE_LENGTH = 300
MAX_SECONDS = 12 * 3600
WHO_LENGTH = LINE_LENGTH

_DURATION = re.compile(r"([0-9]{1,3})(?::([0-5][0-9]))?", re.ASCII)
_FAR = timedelta(hours=12)


class Column(StrEnum):
    """A column of technical notes."""

    SOUND = "sound"
    LIGHT = "light"
    SCREENS = "screens"
    INTERPRETATION = "interpretation"
    PROTOCOL = "protocol"
    SECURITY = "security"
    MEDIA = "media"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One act of a script. `at` is the venue's clock; None means after the cue before.

    `seconds` is the planned duration, `spoken` what is said by language, `notes` the technical notes by column.
    `version` counts the changes of this cue. `written_for` is the start of the session when `at` was written: a clock
    time moves with the session (`follow_session`).
    """

    id: str
    what: str
    at: time | None = None
    seconds: int = 0
    who: str = ""
    spoken: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    version: int = 1
    written_for: datetime | None = None


Cues = tuple[Cue, ...]


class PlannedCue(Struct, frozen=True):
    """A cue with its number from 1 and its planned times in UTC. `overlaps`: it begins before the one before ends."""

    number: int
    cue: Cue
    starts_at: datetime
    ends_at: datetime
    overlaps: bool = False


def plan_cues(cues: Sequence[Cue], *, starts_at: datetime, zone: tzinfo) -> tuple[PlannedCue, ...]:
    """Return the cues of a session that starts at this moment, with their planned times.

    A clock time more than twelve hours before the session's start is one of the next day.
    """
    planned: list[PlannedCue] = []
    end = starts_at
    for number, cue in enumerate(cues, 1):
        start = end if cue.at is None else _nearest_moment(cue.at, starts_at, zone)
        is_early = bool(planned) and start < end
        end = start + timedelta(seconds=cue.seconds)
        planned.append(PlannedCue(number, cue, start, end, is_early))
    return tuple(planned)


def follow_session(cues: Sequence[Cue], *, starts_at: datetime, announced_at: datetime, zone: tzinfo) -> Cues:
    """Return the cues with the clock times that they have now that their session starts at `starts_at`.

    `announced_at` is the start of the loaded event, for which cues without `written_for` were written.
    """
    return tuple(_follow_start(cue, starts_at, cue.written_for or announced_at, zone) for cue in cues)


def stamp_clocks(cues: Sequence[Cue], before: Sequence[Cue], *, starts_at: datetime) -> Cues:
    """Return the cues of a changed draft: the clock times of new and changed ones are written for this start."""
    return tuple(cue if cue.at is None or cue in before else replace(cue, written_for=starts_at) for cue in cues)


def _follow_start(cue: Cue, starts_at: datetime, written_for: datetime, zone: tzinfo) -> Cue:
    if cue.at is None or written_for == starts_at:
        return cue
    moved = _nearest_moment(cue.at, written_for, zone) + (starts_at - written_for)
    return replace(cue, at=moved.astimezone(zone).time(), written_for=starts_at)


def _nearest_moment(clock: time, starts_at: datetime, zone: tzinfo) -> datetime:
    day = local_day(starts_at, zone)
    at = moment(day, clock, zone)
    return moment(day + timedelta(days=1), clock, zone) if starts_at - at > _FAR else at


def find_cue(cues: Sequence[Cue], cue_id: str) -> Cue:
    """Return the cue. Raises NotFoundError `script.cue_unknown`."""
    found = next((cue for cue in cues if cue.id == cue_id), None)
    if found is None:
        raise NotFoundError("script.cue_unknown")
    return found


def insert_cues(cues: Cues, new: Sequence[Cue], *, after: str | None = None) -> Cues:
    """Return the cues with new ones after the one named, at the beginning for "", or at the end for None.

    Raises NotFoundError `script.cue_unknown`, RuleError `script.too_many_cues`.
    """
    if len(cues) + len(new) > MAX_CUES:
        raise RuleError("script.too_many_cues", most=MAX_CUES)
    if after is None:
        return (*cues, *new)
    position = 0 if not after else cues.index(find_cue(cues, after)) + 1
    return (*cues[:position], *new, *cues[position:])


def replace_cue(cues: Cues, changed: Cue, *, seen: int) -> Cues:
    """Return the cues with one changed. Raises NotFoundError, ConflictError `script.cue_changed`."""
    _require_version(find_cue(cues, changed.id), seen)
    new = replace(changed, version=seen + 1)
    return tuple(new if cue.id == changed.id else cue for cue in cues)


def remove_cue(cues: Cues, cue_id: str, *, seen: int) -> Cues:
    """Return the cues without one. Raises NotFoundError, ConflictError `script.cue_changed`."""
    _require_version(find_cue(cues, cue_id), seen)
    return tuple(cue for cue in cues if cue.id != cue_id)


def move_cue(cues: Cues, cue_id: str, *, by: int) -> Cues:
    """Return the cues with one moved by so many places, at most to an end. Raises NotFoundError."""
    cue = find_cue(cues, cue_id)
    others = [one for one in cues if one is not cue]
    others.insert(max(0, min(len(others), cues.index(cue) + by)), cue)
    return tuple(others)


def read_duration(text: str) -> int:
    """Return the seconds of a typed duration: "5" minutes, "1:30"; 0 for an empty text.

    Raises InvalidError `script.duration_unfit`.
    """
    typed = western_digits(text.strip())
    if not typed:
        return 0
    found = _DURATION.fullmatch(typed)
    seconds = 60 * int(found[1]) + int(found[2] or 0) if found else MAX_SECONDS + 1
    if seconds > MAX_SECONDS:
        raise InvalidError("script.duration_unfit", {"duration": "script.duration_unfit"})
    return seconds


def write_duration(seconds: int) -> str:
    """Return a duration as it is typed: "5", "1:30"; "" for none."""
    minutes, rest = divmod(seconds, 60)
    return (f"{minutes}:{rest:02}" if rest else str(minutes)) if seconds else ""


def _require_version(cue: Cue, seen: int) -> None:
    if cue.version != seen:
        raise ConflictError("script.cue_changed")
