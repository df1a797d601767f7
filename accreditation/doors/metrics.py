"""Metrics of the doors."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.events import ScanRecorded
from conference.metrics import QUICK, Family

SCANS = Family(
    name="rostrum_door_scans_total",
    kind="counter",
    help="Stored scans, by door and verdict.",
    labels=("door", "verdict"),
)
SCAN_DURATIONS = Family(
    name="rostrum_door_scan_duration_seconds",
    kind="histogram",
    help="Time from the arrival of an online scan until its verdict was durable.",
    labels=("verdict",),
    buckets=QUICK,
)
FAMILIES = (SCANS, SCAN_DURATIONS)


class ScanMetrics:
    """Counts recorded scans, and times the answers to online scans."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._scans = SCANS.counter(registry)
        self._durations = SCAN_DURATIONS.histogram(registry)

    async def notify(self, recorded: ScanRecorded) -> None:
        """Count a recorded scan."""
        self._scans.labels(recorded.door, recorded.verdict.value).inc()

    def answered(self, verdicts: Iterable[Verdict], seconds: float) -> None:
        """Observe the time until online scans with these verdicts were answered."""
        for verdict in verdicts:
            self._durations.labels(verdict.value).observe(seconds)
