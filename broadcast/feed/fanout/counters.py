"""What a doorbell has done since it was made: the metrics read it."""

from dataclasses import dataclass


@dataclass(eq=False)
class FanoutCounters:
    """Counts of one node's doorbell.

    `notifications`: sent ones; of several due at once, only the newest is sent. `notifications_failed`: attempts that
    failed; the notification stays due. `failures`: times that listening ended or could not begin. `reconnects`: times
    that it began again. `gaps`: times that notifications were found missing. `heard_at`: when the other side last
    answered, on the clock `time.monotonic`; None before that.
    """

    notifications: int = 0
    notifications_failed: int = 0
    failures: int = 0
    reconnects: int = 0
    gaps: int = 0
    connected: bool = True
    heard_at: float | None = None
