"""Devices as last read from the database, so that not every request of a device reads its row."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from accreditation.doors.domain.devices import Report
from accreditation.doors.ports.devices import DeviceRecord

MAX_AGE_S = 1.0
"""Age up to which a device is taken from the cache: the end of a device on another node takes effect here after it."""

MAX_DEVICES = 2_000
"""Devices in the cache, more than any event has. The one that was read the longest ago is dropped first."""

MAX_UNKNOWN_READS = 2
"""Concurrent reads for tokens that are not in the cache: guesses leave database connections for scans."""

REPORT_EVERY_S = 5.0
"""Least time between two writes of a device's report. The device sends one with every sync request."""


class DeviceCache:
    """Caches devices by the digest of their token. `seconds` returns a time in seconds that never goes back."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._devices: OrderedDict[str, tuple[float, DeviceRecord]] = OrderedDict()
        self._forget_count = 0
        self._unknown_reads = asyncio.Semaphore(MAX_UNKNOWN_READS)
        self._reports: dict[str, Report] = {}
        self._reported_at: OrderedDict[str, float] = OrderedDict()

    async def find(self, key: str, read: Callable[[], Awaitable[DeviceRecord | None]]) -> DeviceRecord | None:
        """Find the device of a token's digest: from the cache when it is younger than `MAX_AGE_S`, else by `read`."""
        cached = self._devices.get(key)
        if cached is not None and self._seconds() - cached[0] < MAX_AGE_S:
            return cached[1]
        if cached is None:
            async with self._unknown_reads:
                return await self._read_device(key, read)
        return await self._read_device(key, read)

    async def _read_device(self, key: str, read: Callable[[], Awaitable[DeviceRecord | None]]) -> DeviceRecord | None:
        started_at, forget_count = self._seconds(), self._forget_count
        device = await read()
        if device is None:
            self._devices.pop(key, None)
        elif forget_count == self._forget_count:  # no device was changed here during the read
            self._devices[key] = (started_at, device)
            self._devices.move_to_end(key)
            if len(self._devices) > MAX_DEVICES:
                self._devices.popitem(last=False)
        return device

    def forget(self, device_id: str) -> None:
        """Remove a device that has just been changed."""
        self._forget_count += 1
        for key in [key for key, (_, cached) in self._devices.items() if cached.device.id == device_id]:
            del self._devices[key]

    def add_report(self, device_id: str, report: Report) -> None:
        """Keep the newest report of a device until it is taken."""
        if device_id in self._reports or len(self._reports) < MAX_DEVICES:
            self._reports[device_id] = report

    def drop_report(self, device_id: str) -> None:
        """Remove the report of a device that has ended."""
        self._reports.pop(device_id, None)

    def take_reports(self, *, all_of_them: bool = False) -> dict[str, Report]:
        """Take the reports of devices whose last one was taken `REPORT_EVERY_S` ago or earlier, or all reports."""
        now = self._seconds()
        due = {
            device_id: report
            for device_id, report in self._reports.items()
            if all_of_them or now - self._reported_at.get(device_id, float("-inf")) >= REPORT_EVERY_S
        }
        for device_id in due:
            del self._reports[device_id]
            self._reported_at[device_id] = now
            self._reported_at.move_to_end(device_id)
        while len(self._reported_at) > MAX_DEVICES:
            self._reported_at.popitem(last=False)
        return due
