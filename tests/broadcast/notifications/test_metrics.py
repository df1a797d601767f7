"""Metrics of notifications: every fate is present from the start, and only accepted ones have a delay."""

from prometheus_client import CollectorRegistry

from broadcast.notifications.metrics import Fate, NotificationMetrics


def test_attempts_are_counted_by_their_fate() -> None:
    registry = CollectorRegistry()
    metrics = NotificationMetrics(registry)
    assert {registry.get_sample_value("rostrum_notifications_total", {"fate": fate}) for fate in Fate} == {0}
    metrics.count_attempt(Fate.SENT, 2.0)
    metrics.count_attempt(Fate.GONE, 90.0)
    assert registry.get_sample_value("rostrum_notifications_total", {"fate": "gone"}) == 1
    assert registry.get_sample_value("rostrum_notification_delay_seconds_sum") == 2.0
