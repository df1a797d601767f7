"""Devices as they were a moment ago, so that a queue of scans does not ask the database for each of its requests."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from accreditation.doors.domain.devices import Report
from accreditation.doors.ports.devices import DeviceRecord

LIFE_S = 1.0
"""How long a device is believed to stand as it was: what another node ends is refused here within this time."""

MAX_DEVICES = 2_000
"""Devices remembered: more than any event has; the one not heard of for longest is forgotten first."""

STRANGERS_AT_ONCE = 2
"""Tokens that nobody has shown here before are looked up so many at a time: guessing them takes no more of the
database's connections, which scans use too."""

REPORT_EVERY_S = 5.0
"""How often a device's report is written at most: it comes with every answer of its line."""


class DeviceCache:
    """By the digest of their tokens. `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, DeviceRecord]] = OrderedDict()
        self._changes = 0
        self._strangers = asyncio.Semaphore(STRANGERS_AT_ONCE)
        self._reports: dict[str, Report] = {}
        self._reported_at: OrderedDict[str, float] = OrderedDict()

    async def find(self, key: str, read: Callable[[], Awaitable[DeviceRecord | None]]) -> DeviceRecord | None:
        """The device of a token's digest, read again when what is known is older than `LIFE_S`."""
        known = self._kept.get(key)
        if known is not None and self._seconds() - known[0] < LIFE_S:
            return known[1]
        if known is None:
            async with self._strangers:
                return await self._read(key, read)
        return await self._read(key, read)

    async def _read(self, key: str, read: Callable[[], Awaitable[DeviceRecord | None]]) -> DeviceRecord | None:
        since, changes = self._seconds(), self._changes
        kept = await read()
        if kept is None:
            self._kept.pop(key, None)
        elif changes == self._changes:  # nothing was changed here while it was read
            self._kept[key] = (since, kept)
            self._kept.move_to_end(key)
            if len(self._kept) > MAX_DEVICES:
                self._kept.popitem(last=False)
        return kept

    def forget(self, device_id: str) -> None:
        """Believe nothing of the device any more: it has just been changed."""
        self._changes += 1
        for key in [key for key, (_, kept) in self._kept.items() if kept.device.id == device_id]:
            del self._kept[key]

    def add_report(self, device_id: str, report: Report) -> None:
        """Remember the device's newest report until it is taken."""
        if device_id in self._reports or len(self._reports) < MAX_DEVICES:
            self._reports[device_id] = report

    def drop_report(self, device_id: str) -> None:
        """Forget a report that has not been taken: the device has ended since."""
        self._reports.pop(device_id, None)

    def take_reports(self, *, all_of_them: bool = False) -> dict[str, Report]:
        """The reports that are due to be kept: none of a device whose last is not `REPORT_EVERY_S` old."""
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
