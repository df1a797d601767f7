"""Clocks: whether this machine and its servers agree, and which day the program shows."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from conference.clock import Clock, ShiftedClock, SystemClock
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.settings import Settings

MOST_APART_S = 2.0
"""Badges begin and end, and logins expire, by each node's clock; screens judge staleness by ticks of 5 s."""


def apart(whose: str, theirs: datetime, before: datetime, after: datetime) -> Finding:
    """How far another clock is from ours, which showed `before` and `after` around the question."""
    difference_s = (theirs - (before + (after - before) / 2)).total_seconds()
    if abs(difference_s) > MOST_APART_S:
        said = f"The clocks of {whose} and of this machine are {abs(difference_s):.1f} s apart."
        return problem(said, "Let both follow the same time servers (chrony, systemd-timesyncd).")
    return ok(f"The clock of {whose} is within {abs(difference_s):.2f} s of this machine's.")


def clock_without_anchoring(settings: Settings) -> Clock:
    """The clock that a node with these settings shows; a demonstration's is not anchored by looking at it."""
    if settings.clock_starts_at is None:
        return SystemClock()
    anchor = settings.data_dir / "clock.json"
    if not anchor.exists():
        return ShiftedClock(settings.clock_starts_at, datetime.now(UTC))
    moments = json.loads(anchor.read_text(encoding="utf-8"))
    return ShiftedClock(datetime.fromisoformat(moments["at"]), datetime.fromisoformat(moments["since"]))


async def check_clock(settings: Settings) -> Iterable[Finding]:
    """Which day the program shows."""
    now = clock_without_anchoring(settings).now()
    if settings.clock_starts_at is None:
        return [ok(f"The clock is this machine's: {now:%Y-%m-%d %H:%M} UTC.")]
    said = f"The clock is the demonstration's and shows {now:%Y-%m-%d %H:%M} UTC."
    return [warning(said, "Unset ROSTRUM_CLOCK_STARTS_AT for a real conference.")]
