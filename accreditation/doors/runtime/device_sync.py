"""What waiting devices are told: one look a second at what may have changed, for all of them.

Whatever happens on this node is looked at at once.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog

from accreditation.doors.actions.devices import DeviceServices, flush_reports
from accreditation.doors.actions.roster import RosterServices, Trust, trust_of
from accreditation.doors.domain.devices import Device, DeviceState
from accreditation.doors.ports.devices import DeviceSyncStore, Entry, Notice, NoticeStore
from accreditation.doors.runtime.presence_cache import PresenceCache
from conference.clock import Clock, day_began
from conference.errors import ThrottledError, UnavailableError
from conference.rate_limits import Limit, Limits
from conference.tasks import end
from conference.transactions import Transaction, Transactions

LOOK_EVERY_S = 1.0
"""How long a change on another node may go unseen here."""

LOOK_AGAIN_S = 0.15
"""The shortest time between two looks, however much happens here."""

COUNT_EVERY_S = 5.0
"""How often the entries of today are counted."""

LINGER_S = 30.0
"""How long it goes on looking when nobody waits: devices are gone for a moment between two of their lines."""

FRESH_S = 4.0
"""An older look is no answer: the device would take its list for confirmed."""

MAX_WAITING_DEVICES = 1_000

ALL = Limit("everybody inside", burst=8, every_s=5)
"""How often a device is told of everybody who is inside: so many times at once, then once in so many seconds. It may
meet another node, or another of several processes, with every request, and none of them knows the others' cursors."""

PlanOf = Callable[[Trust], str]
"""The digest of the plan with those whom devices are to believe."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncServices:
    """What is looked at. `zone` is the venue's time zone, which says when a day begins."""

    transactions: Transactions
    devices: DeviceServices
    roster: RosterServices
    notices: NoticeStore
    sync_store: DeviceSyncStore
    clock: Clock
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class WatchSnapshot:
    """What the last look saw, but for presence."""

    at: datetime
    revision: int
    trust: Trust
    notices: tuple[Notice, ...]
    admitted: Mapping[str, int]

    def notices_at(self, door: str, now: datetime) -> list[Notice]:
        """What this door is to look out for now."""
        return [one for one in self.notices if now < one.expires_at and (not one.doors or door in one.doors)]


@dataclass(frozen=True, slots=True)
class DeviceCursor:
    """What a device has: its list's revision, its plan's digest, how far it knows of moves, and where it stands."""

    door: str
    revision: int
    plan: str
    cursor: str


@dataclass(frozen=True, slots=True)
class SyncDelta:
    """What a device is told. `everything`: `moved` is all there is, whoever else the device has inside is not."""

    seen: WatchSnapshot
    cursor: str
    moved: Mapping[str, Mapping[str, Entry]]
    everything: bool
    counts: Mapping[str, int]


@dataclass(slots=True)
class _WaitingDevice:
    """A device that waits, and how it stood when it was last looked at."""

    state: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class DeviceSync:
    """Looks for all waiting devices of this process. `epoch` names its run."""

    def __init__(self, services: SyncServices, epoch: str) -> None:
        self._services = services
        self._presence = PresenceCache(services.roster, services.sync_store, epoch)
        self._seen: WatchSnapshot | None = None
        self._looked_at = float("-inf")
        self._counted_at = float("-inf")
        self._waited_at = float("-inf")
        self._hints: set[str] = set()
        self._lines: dict[str, _WaitingDevice] = {}
        self._limits = Limits(MAX_WAITING_DEVICES)
        self._call = asyncio.Event()
        self._looked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._saving_reports: asyncio.Task[None] | None = None
        self.closed = False

    def notify(self, badge_id: str | None = None) -> None:
        """Something has happened here, perhaps to a badge: look at once, if anybody waits."""
        if badge_id is not None and self._task is not None:
            self._hints.add(badge_id)
        self._call.set()

    async def close(self) -> None:
        """Let every line go, keep the reports that wait, and look no more."""
        self.closed = True
        self._wake(self._lines)
        await end(*(task for task in (self._task, self._saving_reports) if task is not None))
        await self._save_reports(all_of_them=True)

    async def news(self, device: Device, have: DeviceCursor, *, wait_s: float, plan: PlanOf) -> SyncDelta:
        """What is new for a device, at once if there is something, else after `wait_s` whatever it is by then.

        A locked device waits for its state alone. Returns early when the device's state has changed, when a newer line
        of it waits, and when the program stops.
        Raises UnavailableError when the database cannot be looked at, ThrottledError for too many lines.
        """
        if len(self._lines) >= MAX_WAITING_DEVICES:
            raise ThrottledError("requests.throttled", retry_after_s=5)
        if device.id in self._lines:
            self._lines[device.id].woken.set()
        mine = self._lines[device.id] = _WaitingDevice(device.state.value)
        try:
            return await self._waited(device, mine, have, until=time.monotonic() + wait_s, plan=plan)
        finally:
            self._waited_at = time.monotonic()
            if self._lines.get(device.id) is mine:
                del self._lines[device.id]

    async def _waited(
        self, device: Device, mine: _WaitingDevice, have: DeviceCursor, *, until: float, plan: PlanOf
    ) -> SyncDelta:
        started = time.monotonic()
        self._start()
        while True:
            mine.woken.clear()
            seen = await self._fresh(started)
            device_ruling = None if device.state is DeviceState.LOCKED else self._told(device.id, seen, have, plan)
            left = until - time.monotonic()
            over = self.closed or self._lines.get(device.id) is not mine or mine.state != device.state
            if device_ruling is not None or left <= 0 or over:
                return device_ruling or self._news(seen, have.cursor)
            try:
                async with asyncio.timeout(left):
                    await mine.woken.wait()
            except TimeoutError:
                started = time.monotonic() - LOOK_EVERY_S

    def _told(self, device_id: str, seen: WatchSnapshot, have: DeviceCursor, plan: PlanOf) -> SyncDelta | None:
        """What differs from what the device has; None when nothing does, or only what it must wait for."""
        cursor = self._cursor(seen, have.door)
        if (have.revision, have.plan, have.cursor) == (seen.revision, plan(seen.trust), cursor):
            return None
        moved = self._presence.moved_since(have.cursor)
        if moved is not None:
            return self._news(seen, cursor, moved)
        if have.revision == 0:  # it asks for the whole list next, which says who is inside
            return self._news(seen, cursor)
        if self._may_hear_all(device_id):
            return self._news(seen, cursor, self._presence.badges(), everything=True)
        place, notices = have.cursor.rpartition(".")[0], cursor.rpartition(".")[2]
        if (have.revision, have.plan, have.cursor) == (seen.revision, plan(seen.trust), f"{place}.{notices}"):
            return None
        return self._news(seen, f"{place}.{notices}")

    def _may_hear_all(self, device_id: str) -> bool:
        try:
            self._limits.charge(ALL, device_id, self._services.clock.now())
        except ThrottledError:
            return False
        return True

    def _news(
        self, seen: WatchSnapshot, cursor: str, moved: Iterable[str] = (), *, everything: bool = False
    ) -> SyncDelta:
        seen = replace(seen, at=self._services.clock.now())
        return SyncDelta(seen, cursor, self._presence.of(moved), everything, self._presence.counts())

    def _cursor(self, seen: WatchSnapshot, door: str) -> str:
        standing = [one.id for one in seen.notices_at(door, self._services.clock.now())]
        return f"{self._presence.revision}.{sha256(' '.join(standing).encode()).hexdigest()[:12]}"

    def _start(self) -> None:
        self._waited_at = time.monotonic()
        if (self._task is None or self._task.done()) and not self.closed:
            self._presence.invalidate()
            self._call.set()
            self._task = asyncio.create_task(self._run(), name="door watch")

    async def _fresh(self, since: float) -> WatchSnapshot:
        """The newest look, not older than `since` less a second. Raises UnavailableError when there is none."""
        if self._looked_at < since - LOOK_EVERY_S and not self.closed:
            looked = self._looked
            try:
                async with asyncio.timeout(FRESH_S):
                    await looked.wait()
            except TimeoutError:
                pass
        if self._seen is None or time.monotonic() - self._looked_at > FRESH_S:
            raise UnavailableError("database.unavailable", retry_after_s=2)
        return self._seen

    async def _run(self) -> None:
        while self._lines or time.monotonic() - self._waited_at < LINGER_S:
            self._call.clear()
            try:
                await self._look()
            except UnavailableError as error:
                _log.warning("door_watch.blind", code=error.code)
            except Exception:
                _log.exception("door_watch.failed")
            await asyncio.sleep(LOOK_AGAIN_S)
            try:
                async with asyncio.timeout(LOOK_EVERY_S - LOOK_AGAIN_S):
                    await self._call.wait()
            except TimeoutError:
                pass

    async def _look(self) -> None:
        """One look; whoever waits is woken when anything is different."""
        before, moves_before = self._seen, self._presence.revision
        started = time.monotonic()
        self._start_saving_reports()
        hints, self._hints = self._hints, set()
        async with self._services.transactions.read() as transaction:
            seen = await self._see(transaction)
            await self._presence.look(transaction, hints)
            states = await self._services.sync_store.find_states(transaction, list(self._lines)) if self._lines else {}
        changed = [one for one, state in states.items() if one in self._lines and self._lines[one].state != state]
        for device_id in changed:
            self._lines[device_id].state = states[device_id]
            self._services.devices.cache.forget(device_id)
        self._seen, self._looked_at = seen, started
        looked, self._looked = self._looked, asyncio.Event()
        looked.set()
        different = before is None or moves_before != self._presence.revision or _differs(before, seen)
        self._wake(self._lines if different else changed)

    def _start_saving_reports(self) -> None:
        """Save the reports that are due beside the look, which only reads and must not wait for a write."""
        if self._saving_reports is None or self._saving_reports.done():
            self._saving_reports = asyncio.create_task(self._save_reports(), name="device reports")

    async def _save_reports(self, *, all_of_them: bool = False) -> None:
        """Save what devices tell of themselves; log a failure."""
        try:
            await flush_reports(self._services.devices, all_of_them=all_of_them)
        except Exception:
            _log.exception("door_watch.reports_lost")

    async def _see(self, transaction: Transaction) -> WatchSnapshot:
        now = self._services.clock.now()
        if self._seen is None or time.monotonic() - self._counted_at >= COUNT_EVERY_S:
            admitted: Mapping[str, int] = await self._services.sync_store.count_admitted(
                transaction, day_began(now, self._services.zone)
            )
            self._counted_at = time.monotonic()
        else:
            admitted = self._seen.admitted
        return WatchSnapshot(
            at=now,
            revision=await self._services.roster.roster.get_revision(transaction),
            trust=await trust_of(self._services.roster, transaction),
            notices=tuple(await self._services.notices.list_active(transaction, now=now)),
            admitted=admitted,
        )

    def _wake(self, devices: Iterable[str]) -> None:
        for device_id in devices:
            self._lines[device_id].woken.set()


def _differs(before: WatchSnapshot, after: WatchSnapshot) -> bool:
    return (before.revision, before.trust, before.notices) != (after.revision, after.trust, after.notices)
