"""What a doorbell has done since it was made: the metrics read it."""

from dataclasses import dataclass


@dataclass(eq=False)
class FanoutCounters:
    """Counts of one node's doorbell.

    `rings`: rings that went out; of several due at once, only the newest does. `rings_failed`: attempts that failed;
    the ring stays due. `failures`: times that hearing ended or could not begin. `reconnects`: times that it began
    again. `gaps`: times that rings were found to be missing. `heard_at`: when the other side last answered, on the
    clock `time.monotonic`; None before that.
    """

    rings: int = 0
    rings_failed: int = 0
    failures: int = 0
    reconnects: int = 0
    gaps: int = 0
    connected: bool = True
    heard_at: float | None = None
