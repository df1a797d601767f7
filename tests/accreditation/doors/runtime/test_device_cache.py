"""Device cache: entries expire, changes remove them, reports wait until they are due."""

import asyncio
from datetime import timedelta

import pytest

from accreditation.doors.domain.devices import Device, DeviceState, Report, Scope
from accreditation.doors.ports.devices import DeviceRecord
from accreditation.doors.runtime import device_cache
from accreditation.doors.runtime.device_cache import MAX_AGE_S, MAX_UNKNOWN_READS, REPORT_EVERY_S, DeviceCache
from tests.support.application_samples import NOON


class Table:
    """Rows that a cache reads, and how often it does. Its time stands still until a test sets it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reads = 0
        self.rows: dict[str, DeviceRecord] = {}
        self.cache = DeviceCache(lambda: self.now)

    async def find(self, key: str) -> DeviceRecord | None:
        async def read() -> DeviceRecord | None:
            self.reads += 1
            return self.rows.get(key)

        return await self.cache.find(key, read)


def record(device_id: str) -> DeviceRecord:
    scope = Scope(("gate-a",), frozenset(), NOON + timedelta(days=1))
    return DeviceRecord(Device(device_id, "Phone", scope, DeviceState.ACTIVE, "staff_ha", NOON))


def report(queue: int = 0) -> Report:
    return Report(NOON, "gate-a", 0, queue, None, None, None, "b1", "vi")


@pytest.fixture
def table() -> Table:
    table = Table()
    table.rows = {"a": record("dev_a"), "b": record("dev_b")}
    return table


async def test_device_is_read_again_after_its_age(table: Table) -> None:
    for now, reads in ((0.0, 1), (MAX_AGE_S - 0.01, 1), (MAX_AGE_S, 2)):
        table.now = now
        assert await table.find("a") == table.rows["a"]
        assert table.reads == reads


async def test_unknown_token_is_not_cached(table: Table) -> None:
    assert await table.find("x") is None
    table.rows["x"] = record("dev_x")
    assert await table.find("x") == table.rows["x"]


async def test_forgotten_device_is_read_again(table: Table) -> None:
    await table.find("a")
    await table.find("b")
    table.cache.forget("dev_a")
    await table.find("a")
    await table.find("b")
    assert table.reads == 3


async def test_row_read_before_a_change_is_not_cached(table: Table) -> None:
    async def read() -> DeviceRecord:
        table.cache.forget("dev_a")
        return table.rows["a"]

    assert await table.cache.find("a", read) == table.rows["a"]
    await table.find("a")
    assert table.reads == 1


async def test_oldest_device_is_dropped_at_the_limit(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_cache, "MAX_DEVICES", 1)
    for key in ("a", "b", "b", "a"):
        await table.find(key)
    assert table.reads == 3


async def test_unknown_tokens_are_read_a_few_at_a_time() -> None:
    cache, started, released = DeviceCache(), [], asyncio.Event()

    async def read() -> DeviceRecord | None:
        started.append(True)
        await released.wait()
        return None

    reading = [asyncio.create_task(cache.find(f"guess-{n}", read)) for n in range(MAX_UNKNOWN_READS + 3)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(started) == MAX_UNKNOWN_READS
    released.set()
    assert await asyncio.gather(*reading) == [None] * len(reading)


def test_newest_report_is_taken_once_in_its_time(table: Table) -> None:
    cache = table.cache
    cache.add_report("dev_a", report(1))
    cache.add_report("dev_a", report(2))
    assert cache.take_reports() == {"dev_a": report(2)}
    assert cache.take_reports() == {}
    cache.add_report("dev_a", report(3))
    table.now = REPORT_EVERY_S - 0.01
    assert cache.take_reports() == {}
    table.now = REPORT_EVERY_S
    assert cache.take_reports() == {"dev_a": report(3)}


def test_all_reports_are_taken_before_their_time(table: Table) -> None:
    for queue in (1, 2):
        table.cache.add_report("dev_a", report(queue))
        assert table.cache.take_reports(all_of_them=True) == {"dev_a": report(queue)}


def test_report_of_an_ended_device_is_dropped(table: Table) -> None:
    table.cache.add_report("dev_a", report())
    table.cache.drop_report("dev_a")
    table.cache.drop_report("dev_b")
    assert table.cache.take_reports() == {}
