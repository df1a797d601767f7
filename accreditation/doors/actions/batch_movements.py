"""Movements of the badges that a transaction over scans has loaded, and the presence that follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accreditation.access.rules import Direction
from accreditation.access.zones import BEFORE_ALL, Zones
from accreditation.doors.domain.doors import ENTERED, Presence, Verdict
from accreditation.doors.domain.movements import Movement, MovementTrace, apply_movement, drop_entries_before, trace
from accreditation.doors.ports.scans import PresenceRow, PresenceSnapshot, Scan

_KNOWING = frozenset({Verdict.ADMITTED_AGAIN, Verdict.OVERRIDDEN})
"""Verdicts by which a guard admits a person who is inside already, knowing it."""

_EMPTY_TRACE = MovementTrace()
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class BatchMovements:
    """Presence of the loaded badges, brought up to date with each scan that is added or changed.

    A badge with a loaded history is traced again from all its movements. That is done by `trace_pending`, once for any
    number of changes; until then the presence and occupancy that are returned are those before the changes.

    `replacement_times` are by badge id; `occupancy` holds the zones with a capacity; `prior_entries` are the entries
    valid at the start of the transaction, by scan id.
    """

    zones: Zones
    received_at: datetime
    replacement_times: Mapping[str, datetime] = field(default_factory=dict)
    occupancy: dict[str, int] = field(default_factory=dict)
    prior_entries: dict[str, Movement] = field(default_factory=dict)
    _now: datetime = field(init=False)
    _latest_scans: dict[str, datetime] = field(default_factory=dict)
    _scan_ids: dict[str, str] = field(default_factory=dict)
    _prior_presence: dict[str, Mapping[str, Movement]] = field(default_factory=dict)
    _histories: dict[str, dict[str, Movement]] = field(default_factory=dict)
    _traces: dict[str, MovementTrace] = field(default_factory=dict)
    _pending: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._now = self.received_at

    def load_presence(self, snapshot: PresenceSnapshot) -> None:
        """Load the presence of badges and the occupancy of zones at the start of the transaction."""
        self._latest_scans.update(snapshot.latest)
        self.occupancy.update(snapshot.people)
        presence: dict[str, dict[str, Movement]] = {}
        for row in snapshot.inside:
            self._scan_ids[row.key] = row.scan_id
            is_knowing = row.verdict in _KNOWING
            entry = Movement(row.key, row.badge_id, row.zone, Direction.ENTRY, row.at, row.door, is_knowing)
            presence.setdefault(row.badge_id, {})[row.zone] = self.prior_entries[row.scan_id] = entry
        for badge_id, entries in presence.items():
            self._prior_presence[badge_id] = entries
            self._traces[badge_id] = self._drop_ended_entries(badge_id, MovementTrace(entries))

    def load_histories(self, badge_ids: Iterable[str], scans: Iterable[Scan]) -> None:
        """Load all movements of badges that are to be traced again."""
        for badge_id in badge_ids:
            self._histories[badge_id] = {}
            self._pending.add(badge_id)
        for scan in scans:
            self._set_movement(scan)

    def next_scan_time(self, badge_id: str | None) -> datetime:
        """Return the time of the next online scan: later than that of the one before and than any scan of the badge.

        A node whose clock is ahead may have recorded an earlier scan of the badge with a later time.
        """
        self._now += _TICK
        latest = self._latest_scans.get(badge_id or "")
        at = self._now if latest is None else max(self._now, latest + _TICK)
        if badge_id is not None:
            self._latest_scans[badge_id] = at
        return at

    def find_entry(self, badge_id: str | None, zone: str) -> Movement | None:
        """Return the entry by which the badge is in the zone, None when it is not."""
        return self._find_trace(badge_id).inside.get(zone)

    def get_presence(self, badge_id: str | None, zone: str) -> Presence:
        """Return the presence of the badge in the zone, and the zone's occupancy."""
        entry = self.find_entry(badge_id, zone)
        return Presence(None if entry is None else entry.at, self.occupancy.get(zone, 0))

    def find_conflicts(self, badge_id: str) -> Mapping[str, str]:
        """Return the badge's entries that contradict an earlier one: key of the later scan → key of the earlier."""
        return self._find_trace(badge_id).conflicts

    def get_scan_id(self, entry: Movement) -> str:
        """Return the id of the scan that recorded the entry."""
        return self._scan_ids[entry.key]

    def add(self, scan: Scan) -> None:
        """Apply the movement of a new scan, or leave it to `trace_pending` if the badge's history is loaded."""
        movement = movement_of(scan)
        if movement is None:
            return
        if movement.badge_id in self._histories:
            self.change(scan)
        else:
            self._scan_ids[scan.key] = scan.id
            moved = apply_movement(self._find_trace(movement.badge_id), movement, self.zones)
            self._set_trace(movement.badge_id, moved)

    def change(self, scan: Scan) -> None:
        """Replace the movement of a scan in the loaded history of its badge, which becomes pending."""
        if scan.badge_id is not None:
            self._set_movement(scan)
            self._pending.add(scan.badge_id)

    def trace_pending(self) -> None:
        """Compute the presence of each pending badge from all its movements."""
        while self._pending:
            badge_id = self._pending.pop()
            traced = trace(self._histories[badge_id].values(), self.zones)
            self._set_trace(badge_id, self._drop_ended_entries(badge_id, traced))

    def list_presence_changes(self, scans: Mapping[str, Scan]) -> tuple[list[tuple[str, str]], list[PresenceRow]]:
        """Return the presences to end (badge, zone), and those to begin after that; `scans` are by key."""
        ended, begun = [], []
        for badge_id, traced in sorted(self._traces.items()):
            prior = self._prior_presence.get(badge_id, {})
            ended += [(badge_id, zone) for zone, entry in prior.items() if traced.inside.get(zone) != entry]
            new_entries = [entry for zone, entry in traced.inside.items() if prior.get(zone) != entry]
            begun += [_make_presence_row(entry, scans[entry.key]) for entry in new_entries]
        return ended, begun

    def _set_movement(self, scan: Scan) -> None:
        history, movement = self._histories[scan.badge_id or ""], movement_of(scan)
        self._scan_ids[scan.key] = scan.id
        if movement is None:
            history.pop(scan.key, None)
        else:
            history[scan.key] = movement

    def _find_trace(self, badge_id: str | None) -> MovementTrace:
        return self._traces.get(badge_id or "", _EMPTY_TRACE)

    def _set_trace(self, badge_id: str, traced: MovementTrace) -> None:
        for zone in self._find_trace(badge_id).inside.keys() ^ traced.inside.keys():
            if zone in self.occupancy:
                self.occupancy[zone] += 1 if zone in traced.inside else -1
        self._traces[badge_id] = traced

    def _drop_ended_entries(self, badge_id: str, traced: MovementTrace) -> MovementTrace:
        """Drop the entries before the last closing, and those before the holder was issued another badge."""
        replaced_at = self.replacement_times.get(badge_id, BEFORE_ALL)
        return drop_entries_before(traced, max(self.zones.opened(self.received_at), replaced_at))


def _make_presence_row(entry: Movement, scan: Scan) -> PresenceRow:
    return PresenceRow(entry.badge_id, entry.zone, scan.id, scan.key, scan.verdict, entry.at, entry.door)


def movement_of(scan: Scan) -> Movement | None:
    """Return the entry or exit that a scan recorded, None for a refusal and for a scan that was undone."""
    if scan.badge_id is None or scan.undone_at is not None:
        return None
    if scan.verdict in ENTERED:
        direction = Direction.ENTRY
    elif scan.verdict is Verdict.EXIT_RECORDED:
        direction = Direction.EXIT
    else:
        return None
    is_knowing = scan.verdict in _KNOWING
    return Movement(scan.key, scan.badge_id, scan.zone, direction, scan.occurred_at, scan.door, is_knowing)
