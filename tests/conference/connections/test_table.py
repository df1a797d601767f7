"""Limits of connections per network, and the order in which connections are ended."""

import asyncio
import weakref
from typing import Any

from structlog.testing import capture_logs

from conference.connections import limits
from conference.connections.limits import ConnectionLimits
from conference.connections.table import Connection, ConnectionTable, Phase, Reason
from tests.conference.connections.serving import ManualTime


class FromAddress(asyncio.Transport):
    """A transport that comes from an address of choice, which no socket of a test has."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 1)})
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True

    def is_reading(self) -> bool:
        return True

    def get_write_buffer_size(self) -> int:
        return 0


class Owned:
    """The protocol of a connection: it remembers why it was ended."""

    def __init__(self, table: ConnectionTable, address: str, phase: Phase = Phase.HEAD) -> None:
        self.ended: Reason | None = None
        self.connection: Connection = table.open(self, FromAddress(address))
        if phase is not Phase.HEAD:
            table.enter(self.connection, phase)

    def end_connection(self, reason: Reason) -> bool:
        self.ended = reason
        return False


def table_of(**changes: Any) -> tuple[ConnectionTable, ManualTime]:
    time = ManualTime()
    return ConnectionTable(ConnectionLimits(**changes), clock=time), time


def test_crowded_network_loses_idle_then_silent_connections() -> None:
    table, time = table_of(most_per_network=3)
    other = Owned(table, "198.51.100.1", Phase.IDLE)
    busy = Owned(table, "203.0.113.9", Phase.ANSWER)
    silent = Owned(table, "203.0.113.9")
    idle = Owned(table, "203.0.113.9", Phase.IDLE)
    time.now += limits.SHED_AFTER_S
    crowd = [Owned(table, "203.0.113.9") for _ in range(2)]
    table.sweep()
    ends = [one.ended for one in (other, busy, silent, idle, *crowd)]
    assert ends == [None, None, Reason.NETWORK, Reason.NETWORK, None, None]
    assert len(table) == 4


def test_crowd_that_has_just_come_is_not_ended() -> None:
    table, time = table_of(most_per_network=10)
    crowd = [Owned(table, "203.0.113.9") for _ in range(50)]
    table.sweep()
    assert {one.ended for one in crowd} == {None}
    time.now += limits.SHED_AFTER_S
    table.sweep()
    assert [one.ended for one in crowd] == [Reason.NETWORK] * 40 + [None] * 10


def test_addresses_of_one_ipv6_network_are_counted_together() -> None:
    table, time = table_of(most_per_network=10)
    for number in range(30):
        Owned(table, f"2001:db8:0:1::{number:x}")
    others = [Owned(table, f"2001:db8:0:{number:x}::1") for number in range(2, 12)]
    time.now += limits.SHED_AFTER_S
    table.sweep()
    assert len(table) == 20
    assert {one.ended for one in others} == {None}


def test_proxies_and_this_machine_are_not_limited_as_a_network() -> None:
    for address, proxies in (("10.0.0.1", 1), ("127.0.0.1", 0), ("::1", 0)):
        table, time = table_of(most_per_network=1, proxies=proxies)
        for _ in range(5):
            Owned(table, address)
        time.now += limits.SHED_AFTER_S
        table.sweep()
        assert len(table) == 5


def test_devices_of_a_crowded_network_stay() -> None:
    table, time = table_of(most_per_network=2)
    device, *others = [Owned(table, "203.0.113.9", Phase.IDLE) for _ in range(4)]
    table.mark_device(device.connection, "gate")
    time.now += limits.SHED_AFTER_S
    table.sweep()
    assert [one.ended for one in (device, *others)] == [None, Reason.NETWORK, Reason.NETWORK, None]


def test_many_ends_are_spread_over_parts_of_a_sweep() -> None:
    table, time = table_of(cut_at_once=10)
    for number in range(25):
        Owned(table, f"203.0.113.{number}")
    time.now += limits.HEAD_S
    assert [table.sweep(), table.sweep(), table.sweep()] == [True, True, False]
    assert len(table) == 0
    assert table.ended == {Reason.HEAD: 25}


def test_table_shrinks_when_viewers_need_its_files() -> None:
    table, _time = table_of(files=limits.RESERVED_FILES + 1000, cut_at_once=1000)
    crowd = [Owned(table, "203.0.113.9", Phase.IDLE) for _ in range(400)]
    table.count_viewers = lambda: 700
    table.sweep()
    assert [one.ended for one in crowd] == [Reason.FULL] * 100 + [None] * 300


def test_connection_is_ended_though_its_owner_fails() -> None:
    table, time = table_of()
    broken = Owned(table, "203.0.113.9")
    broken.end_connection = None  # type: ignore[assignment, method-assign]
    time.now += limits.HEAD_S
    table.sweep()
    assert (len(table), broken.connection.transport.aborted) == (0, True)  # type: ignore[attr-defined]


def test_table_holds_nothing_of_ended_connections() -> None:
    table, _time = table_of()
    for phase in (Phase.HANDSHAKE, Phase.HEAD, Phase.BODY, Phase.ANSWER, Phase.IDLE, Phase.ENDING):
        owned = Owned(table, "203.0.113.9", phase)
        table.mark_device(owned.connection, "gate")
        table.note_unread(owned.connection)
        table.close(owned.connection)
        table.enter(owned.connection, Phase.IDLE)
        table.note_unread(owned.connection)
        table.close(owned.connection)
    assert len(table) == 0
    assert set(table.describe().values()) == {0}
    held = (table._networks._counts, table._bodies._counts, table._devices, table._unread)
    assert [len(one) for one in held] == [0, 0, 0, 0]


async def test_log_names_networks_and_omits_idle_connections() -> None:
    table, time = table_of()
    for address in ("203.0.113.9", "203.0.113.9", "2001:db8::1"):
        Owned(table, address)
    Owned(table, "198.51.100.1", Phase.IDLE)
    time.now += limits.IDLE_S
    with capture_logs() as lines:
        watching = asyncio.create_task(table.watch())
        await asyncio.sleep(0)
        watching.cancel()
    assert [(line["event"], line["head"], "idle" in line) for line in lines] == [("connections.ended", 3, False)]
    assert lines[0]["networks"] == ["203.0.113.9 2", "2001:db8::/64 1", "198.51.100.1 1"]


def test_closed_connection_is_freed_at_once() -> None:
    table, _ = table_of()
    owned = Owned(table, "203.0.113.9")
    closed = weakref.ref(owned)
    table.close(owned.connection)
    del owned
    assert closed() is None
