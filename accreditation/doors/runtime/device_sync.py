"""Device sync: read once a second what may have changed, and answer the waiting requests of devices.

One query serves all devices of this process. After a change on this node it runs at once.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct

from accreditation.doors.actions.devices import DeviceServices, flush_reports
from accreditation.doors.actions.roster import RosterServices, Trust, read_trust
from accreditation.doors.domain.devices import Device, DeviceState
from accreditation.doors.ports.alerts import DoorAlert, DoorAlerts, NoAlerts
from accreditation.doors.ports.devices import DeviceSyncStore, Entry, Notice, NoticeStore
from accreditation.doors.runtime.presence_cache import PresenceCache
from conference.clock import Clock, day_began
from conference.errors import ThrottledError, UnavailableError
from conference.rate_limits import Limit, Limits
from conference.tasks import end
from conference.transactions import Transaction, Transactions

REFRESH_EVERY_S = 1.0
"""Longest time until a change on another node is read."""

REFRESH_PAUSE_S = 0.15
"""Shortest time between two reads, however much changes on this node."""

COUNT_EVERY_S = 5.0
"""Time between two counts of today's entries."""

LINGER_S = 30.0
"""Time for which reading continues without waiting devices: a device is away for a moment between two requests."""

FRESH_S = 4.0
"""Greatest age of a snapshot in an answer, because the device takes its roster for confirmed by it."""

MAX_WAITING_DEVICES = 1_000

ALL_PRESENCES = Limit("everybody inside", burst=8, every_s=5)
"""Answers to a device with all presences. Its next request may reach another node or process, and none of them knows
the cursors of the others."""

PlanDigest = Callable[[Trust], str]
"""Returns the digest of the plan for the keys and supervisors that devices trust."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncServices:
    """Dependencies of the device sync. `zone` is the venue's time zone, in which a day begins."""

    transactions: Transactions
    devices: DeviceServices
    roster: RosterServices
    notices: NoticeStore
    sync_store: DeviceSyncStore
    clock: Clock
    zone: ZoneInfo
    alerts: DoorAlerts = field(default_factory=NoAlerts)


@dataclass(frozen=True, slots=True)
class WatchSnapshot:
    """Result of the last read, without presences. `admitted` counts today's entries by door."""

    at: datetime
    revision: int
    trust: Trust
    notices: tuple[Notice, ...]
    admitted: Mapping[str, int]
    alerts: tuple[DoorAlert, ...] = ()

    def alerts_at(self, door: str, now: datetime) -> list[DoorAlert]:
        """List the alerts that this door shows now."""
        return [alert for alert in self.alerts if now < alert.expires_at and alert.is_for(door)]

    def notices_at(self, door: str, now: datetime) -> list[Notice]:
        """List the notices that are active at this door now."""
        return [
            notice for notice in self.notices if now < notice.expires_at and (not notice.doors or door in notice.doors)
        ]


@dataclass(frozen=True, slots=True)
class DeviceCursor:
    """What a device has: its door, the revision of its roster, the digest of its plan, and its cursor.

    The cursor is `epoch.number.digest`: the last move that the device knows, and a digest of its active notices
    and alerts.
    """

    door: str
    revision: int
    plan: str
    cursor: str


class SyncDelta(Struct, frozen=True):
    """Answer to a device. `moved` maps badge → zone → entry; with `is_complete` it has every presence that there is."""

    snapshot: WatchSnapshot
    cursor: str
    moved: Mapping[str, Mapping[str, Entry]]
    is_complete: bool
    counts: Mapping[str, int]


@dataclass(slots=True)
class _WaitingDevice:
    """A waiting request, and the state of its device when it was last read."""

    state: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class DeviceSync:
    """Answers the waiting devices of this process. `epoch` names its run in their cursors."""

    def __init__(self, services: SyncServices, epoch: str) -> None:
        self._services = services
        self._presence = PresenceCache(services.roster, services.sync_store, epoch)
        self._snapshot: WatchSnapshot | None = None
        self._read_at = float("-inf")
        self._counted_at = float("-inf")
        self._waited_at = float("-inf")
        self._hints: set[str] = set()
        self._waiting: dict[str, _WaitingDevice] = {}
        self._limits = Limits(MAX_WAITING_DEVICES)
        self._refresh_requested = asyncio.Event()
        self._refreshed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._saving_reports: asyncio.Task[None] | None = None
        self.closed = False

    def note_alerts(self, device: Device, alert_ids: Sequence[str]) -> None:
        """Note that a device has shown alerts."""
        self._services.alerts.note_shown(device.name, alert_ids)

    def notify(self, badge_id: str | None = None) -> None:
        """Read again at once, if a device waits; also the presence of this badge."""
        if badge_id is not None and self._task is not None:
            self._hints.add(badge_id)
        self._refresh_requested.set()

    async def close(self) -> None:
        """Answer every waiting request, save the reports of devices, and stop reading."""
        self.closed = True
        self._wake_devices(self._waiting)
        await end(*(task for task in (self._task, self._saving_reports) if task is not None))
        await self._save_reports(all_of_them=True)

    async def wait_for_delta(
        self, device: Device, have: DeviceCursor, *, wait_s: float, plan_digest: PlanDigest
    ) -> SyncDelta:
        """Return what has changed for a device: at once if something has, otherwise after `wait_s`.

        A locked device waits for its state alone. Returns early when the device's state has changed, when a newer
        request of the device waits, and when the program stops.
        Raises UnavailableError when the database cannot be read, ThrottledError when too many devices wait.
        """
        if len(self._waiting) >= MAX_WAITING_DEVICES:
            raise ThrottledError("requests.throttled", retry_after_s=5)
        if device.id in self._waiting:
            self._waiting[device.id].woken.set()
        request = self._waiting[device.id] = _WaitingDevice(device.state.value)
        try:
            until = time.monotonic() + wait_s
            return await self._wait_for_change(device, request, have, until=until, plan_digest=plan_digest)
        finally:
            self._waited_at = time.monotonic()
            if self._waiting.get(device.id) is request:
                del self._waiting[device.id]

    async def _wait_for_change(
        self, device: Device, request: _WaitingDevice, have: DeviceCursor, *, until: float, plan_digest: PlanDigest
    ) -> SyncDelta:
        started = time.monotonic()
        self._start_reading()
        while True:
            request.woken.clear()
            snapshot = await self._read_fresh_snapshot(started)
            is_locked = device.state is DeviceState.LOCKED
            delta = None if is_locked else self._find_delta(device.id, snapshot, have, plan_digest)
            left_s = until - time.monotonic()
            is_over = self.closed or self._waiting.get(device.id) is not request or request.state != device.state
            if delta is not None or left_s <= 0 or is_over:
                return delta or self._make_delta(snapshot, have.cursor)
            try:
                async with asyncio.timeout(left_s):
                    await request.woken.wait()
            except TimeoutError:
                started = time.monotonic() - REFRESH_EVERY_S

    def _find_delta(
        self, device_id: str, snapshot: WatchSnapshot, have: DeviceCursor, plan_digest: PlanDigest
    ) -> SyncDelta | None:
        """Return what differs from what the device has; None when nothing does, or only what it must wait for."""
        cursor, plan = self._make_cursor(snapshot, have.door), plan_digest(snapshot.trust)
        if (have.revision, have.plan, have.cursor) == (snapshot.revision, plan, cursor):
            return None
        moved = self._presence.moved_since(have.cursor)
        if moved is not None:
            return self._make_delta(snapshot, cursor, moved)
        if have.revision == 0:  # the device requests its whole roster next, which has the presences
            return self._make_delta(snapshot, cursor)
        if self._may_send_all(device_id):
            return self._make_delta(snapshot, cursor, self._presence.badges(), is_complete=True)
        unchanged_moves, notices = have.cursor.rpartition(".")[0], cursor.rpartition(".")[2]
        cursor = f"{unchanged_moves}.{notices}"
        if (have.revision, have.plan, have.cursor) == (snapshot.revision, plan, cursor):
            return None
        return self._make_delta(snapshot, cursor)

    def _may_send_all(self, device_id: str) -> bool:
        """Charge an answer with all presences; False when the device has had too many."""
        try:
            self._limits.charge(ALL_PRESENCES, device_id, self._services.clock.now())
        except ThrottledError:
            return False
        return True

    def _make_delta(
        self, snapshot: WatchSnapshot, cursor: str, moved: Iterable[str] = (), *, is_complete: bool = False
    ) -> SyncDelta:
        snapshot = replace(snapshot, at=self._services.clock.now())
        return SyncDelta(snapshot, cursor, self._presence.entries_of(moved), is_complete, self._presence.counts())

    def _make_cursor(self, snapshot: WatchSnapshot, door: str) -> str:
        now = self._services.clock.now()
        notices = [notice.id for notice in snapshot.notices_at(door, now)]
        active = [*notices, *(alert.id for alert in snapshot.alerts_at(door, now))]
        return f"{self._presence.revision}.{sha256(' '.join(active).encode()).hexdigest()[:12]}"

    def _start_reading(self) -> None:
        self._waited_at = time.monotonic()
        if (self._task is None or self._task.done()) and not self.closed:
            self._presence.invalidate()
            self._refresh_requested.set()
            self._task = asyncio.create_task(self._read_repeatedly(), name="device sync")

    async def _read_fresh_snapshot(self, since: float) -> WatchSnapshot:
        """Return a snapshot read after `since` less `REFRESH_EVERY_S`. Raises UnavailableError when there is none."""
        if self._read_at < since - REFRESH_EVERY_S and not self.closed:
            refreshed = self._refreshed
            try:
                async with asyncio.timeout(FRESH_S):
                    await refreshed.wait()
            except TimeoutError:
                pass
        if self._snapshot is None or time.monotonic() - self._read_at > FRESH_S:
            raise UnavailableError("database.unavailable", retry_after_s=2)
        return self._snapshot

    async def _read_repeatedly(self) -> None:
        """Read until no device has waited for `LINGER_S`. A failure is logged, and the next read follows."""
        while self._waiting or time.monotonic() - self._waited_at < LINGER_S:
            self._refresh_requested.clear()
            try:
                await self._refresh_state()
            except UnavailableError as error:
                _log.warning("device_sync.database_unavailable", code=error.code)
            except Exception:
                _log.exception("device_sync.read_failed")
            await asyncio.sleep(REFRESH_PAUSE_S)
            try:
                async with asyncio.timeout(REFRESH_EVERY_S - REFRESH_PAUSE_S):
                    await self._refresh_requested.wait()
            except TimeoutError:
                pass

    async def _refresh_state(self) -> None:
        """Read once, and wake the waiting requests that anything has changed for."""
        before, moves_before = self._snapshot, self._presence.revision
        started = time.monotonic()
        self._start_saving_reports()
        hints, self._hints = self._hints, set()
        async with self._services.transactions.read() as transaction:
            snapshot = await self._read_snapshot(transaction)
            await self._presence.refresh(transaction, hints)
            states = (
                await self._services.sync_store.find_states(transaction, list(self._waiting)) if self._waiting else {}
            )
        changed = [one for one, state in states.items() if one in self._waiting and self._waiting[one].state != state]
        for device_id in changed:
            self._waiting[device_id].state = states[device_id]
            self._services.devices.cache.forget(device_id)
        self._snapshot, self._read_at = snapshot, started
        refreshed, self._refreshed = self._refreshed, asyncio.Event()
        refreshed.set()
        is_different = before is None or moves_before != self._presence.revision or _has_changed(before, snapshot)
        self._wake_devices(self._waiting if is_different else changed)

    def _start_saving_reports(self) -> None:
        """Save due reports in a task: reading must not wait for a write."""
        if self._saving_reports is None or self._saving_reports.done():
            self._saving_reports = asyncio.create_task(self._save_reports(), name="device reports")

    async def _save_reports(self, *, all_of_them: bool = False) -> None:
        """Save the devices' reports; log a failure."""
        try:
            await flush_reports(self._services.devices, all_of_them=all_of_them)
        except Exception:
            _log.exception("device_sync.reports_not_saved")

    async def _read_snapshot(self, transaction: Transaction) -> WatchSnapshot:
        now = self._services.clock.now()
        if self._snapshot is None or time.monotonic() - self._counted_at >= COUNT_EVERY_S:
            admitted: Mapping[str, int] = await self._services.sync_store.count_admitted(
                transaction, day_began(now, self._services.zone)
            )
            self._counted_at = time.monotonic()
        else:
            admitted = self._snapshot.admitted
        return WatchSnapshot(
            at=now,
            revision=await self._services.roster.roster.get_revision(transaction),
            trust=await read_trust(self._services.roster, transaction),
            notices=tuple(await self._services.notices.list_active(transaction, now=now)),
            admitted=admitted,
            alerts=tuple(await self._services.alerts.list_active(transaction, now=now)),
        )

    def _wake_devices(self, device_ids: Iterable[str]) -> None:
        for device_id in device_ids:
            self._waiting[device_id].woken.set()


def _has_changed(before: WatchSnapshot, after: WatchSnapshot) -> bool:
    parts = [(one.revision, one.trust, one.notices, one.alerts) for one in (before, after)]
    return parts[0] != parts[1]
