"""Metrics of the table of connections: read at each scrape, with each phase and reason."""

import asyncio

from prometheus_client import CollectorRegistry

from conference.connections.metrics import CONNECTIONS, ENDED, ConnectionCollector
from conference.connections.table import ConnectionTable, Phase, Reason


class Owner:
    """Protocol whose connections end at once."""

    def end_connection(self, _reason: Reason) -> bool:
        return False


class Transport(asyncio.Transport):
    """Transport without a socket."""

    def get_write_buffer_size(self) -> int:
        return 0


def registry_of(table: ConnectionTable) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(ConnectionCollector(table))
    return registry


def test_each_phase_and_reason_has_a_sample_from_the_start() -> None:
    registry = registry_of(ConnectionTable())
    phases = {phase.value for phase in Phase if phase is not Phase.CLOSED}
    assert {registry.get_sample_value(CONNECTIONS.name, {"phase": phase}) for phase in phases} == {0}
    reasons = {reason.value for reason in Reason}
    assert {registry.get_sample_value(ENDED.name, {"reason": reason}) for reason in reasons} == {0}


def test_values_are_those_of_the_moment_of_the_scrape() -> None:
    table = ConnectionTable()
    registry = registry_of(table)
    connection = table.open(Owner(), Transport())
    assert registry.get_sample_value(CONNECTIONS.name, {"phase": "head"}) == 1
    table.enter(connection, Phase.ANSWER)
    assert registry.get_sample_value(CONNECTIONS.name, {"phase": "head"}) == 0
    assert registry.get_sample_value(CONNECTIONS.name, {"phase": "answer"}) == 1
    table.close(connection)
    assert registry.get_sample_value(CONNECTIONS.name, {"phase": "answer"}) == 0


def test_ended_connections_are_counted_by_reason() -> None:
    now = [0.0]
    table = ConnectionTable(clock=lambda: now[0])
    registry = registry_of(table)
    for _ in range(3):
        table.open(Owner(), Transport())
    now[0] = 1e6
    table.sweep()
    assert registry.get_sample_value(ENDED.name, {"reason": "head"}) == 3
    assert registry.get_sample_value(ENDED.name, {"reason": "idle"}) == 0


def test_registration_does_not_read_the_table() -> None:
    assert list(ConnectionCollector(ConnectionTable()).describe()) == []
