"""Metrics of browser notifications."""

from enum import StrEnum

from prometheus_client import CollectorRegistry

from conference.metrics import SLOW, Family


class Fate(StrEnum):
    """What has become of an attempt to send a message."""

    SENT = "sent"
    POSTPONED = "postponed"
    GONE = "gone"
    REFUSED = "refused"
    DROPPED = "dropped"


SENT = Family(
    name="rostrum_notifications_total",
    kind="counter",
    help="Browser notifications: `sent`, accepted by the push service; `postponed`, to be tried again; `gone`, the "
    "browser follows no more; `refused` by the push service; `dropped` after hours without success.",
    labels=("fate",),
)
DELAY = Family(
    name="rostrum_notification_delay_seconds",
    kind="histogram",
    help="Time from a change of a session until the push service has accepted the notification of a follower.",
    buckets=(*SLOW, 30.0, 120.0, 600.0),
)
FAMILIES = (SENT, DELAY)


class NotificationMetrics:
    """The metrics of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._sent = SENT.counter(registry)
        self._delay = DELAY.histogram(registry)
        for fate in Fate:
            self._sent.labels(fate.value)

    def count_attempt(self, fate: Fate, delay_s: float) -> None:
        """Count an attempt; `delay_s` are the seconds since the follower was due."""
        self._sent.labels(fate.value).inc()
        if fate is Fate.SENT:
            self._delay.observe(max(delay_s, 0.0))
