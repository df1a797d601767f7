"""Metrics of the table of connections. Its counters are read at each scrape."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from conference.connections.table import ConnectionTable, Reason
from conference.metrics import Family

CONNECTIONS = Family(
    name="rostrum_connections",
    kind="gauge",
    help="Connections that are no viewers: `handshake` (TLS), `head` (nothing, or a part of a request's head), `body` "
    "(a part of its body), `answer` (a handler at work, a device that waits for news), `idle`, `device_idle` (of an "
    "enrolled device), `ending`.",
    labels=("phase",),
)
ENDED = Family(
    name="rostrum_connections_ended_total",
    kind="counter",
    help="Connections that are no viewers, ended by us: `handshake`, `head` or `body` took too long; `unread`, the "
    "client read nothing of its answer; `idle` between two requests; `full`, there were too many; `network`, one "
    "network had too many.",
    labels=("reason",),
)
FAMILIES = (CONNECTIONS, ENDED)


@dataclass(frozen=True, eq=False)
class ConnectionCollector(Collector):
    """Collector that reads one table at each scrape."""

    table: ConnectionTable

    def describe(self) -> Iterator[Metric]:
        """Return nothing, so that registration does not read the table."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield both metrics."""
        phases = GaugeMetricFamily(CONNECTIONS.name, CONNECTIONS.help, labels=CONNECTIONS.labels)
        for phase, count in self.table.describe().items():
            phases.add_metric((phase,), count)
        yield phases
        ended = CounterMetricFamily(ENDED.name, ENDED.help, labels=ENDED.labels)
        for reason in Reason:
            ended.add_metric((reason.value,), self.table.ended[reason])
        yield ended
