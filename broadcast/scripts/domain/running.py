"""A script while it runs: what has begun and ended when, deviations, and which cue is the current one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.scripts.domain.cues import Cue, PlannedCue
from conference.errors import RuleError


class RunAct(StrEnum):
    """What an operator does with a running script."""

    NEXT = "next"
    START = "start"
    DONE = "done"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class CueProgress:
    """When a cue began and ended; `done_at` is None while it runs."""

    cue_id: str
    started_at: datetime
    done_at: datetime | None = None


class Deviation(Struct, frozen=True, kw_only=True):
    """A note about what went otherwise than written, at a moment, of one cue or of the whole script ("")."""

    id: str
    session_id: str
    cue_id: str
    text: str
    at: datetime
    staff_id: str
    name: str


class RunChange(Struct, frozen=True):
    """Progress to save, and cues whose progress is removed."""

    saved: tuple[CueProgress, ...] = ()
    removed: tuple[str, ...] = ()


class RunView(Struct, frozen=True):
    """Where a running script is. `late` is how much later the latest cue began than planned, negative if earlier."""

    current: PlannedCue | None
    following: PlannedCue | None
    late: timedelta | None


Progress = Mapping[str, CueProgress]


def act_on_run(cues: Sequence[Cue], progress: Progress, act: RunAct, cue_id: str, *, now: datetime) -> RunChange:
    """Return what an act changes. `cue_id` is not needed for the next one.

    Raises RuleError `script.run_over` when no cue is left to start, `script.not_started` for the end or the reset of a
    cue that has not begun, `script.started_already`, `script.not_in_script`.
    """
    match act:
        case RunAct.NEXT:
            return _start_following(cues, progress, now)
        case RunAct.START:
            return _start_cue(cues, progress, cue_id, now)
        case RunAct.DONE:
            running = progress.get(cue_id)
            if running is None or running.done_at is not None:
                raise RuleError("script.not_started")
            return RunChange(saved=(_end_progress(running, now),))
        case RunAct.RESET:
            if cue_id not in progress:
                raise RuleError("script.not_started")
            return RunChange(removed=(cue_id,))


def view_run(planned: Sequence[PlannedCue], progress: Progress) -> RunView:
    """Return where the script is: the cue that runs, the one to come, and the delay of the last that began."""
    begun = [(one, progress[one.cue.id]) for one in planned if one.cue.id in progress]
    current = next((one for one, state in reversed(begun) if state.done_at is None), None)
    last = max(begun, key=lambda pair: (pair[1].started_at, pair[0].number), default=None)
    position = max((one.number for one, _ in begun), default=0)
    following = next((one for one in planned[position:] if one.cue.id not in progress), None)
    late = None if last is None else last[1].started_at - last[0].starts_at
    return RunView(current, following, late)


def expect_cues(planned: Sequence[PlannedCue], progress: Progress, *, late: timedelta) -> dict[str, datetime]:
    """Return when each cue that is still to come is expected to begin, by its id.

    `late` is how much later than planned the session begins. Once a cue has begun, the delay of the first one counts in
    its place: clock times keep it, the other cues follow the end of the cue before them.
    """
    begun = [one for one in planned if one.cue.id in progress]
    if begun:
        late = max(timedelta(), progress[begun[0].cue.id].started_at - begun[0].starts_at)
    position = begun[-1].number if begun else 0
    expected: dict[str, datetime] = {}
    end: datetime | None = None
    for one in planned:
        state = progress.get(one.cue.id)
        if state is None and one.number <= position:
            continue
        start = state.started_at if state else _expect_start(one, end, late)
        if state is None:
            expected[one.cue.id] = start
        end = (state and state.done_at) or start + (one.ends_at - one.starts_at)
    return expected


def _expect_start(one: PlannedCue, end: datetime | None, late: timedelta) -> datetime:
    if end is None:
        return one.starts_at + late
    return end if one.cue.at is None else max(one.starts_at + late, end)


def _start_following(cues: Sequence[Cue], progress: Progress, now: datetime) -> RunChange:
    begun = [number for number, cue in enumerate(cues) if cue.id in progress]
    position = begun[-1] + 1 if begun else 0
    following = next((cue for cue in cues[position:] if cue.id not in progress), None)
    ended = _end_running(progress, now)
    if following is None:
        if not ended:
            raise RuleError("script.run_over")
        return RunChange(saved=ended)
    return RunChange(saved=(*ended, CueProgress(cue_id=following.id, started_at=now)))


def _start_cue(cues: Sequence[Cue], progress: Progress, cue_id: str, now: datetime) -> RunChange:
    if all(cue.id != cue_id for cue in cues):
        raise RuleError("script.not_in_script")
    if cue_id in progress:
        raise RuleError("script.started_already")
    return RunChange(saved=(*_end_running(progress, now), CueProgress(cue_id=cue_id, started_at=now)))


def _end_running(progress: Progress, now: datetime) -> tuple[CueProgress, ...]:
    return tuple(_end_progress(one, now) for one in progress.values() if one.done_at is None)


def _end_progress(one: CueProgress, now: datetime) -> CueProgress:
    return CueProgress(cue_id=one.cue_id, started_at=one.started_at, done_at=now)
