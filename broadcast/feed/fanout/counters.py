"""Counters of a change notifier, read by the metrics."""

from dataclasses import dataclass


@dataclass(eq=False)
class FanoutCounters:
    """Counts of one node's change notifier since its creation.

    `notifications`: sent ones; of several due at once, only the newest is sent. `notifications_failed`: attempts that
    failed; the notification stays due. `failures`: times that listening ended or could not begin. `reconnects`: times
    that it began again. `gaps`: times that notifications were found missing. `answered_at`: when the server last
    answered, on the clock `time.monotonic`; None before that.
    """

    notifications: int = 0
    notifications_failed: int = 0
    failures: int = 0
    reconnects: int = 0
    gaps: int = 0
    connected: bool = True
    answered_at: float | None = None
