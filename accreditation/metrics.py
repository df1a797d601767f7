"""What the doors tell Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry

from accreditation.domain.badge_events import ScanRecorded
from accreditation.domain.doors import Verdict
from conference.metrics import QUICK, Family

SCANS = Family(
    name="rostrum_door_scans_total",
    kind="counter",
    help="Readings at doors that were decided and kept, by verdict.",
    labels=("verdict",),
)
SCAN_DURATIONS = Family(
    name="rostrum_door_scan_duration_seconds",
    kind="histogram",
    help="From the arrival of a reading until its verdict was durable.",
    labels=("verdict",),
    buckets=QUICK,
)
FAMILIES = (SCANS, SCAN_DURATIONS)


class ScanMetrics:
    """Counts scans as they are recorded; `seconds` tells how long the request under way has taken, if there is one."""

    def __init__(self, registry: CollectorRegistry, *, seconds: Callable[[], float | None]) -> None:
        self._scans = SCANS.counter(registry)
        self._durations = SCAN_DURATIONS.histogram(registry)
        self._seconds = seconds
        for verdict in Verdict:
            self._scans.labels(verdict.value)

    async def hear(self, recorded: ScanRecorded) -> None:
        """A door has read something."""
        self._scans.labels(recorded.verdict.value).inc()
        seconds = self._seconds()
        if seconds is not None:
            self._durations.labels(recorded.verdict.value).observe(seconds)
