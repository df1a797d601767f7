"""Open connections of the feed: counted, checked for signs of life, drained."""

import asyncio

import pytest

from broadcast.feed import wire
from broadcast.feed.connections import registry
from broadcast.feed.connections.registry import SILENT_ROUNDS, ConnectionRegistry, FeedConnection, spread
from broadcast.feed.hub import Kind
from conference.connections.networks import network_of
from tests.support.pipes import Pipe

HERE = network_of("203.0.113.7")


class ClosablePipe(Pipe):
    """A transport that may be closed."""

    def is_closing(self) -> bool:
        return self.closed or self.aborted

    def close(self) -> None:
        self.closed = True


class ObedientConnection(FeedConnection):
    """A connection that closes when it is sent a goodbye."""

    def send_goodbye(self, goodbye: wire.Encoded) -> None:
        self.send(goodbye.frame)
        self.connection_lost(None)


class StubbornConnection(FeedConnection):
    """A connection that stays open after a goodbye."""

    def send_goodbye(self, goodbye: wire.Encoded) -> None:
        self.send(goodbye.frame)


def connect(
    connections: ConnectionRegistry, kind: type[FeedConnection] = ObedientConnection
) -> tuple[FeedConnection, ClosablePipe]:
    connection, pipe = kind(connections, "fr", kind=Kind.WEBSOCKET, network=HERE), ClosablePipe()
    connection.connection_made(pipe)  # type: ignore[arg-type]
    connections.open(connection)
    return connection, pipe


def test_connections_are_counted_with_their_network() -> None:
    connections = ConnectionRegistry()
    opened = [connect(connections)[0] for _ in range(45)]
    assert (len(connections), connections.networks[HERE]) == (45, 45)
    assert set(connections.list_open()) == set(opened)
    for connection in opened:
        connection.connection_lost(None)
    assert (len(connections), connections.networks[HERE], connections.list_open()) == (0, 0, [])


def test_connection_forgotten_twice_counts_once() -> None:
    connections = ConnectionRegistry()
    (first, _), _ = connect(connections), connect(connections)
    connections.forget(first)
    connections.forget(first)
    assert (len(connections), connections.networks[HERE]) == (1, 1)


def test_connection_that_reads_nothing_is_cut_after_its_rounds() -> None:
    connections = ConnectionRegistry()
    connection, pipe = connect(connections)
    connection.send(b"unread")
    for _ in range(SILENT_ROUNDS - 1):
        connections.check_all()
    assert not pipe.aborted
    connections.check_all()
    assert (pipe.aborted, connections.cut) == (True, 1)


@pytest.mark.parametrize(("reads", "sends"), [(True, False), (False, True)])
def test_connection_with_a_sign_of_life_is_kept(reads: bool, sends: bool) -> None:
    connections = ConnectionRegistry()
    connection, pipe = connect(connections)
    for _ in range(20):
        connection.send(b"unread")
    for _ in range(3 * SILENT_ROUNDS):
        pipe.flow(1 if reads else 0)
        connection.has_received = sends
        connections.check_all()
    assert (pipe.aborted, connections.cut) == (False, 0)


def test_connection_with_nothing_to_read_is_kept() -> None:
    connections = ConnectionRegistry()
    _, pipe = connect(connections)
    for _ in range(3 * SILENT_ROUNDS):
        connections.check_all()
    assert (pipe.aborted, connections.cut) == (False, 0)


def test_closing_connection_is_not_checked() -> None:
    connections = ConnectionRegistry()
    connection, pipe = connect(connections)
    connection.send(b"unread")
    pipe.close()
    for _ in range(3 * SILENT_ROUNDS):
        connections.check_all()
    assert (pipe.aborted, connections.cut) == (False, 0)


def test_bytes_for_a_closed_transport_are_dropped() -> None:
    connection, pipe = connect(ConnectionRegistry())
    pipe.close()
    connection.send(b"late")
    assert pipe.held == []


async def test_drain_sends_each_connection_a_goodbye() -> None:
    connections = ConnectionRegistry()
    pipes = [connect(connections)[1] for _ in range(3)]
    await connections.drain(10.0)
    assert (connections.draining, len(connections)) == (True, 0)
    assert [len(pipe.held) for pipe in pipes] == [1, 1, 1]
    assert not any(pipe.aborted for pipe in pipes)


async def test_drain_aborts_a_connection_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "CLOSE_WITHIN_S", 0.01)
    connections = ConnectionRegistry()
    (_, obedient), (_, stubborn) = connect(connections), connect(connections, StubbornConnection)
    await connections.drain(0.0)
    assert (obedient.aborted, stubborn.aborted) == (False, True)


async def test_drain_of_an_empty_node_ends_at_once() -> None:
    connections = ConnectionRegistry()
    async with asyncio.timeout(1):
        await connections.drain(10.0)
    assert connections.draining


@pytest.mark.parametrize("most_s", [0.0, 0.2, 0.5, 10.0])
def test_retry_times_are_within_their_bounds(most_s: float) -> None:
    times = [spread(most_s) for _ in range(200)]
    assert min(most_s, 0.5) <= min(times) <= max(times) <= most_s
    assert (len(set(times)) > 100) is (most_s > 0.5)
