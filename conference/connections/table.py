"""Table of all connections except viewers': the phase of each, its end, and the order in which connections are ended.

No connection has a timer. Those of one phase have the same time for it, so each phase keeps them in the order in which
they began it, and a sweep once a second looks only at those whose time is over.
"""

import asyncio
import fcntl
import sys
import termios
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from itertools import chain, islice
from typing import Protocol

import structlog

from conference.connections import limits as reasons
from conference.connections.limits import ConnectionLimits
from conference.connections.networks import Network, NetworkCounts, is_loopback, network_of, network_text

SWEEP_EVERY_S = 1.0
BREATH_S = 0.02
"""Seconds between two parts of a sweep that ends many connections."""

_log = structlog.get_logger(__name__)


class Phase(Enum):
    """Phase of a connection. A CLOSED one is no longer in the table."""

    __hash__ = object.__hash__  # Enum's own is a Python function: one microsecond of each handshake

    HANDSHAKE = "handshake"
    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"
    IDLE = "idle"
    DEVICE_IDLE = "device_idle"
    ENDING = "ending"
    CLOSED = "closed"


class Reason(Enum):
    """Reason why the server ended a connection, as the metric names it."""

    HANDSHAKE = "handshake"
    HEAD = "head"
    BODY = "body"
    UNREAD = "unread"
    IDLE = "idle"
    FULL = "full"
    NETWORK = "network"

    @property
    def status(self) -> HTTPStatus:
        """The status of the answer, where one can be given."""
        return _STATUSES.get(self, HTTPStatus.REQUEST_TIMEOUT)


_STATUSES = {Reason.FULL: HTTPStatus.SERVICE_UNAVAILABLE, Reason.NETWORK: HTTPStatus.TOO_MANY_REQUESTS}
_REASONS = {Phase.HANDSHAKE: Reason.HANDSHAKE, Phase.HEAD: Reason.HEAD, Phase.BODY: Reason.BODY}
_SHED_ORDER = (Phase.ENDING, Phase.IDLE, Phase.HEAD, Phase.HANDSHAKE, Phase.BODY)


class Owner(Protocol):
    """The protocol of a connection."""

    def end_connection(self, reason: Reason) -> bool:
        """End the connection. Return whether its last answer is still being sent."""
        ...


@dataclass(slots=True, eq=False)
class Connection:
    """One connection. `network` is None where the limits of a network do not apply.

    `client` is the network that its request counts for, `device` the enrolled device that uses it. `since` and `due`
    are the monotonic times at which the phase began and ends; `patience_s` and `received` are of a body under way.
    """

    owner: Owner
    transport: asyncio.Transport
    network: Network | None
    client: Network | None
    since: float = 0.0
    due: float = 0.0
    phase: Phase = Phase.ANSWER
    device: str | None = None
    patience_s: float = 0.0
    received: int = 0


class ConnectionTable:
    """Connections of one process, viewers excluded. `clock` gives monotonic seconds."""

    def __init__(self, limits: ConnectionLimits | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or ConnectionLimits()
        self.clock = clock
        self.count_viewers: Callable[[], int] = lambda: 0
        self.ended: Counter[Reason] = Counter()
        self._delays = {
            Phase.HANDSHAKE: reasons.HANDSHAKE_S,
            Phase.HEAD: reasons.HEAD_S,
            Phase.BODY: reasons.BODY_CHECK_S,
            Phase.IDLE: self.limits.idle_s,
            Phase.DEVICE_IDLE: max(reasons.IDLE_DEVICE_S, self.limits.idle_s),
            Phase.ENDING: reasons.ENDING_S,
        }
        self._queues: dict[Phase, OrderedDict[Connection, None]] = {phase: OrderedDict() for phase in self._delays}
        self._unread: OrderedDict[Connection, tuple[float, int]] = OrderedDict()
        self._count = 0
        self._networks = NetworkCounts()
        self._crowded: set[Network] = set()
        self._bodies = NetworkCounts()
        self._devices: Counter[str] = Counter()
        self._told: Counter[Reason] = Counter()
        self._told_networks: Counter[Network] = Counter()

    def __len__(self) -> int:
        return self._count

    def describe(self) -> dict[str, int]:
        """Return phase → number of connections."""
        waiting = {phase.value: len(queue) for phase, queue in self._queues.items()}
        return {Phase.ANSWER.value: self._count - sum(waiting.values()), **waiting}

    @property
    def room(self) -> int:
        """Maximum of connections now: viewers come first when files are scarce."""
        files = self.limits.files - reasons.RESERVED_FILES - self.count_viewers()
        return max(reasons.MIN_CONNECTIONS, min(self.limits.most, files))

    # --- calls of the protocols

    def open(self, owner: Owner, transport: asyncio.Transport) -> Connection:
        """Add an accepted connection; a full table ends another one for it, or this one if it cannot."""
        network, now = self._peer_network(transport), self.clock()
        connection = Connection(owner, transport, network, network, now, now + reasons.HEAD_S, Phase.HEAD)
        self._queues[Phase.HEAD][connection] = None
        self._count += 1
        self._count_network(network)
        if self._count > reasons.MIN_CONNECTIONS and self._count > self.room:
            self._make_room_for(connection)
        return connection

    def is_balancer(self, transport: asyncio.Transport) -> bool:
        """Return whether a connection comes from a balancer, which names the client."""
        if not self.limits.balancers:
            return False
        peer = transport.get_extra_info("peername")
        return isinstance(peer, tuple) and self.limits.balancers.contain(peer[0])

    def name_client(self, connection: Connection, address: str) -> None:
        """Count a connection of a balancer for the network of the client that it has named."""
        if connection.phase is not Phase.CLOSED:
            connection.network = connection.client = _limited_network(address)
            self._count_network(connection.network)

    def enter(self, connection: Connection, phase: Phase) -> None:
        """Begin another phase of the connection, with the whole time of that phase."""
        if connection.phase in (Phase.ENDING, Phase.CLOSED):
            return
        self._leave_queue(connection)
        if phase is Phase.IDLE and connection.device is not None:
            phase = Phase.DEVICE_IDLE
        connection.phase, connection.since = phase, self.clock()
        if phase is Phase.BODY:
            self._begin_body(connection)
        if phase is not Phase.ANSWER:
            self._join_queue(connection, connection.since)

    def close(self, connection: Connection) -> None:
        """Remove a connection that has ended, or has become a viewer's."""
        if connection.phase is Phase.CLOSED:
            return
        self._leave_queue(connection)
        self.note_read(connection)
        if connection.device is not None:
            self._set_device(connection, None)
        connection.phase = Phase.CLOSED
        del connection.owner  # which refers to the connection: both are freed without the garbage collector
        self._count -= 1
        self._networks.remove(connection.network)

    def mark_device(self, connection: Connection, device: str) -> None:
        """Keep the connection from being shed: an enrolled device with few connections uses it."""
        if connection.device != device and self._devices[device] < reasons.MAX_PER_DEVICE:
            self._set_device(connection, device)

    def note_unread(self, connection: Connection) -> None:
        """Note that more waits to be sent than the transport takes."""
        if connection.phase is not Phase.CLOSED:
            self._unread[connection] = (self.clock() + reasons.UNREAD_S, _unread_bytes(connection.transport))

    def note_read(self, connection: Connection) -> None:
        """Note that the transport takes more again."""
        self._unread.pop(connection, None)

    def limit_bodies(self, client: Network | None) -> None:
        """End the slowest body of a network if it has too many under way."""
        if self._bodies[client] > self.limits.most_bodies_per_network:
            bodies = (one for one in self._queues[Phase.BODY] if one.client == client)
            self._end_connection(min(bodies, key=lambda body: body.patience_s), Reason.NETWORK)

    # --- the sweep

    async def watch(self) -> None:
        """Sweep once a second for ever; many ends are spread over several turns of the event loop."""
        while True:
            has_more = self.sweep()
            if not has_more:
                self._log_ended()
            await asyncio.sleep(BREATH_S if has_more else SWEEP_EVERY_S)

    def sweep(self) -> bool:
        """End connections whose time is over, or of which a network has too many. Return whether more remain."""
        now, left = self.clock(), self.limits.cut_at_once
        for phase, queue in self._queues.items():
            while queue and left > 0:
                connection = next(iter(queue))
                if connection.due > now:
                    break
                left -= self._end_expired(connection, phase, now)
        while self._unread and left > 0:
            connection, (due, held) = next(iter(self._unread.items()))
            if due > now:
                break
            left -= self._check_unread(connection, held)
        for network in list(self._crowded):
            left -= self._relieve_network(network, now, left)
        for connection in list(islice(self._list_sheddable(), max(0, min(left, self._count - self.room)))):
            self._end_connection(connection, Reason.FULL)
            left -= 1
        return left <= 0

    def close_waiting(self) -> None:
        """End connections without a request under way, because the process stops."""
        for phase in (Phase.HANDSHAKE, Phase.HEAD, Phase.ENDING):
            for connection in list(self._queues[phase]):
                connection.transport.abort()

    def _end_expired(self, connection: Connection, phase: Phase, now: float) -> int:
        """End a connection whose phase took too long, unless it may continue. Return the cost of the end, or 0."""
        if phase is Phase.ENDING:
            connection.transport.abort()
            self.close(connection)
        elif phase is Phase.BODY and self._may_continue(connection, now):
            self._join_queue(connection, now)
            return 0
        elif phase in (Phase.IDLE, Phase.DEVICE_IDLE) and connection.transport.get_write_buffer_size():
            self._join_queue(connection, now)
            self.note_unread(connection)
            return 0
        else:
            self._end_connection(connection, _REASONS.get(phase, Reason.IDLE))
        return reasons.BODY_COST if phase is Phase.BODY else 1

    def _may_continue(self, connection: Connection, now: float) -> bool:
        """Whether a body has arrived fast enough. Time in which this process does not read is not counted."""
        earned_s = connection.received / reasons.MIN_RATE
        patience_s = min(reasons.BODY_PATIENCE_S, connection.patience_s + earned_s)
        if connection.transport.is_reading():
            patience_s -= reasons.BODY_CHECK_S
        connection.patience_s, connection.received = patience_s, 0
        return patience_s > 0 and now - connection.since < reasons.BODY_S

    def _check_unread(self, connection: Connection, held: int) -> bool:
        """Check a client after `UNREAD_S` of unread answer; return whether its connection was ended."""
        self.note_read(connection)
        read = held - _unread_bytes(connection.transport)
        if read < min(held, reasons.UNREAD_S * reasons.MIN_RATE):
            self._end_connection(connection, Reason.UNREAD)
            return True
        if connection.transport.get_write_buffer_size():
            self.note_unread(connection)
        return False

    def _relieve_network(self, network: Network, now: float, most: int) -> int:
        """End connections of a network that has too many, idle ones first. Return how many."""
        excess = self._networks[network] - self.limits.most_per_network
        if excess <= 0:
            self._crowded.discard(network)
            return 0
        waiting = (one for one in self._list_sheddable() if one.network == network)
        found = [one for one in waiting if now - one.since >= reasons.SHED_AFTER_S][: max(0, min(excess, most))]
        for connection in found:
            self._end_connection(connection, Reason.NETWORK)
        return len(found)

    def _make_room_for(self, newest: Connection) -> None:
        """End the connection that is idle for longest; the newest one is closed if all others must stay."""
        found = next((one for one in self._list_sheddable() if one is not newest), None)
        if found is not None:
            self._end_connection(found, Reason.FULL)
            return
        self._count_end(newest, Reason.FULL)
        self.close(newest)

    def _list_sheddable(self) -> Iterator[Connection]:
        """Return the connections that may be ended for others, in order; those with an unread answer come last."""
        waiting = (one for phase in _SHED_ORDER for one in self._queues[phase])
        unread = (one for one in self._unread if one.phase is Phase.ANSWER)
        return (one for one in chain(waiting, unread) if one.device is None)

    def _end_connection(self, connection: Connection, reason: Reason) -> None:
        if connection.phase is Phase.ENDING:
            connection.transport.abort()
            self.close(connection)
            return
        self._count_end(connection, reason)
        try:
            is_answering = connection.owner.end_connection(reason)
        except Exception:
            _log.exception("connections.end_failed", reason=reason.value)
            connection.transport.abort()
            is_answering = False
        if is_answering:
            self.enter(connection, Phase.ENDING)
        else:
            self.close(connection)

    def _count_end(self, connection: Connection, reason: Reason) -> None:
        self.ended[reason] += 1
        self._told[reason] += 1
        if connection.client is not None:
            self._told_networks[connection.client] += 1

    def _log_ended(self) -> None:
        """Log one entry for all connections ended since the last entry, except idle ones."""
        counts = {reason.value: count for reason, count in self._told.items() if reason is not Reason.IDLE}
        if counts:
            networks = [f"{network_text(one)} {count}" for one, count in self._told_networks.most_common(3)]
            _log.info("connections.ended", **counts, networks=networks, open=self._count)
        self._told.clear()
        self._told_networks.clear()

    # --- queues and counts

    def _peer_network(self, transport: asyncio.Transport) -> Network | None:
        """Return the network of a connection. None behind our proxies, which carry many, and on this machine."""
        peer = None if self.limits.proxies else transport.get_extra_info("peername")
        if not isinstance(peer, tuple) or self.limits.balancers.contain(peer[0]):
            return None
        return _limited_network(peer[0])

    def _count_network(self, network: Network | None) -> None:
        """Count one more connection of a network, and note when there are too many."""
        self._networks.add(network)
        if network is not None and self._networks[network] > self.limits.most_per_network:
            self._crowded.add(network)

    def _join_queue(self, connection: Connection, now: float) -> None:
        """Put the connection at the end of its phase's queue."""
        queue = self._queues[connection.phase]
        connection.due = now + self._delays[connection.phase]
        queue[connection] = None
        queue.move_to_end(connection)

    def _leave_queue(self, connection: Connection) -> None:
        queue = self._queues.get(connection.phase)
        if queue is not None:
            queue.pop(connection, None)
        if connection.phase is Phase.BODY:
            self._bodies.remove(connection.client)

    def _begin_body(self, connection: Connection) -> None:
        connection.patience_s, connection.received = reasons.BODY_GRACE_S, 0
        self._bodies.add(connection.client)

    def _set_device(self, connection: Connection, device: str | None) -> None:
        if connection.device is not None:
            self._devices[connection.device] -= 1
            self._devices = +self._devices
        if device is not None:
            self._devices[device] += 1
        connection.device = device


def _unread_bytes(transport: asyncio.Transport) -> int:
    """Bytes that the client has not acknowledged: in the transport, and in the kernel (SIOCOUTQ, tcp(7))."""
    held = transport.get_write_buffer_size()
    socket = transport.get_extra_info("socket")
    try:
        return held + int.from_bytes(fcntl.ioctl(socket.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except (OSError, AttributeError):
        return held


def _limited_network(address: str) -> Network | None:
    """Return the network of an address; None for this machine, which has no limit of a network."""
    network = network_of(address)
    return None if is_loopback(network) else network
