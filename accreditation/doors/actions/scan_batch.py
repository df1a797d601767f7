"""What is known of badges, scans and zones while a batch of items is dealt with; changes are gathered to be written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from accreditation.access.entitlement import fits
from accreditation.access.plan import AccessPlan
from accreditation.access.rules import Direction, GrantRecord
from accreditation.access.zones import BEFORE_ALL
from accreditation.doors.domain.conflicts import ConflictKind, GrantEntry, overdrawn
from accreditation.doors.domain.doors import ENTERED, BadgeRecord, Presence, Verdict
from accreditation.doors.domain.movements import Movement, MovementTrace, drop_entries_before, moved, trace
from accreditation.doors.ports.devices import RosterEntry, RosterGrant
from accreditation.doors.ports.scans import BadgeSnapshot, PresenceRow, PresenceSnapshot, Scan
from accreditation.grants.domain import Grant
from conference.audit import AuditEntry
from conference.ids import Ids

_KNOWING = frozenset({Verdict.ADMITTED_AGAIN, Verdict.OVERRIDDEN})
_NOWHERE = MovementTrace()
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class Batch:
    """One transaction's view. `now` moves on by a microsecond with each online scan, so that what was decided one after
    the other is ordered so.

    `kept` are scans by key, `grants` by application, `occupancy` of zones with a capacity; `histories` has the keys of
    all movements of the badges that are traced again; `prior_entries` are the entries that were valid when the batch
    began, by the ids of their scans. `entries` are for the audit trail, whose lock is taken last. `named_grants`, by
    id, are the grants that devices report as used, and those of `kept`.
    """

    plan: AccessPlan
    ids: Ids
    now: datetime
    known: Mapping[str, BadgeSnapshot] = field(default_factory=dict)
    kept: dict[str, Scan] = field(default_factory=dict)
    grants: dict[str, list[GrantRecord]] = field(default_factory=dict)
    named_grants: dict[str, Grant] = field(default_factory=dict)
    occupancy: dict[str, int] = field(default_factory=dict)
    histories: dict[str, set[str]] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    entries: list[AuditEntry] = field(default_factory=list)
    received_at: datetime = field(init=False)
    prior_entries: dict[str, Movement] = field(default_factory=dict)
    _latest: dict[str, datetime] = field(default_factory=dict)
    _scan_ids: dict[str, str] = field(default_factory=dict)
    _before: dict[str, Mapping[str, Movement]] = field(default_factory=dict)
    _traces: dict[str, MovementTrace] = field(default_factory=dict)
    _untraced: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.received_at = self.now

    def start(self, begins: PresenceSnapshot) -> None:
        """Take in where the holders are, and how many are where, as the batch begins."""
        self._latest.update(begins.latest)
        self.occupancy.update(begins.people)
        places: dict[str, dict[str, Movement]] = {}
        for one in begins.inside:
            self._scan_ids[one.key] = one.scan_id
            knowing = one.verdict in _KNOWING
            entry = Movement(one.key, one.badge_id, one.zone, Direction.ENTRY, one.at, one.door, knowing)
            places.setdefault(one.badge_id, {})[one.zone] = self.prior_entries[one.scan_id] = entry
        for badge_id, zones in places.items():
            self._before[badge_id] = zones
            self._traces[badge_id] = self._drop_ended_entries(badge_id, MovementTrace(zones))

    def take_history(self, badge_ids: Iterable[str], movements: Iterable[Scan]) -> None:
        """Take in all movements of the badges that are to be traced again."""
        for badge_id in badge_ids:
            self.histories[badge_id] = set()
        for scan in movements:
            self.kept[scan.key] = scan
            self.histories[scan.badge_id or ""].add(scan.key)
        for badge_id in self.histories:
            self.trace_again(badge_id)

    def moment(self, badge_id: str | None) -> datetime:
        """The time of the next online scan: later than the one before, and than all that is kept of the badge, even if
        that was kept by a node whose clock is ahead."""
        self.now += _TICK
        latest = self._latest.get(badge_id or "")
        at = self.now if latest is None else max(self.now, latest + _TICK)
        if badge_id is not None:
            self._latest[badge_id] = at
        return at

    def entry(self, badge_id: str | None, zone: str) -> Movement | None:
        """The entry that put the holder into the zone, where they still are."""
        return self._current_trace(badge_id or "").inside.get(zone)

    def presence(self, badge_id: str | None, zone: str) -> Presence:
        """How a scan meets the zone."""
        entry = self.entry(badge_id, zone)  # which also brings `occupancy` up to date
        return Presence(None if entry is None else entry.at, self.occupancy.get(zone, 0))

    def id_of(self, key: str) -> str | None:
        """The id of the scan with this key."""
        scan = self.kept.get(key)
        return scan.id if scan is not None else self._scan_ids.get(key)

    def record(self, known: BadgeSnapshot | None, zone: str) -> BadgeRecord | None:
        """What the rules need to know of the badge at a door of this zone."""
        if known is None:
            return None
        held, now_held = known.entitlement, self.plan.entitlements.get(known.holder.category)
        return BadgeRecord(
            serial=known.serial,
            standing=known.standing,
            fits=now_held is not None and fits(held, now_held),
            application_state=known.holder.state,
            zones=frozenset(held.zones),
            valid_from=held.valid_from,
            valid_until=held.valid_until,
            hours=self.plan.hours_of(held.category, zone),
            grants=tuple(self.grants.get(known.holder.application_id, ())),
        )

    def add(self, scan: Scan) -> None:
        """A new scan; who was let in or out moves."""
        self.kept[scan.key] = scan
        self.added.append(scan.key)
        self._use_grant(scan)
        movement = movement_of(scan)
        if movement is None or scan.badge_id is None:
            return
        if scan.badge_id in self.histories:
            self.histories[scan.badge_id].add(scan.key)
            self.trace_again(scan.badge_id)
        else:
            self._set_trace(scan.badge_id, moved(self._current_trace(scan.badge_id), movement, self.plan.zones))

    def change(self, scan: Scan) -> None:
        """What became of a scan; its badge is traced again, and must have its history here."""
        self.kept[scan.key] = scan
        self.changed.add(scan.key)
        if scan.badge_id is not None:
            self.histories[scan.badge_id].add(scan.key)
            self.trace_again(scan.badge_id)

    def trace_again(self, badge_id: str) -> None:
        """Compute the presence of the badge from all its movements again, before the next read."""
        self._untraced.add(badge_id)

    def _trace_pending(self) -> None:
        while self._untraced:
            badge_id = self._untraced.pop()
            movements = (movement_of(self.kept[key]) for key in self.histories[badge_id])
            way = trace((one for one in movements if one is not None), self.plan.zones)
            self._set_trace(badge_id, self._drop_ended_entries(badge_id, way))

    def _drop_ended_entries(self, badge_id: str, way: MovementTrace) -> MovementTrace:
        """The way without what a closing has ended, or a new badge of the same person."""
        known = self.known.get(badge_id)
        replaced_at = known.replaced_at if known is not None else None
        return drop_entries_before(way, max(self.plan.zones.opened(self.received_at), replaced_at or BEFORE_ALL))

    def settle_contradictions(self) -> None:
        """Mark those scans that contradict an earlier one, and no others, of every badge that was traced again."""
        for badge_id, keys in self.histories.items():
            found = self._contradictions(badge_id)
            for key in keys:
                scan = self.kept[key]
                if scan.conflict == ConflictKind.NOT_ENTITLED:
                    continue
                kind, earlier = found.get(key, (None, None))
                if (scan.conflict, scan.conflict_key) != (kind, earlier):
                    self.kept[key] = replace(scan, conflict=kind, conflict_key=earlier)
                    self.changed.add(key)

    def _contradictions(self, badge_id: str) -> dict[str, tuple[str, str]]:
        """The later scan's key → what kind it is, and the earlier's key."""
        beyond = overdrawn(self._grant_entries(self.histories[badge_id]))
        twice = self._current_trace(badge_id).conflicts
        kinds = ((ConflictKind.OVERDRAWN, beyond), (ConflictKind.TWICE, twice))
        return {late: (kind.value, earlier) for kind, pairs in kinds for late, earlier in pairs.items()}

    def _grant_entries(self, keys: Iterable[str]) -> Iterator[GrantEntry]:
        for scan in (self.kept[key] for key in keys):
            grant = self.named_grants.get(scan.grant_id or "")
            entered = scan.verdict in ENTERED and scan.undone_at is None
            if entered and grant is not None and grant.entries is not None:
                yield GrantEntry(scan.occurred_at, scan.key, grant.id, grant.entries)

    def line(self, badge_id: str | None) -> RosterEntry | None:
        """The person's line of the devices' lists, as they will read it."""
        known = self.known.get(badge_id or "")
        if known is None:
            return None
        person = known.holder
        return RosterEntry(
            application=person.application_id,
            badge_id=known.badge_id,
            number=known.number,
            serial=known.serial,
            standing=known.standing.value,
            held=known.entitlement,
            state=person.state,
            category=person.category,
            native_name=person.native_name,
            latin_name=person.latin_name,
            outlet=person.outlet,
            function=person.function,
            photo=person.photo_id,
            grants=tuple(_list_grant(grant) for grant in self.grants.get(person.application_id, ())),
        )

    def lines_changed(self) -> list[str]:
        """The applications whose lines tell of fewer entries left, or of more."""
        touched = (self.kept[key] for key in self.changed.union(self.added))
        used = {scan.badge_id for scan in touched if scan.grant_id is not None}
        people = {known.holder.application_id for badge_id, known in self.known.items() if badge_id in used}
        return sorted(people)

    def written(self) -> tuple[list[Scan], list[Scan]]:
        """Scans to add, and scans to change."""
        new = set(self.added)
        return [self.kept[key] for key in self.added], [self.kept[key] for key in sorted(self.changed - new)]

    def moves(self) -> tuple[list[tuple[str, str]], list[PresenceRow]]:
        """Return presences to end (badge, zone), and presences to begin after that."""
        self._trace_pending()
        out, into = [], []
        for badge_id, way in sorted(self._traces.items()):
            before = self._before.get(badge_id, {})
            ended = [zone for zone, entry in before.items() if way.inside.get(zone) != entry]
            out += [(badge_id, zone) for zone in ended]
            into += [self._presence_row(entry) for zone, entry in way.inside.items() if before.get(zone) != entry]
        return out, into

    def _presence_row(self, entry: Movement) -> PresenceRow:
        scan = self.kept[entry.key]
        return PresenceRow(entry.badge_id, entry.zone, scan.id, scan.key, scan.verdict, entry.at, entry.door)

    def _current_trace(self, badge_id: str) -> MovementTrace:
        self._trace_pending()
        return self._traces.get(badge_id, _NOWHERE)

    def _set_trace(self, badge_id: str, way: MovementTrace) -> None:
        before = self._traces.get(badge_id, _NOWHERE).inside
        for zone in before.keys() ^ way.inside.keys():
            if zone in self.occupancy:
                self.occupancy[zone] += 1 if zone in way.inside else -1
        self._traces[badge_id] = way

    def _use_grant(self, scan: Scan) -> None:
        known = self.known.get(scan.badge_id or "")
        if known is None or scan.grant_id is None or scan.verdict not in ENTERED:
            return
        application_id = known.holder.application_id
        self.grants[application_id] = [
            replace(grant, used=grant.used + 1) if grant.id == scan.grant_id else grant
            for grant in self.grants.get(application_id, ())
        ]


def _list_grant(grant: GrantRecord) -> RosterGrant:
    window = grant.window
    return RosterGrant(
        grant.id, tuple(sorted(grant.zones)), window.valid_from, window.valid_until, grant.entries, grant.used
    )


def movement_of(scan: Scan) -> Movement | None:
    """The entry or exit that a scan let happen, if it did and was not taken back."""
    if scan.badge_id is None or scan.undone_at is not None:
        return None
    if scan.verdict in ENTERED:
        direction = Direction.ENTRY
    elif scan.verdict is Verdict.EXIT_RECORDED:
        direction = Direction.EXIT
    else:
        return None
    knowing = scan.verdict in _KNOWING
    return Movement(scan.key, scan.badge_id, scan.zone, direction, scan.occurred_at, scan.door, knowing)
