"""Metrics of the doors: scans by door and verdict, times of online answers."""

from prometheus_client import CollectorRegistry

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.events import ScanRecorded
from accreditation.doors.metrics import ScanMetrics
from conference.clock import ManualClock


async def test_recorded_scans_are_counted_by_door_and_verdict(clock: ManualClock) -> None:
    registry = CollectorRegistry()
    metrics = ScanMetrics(registry)
    for door, verdict in (("gate-a", Verdict.ADMITTED), ("gate-a", Verdict.ADMITTED), ("gate-b", Verdict.REVOKED)):
        await metrics.notify(ScanRecorded("scan_1", door, verdict, None, clock.now()))
    name = "rostrum_door_scans_total"
    assert registry.get_sample_value(name, {"door": "gate-a", "verdict": "admitted"}) == 2
    assert registry.get_sample_value(name, {"door": "gate-b", "verdict": "revoked"}) == 1


def test_answers_are_timed_by_verdict() -> None:
    registry = CollectorRegistry()
    ScanMetrics(registry).answered([Verdict.ADMITTED, Verdict.ADMITTED, Verdict.ZONE_FULL], 0.25)
    name = "rostrum_door_scan_duration_seconds"
    assert registry.get_sample_value(f"{name}_count", {"verdict": "admitted"}) == 2
    assert registry.get_sample_value(f"{name}_sum", {"verdict": "zone_full"}) == 0.25
