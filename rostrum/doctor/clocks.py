"""Checks of clocks: agreement of this machine with its servers, and the date that the program shows."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from conference.clock import Clock, ShiftedClock, SystemClock
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.settings import Settings

MAX_DIFFERENCE_S = 2.0
"""Maximum difference in seconds: badges and logins are valid by each node's clock; screens expect a tick every 5 s."""


def compare_clocks(server: str, server_time: datetime, before: datetime, after: datetime) -> Finding:
    """Compare the clock of a server with ours, which showed `before` and `after` around the query."""
    difference_s = (server_time - (before + (after - before) / 2)).total_seconds()
    if abs(difference_s) > MAX_DIFFERENCE_S:
        said = f"The clocks of {server} and of this machine are {abs(difference_s):.1f} s apart."
        return problem(said, "Let both follow the same time servers (chrony, systemd-timesyncd).")
    return ok(f"The clock of {server} is within {abs(difference_s):.2f} s of this machine's.")


def clock_without_anchoring(settings: Settings) -> Clock:
    """Return the clock of a node with these settings, without anchoring the clock of a demonstration."""
    if settings.clock_starts_at is None:
        return SystemClock()
    anchor = settings.data_dir / "clock.json"
    if not anchor.exists():
        return ShiftedClock(settings.clock_starts_at, datetime.now(UTC))
    moments = json.loads(anchor.read_text(encoding="utf-8"))
    return ShiftedClock(datetime.fromisoformat(moments["at"]), datetime.fromisoformat(moments["since"]))


async def check_clock(settings: Settings) -> Iterable[Finding]:
    """Report the date that the program shows."""
    now = clock_without_anchoring(settings).now()
    if settings.clock_starts_at is None:
        return [ok(f"The clock is this machine's: {now:%Y-%m-%d %H:%M} UTC.")]
    said = f"The clock is the demonstration's and shows {now:%Y-%m-%d %H:%M} UTC."
    return [warning(said, "Unset ROSTRUM_CLOCK_STARTS_AT for a real conference.")]
