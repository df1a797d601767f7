"""Badges and grants that a transaction over scans has loaded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from accreditation.access.entitlement import fits, fits_within
from accreditation.access.plan import AccessPlan
from accreditation.access.rules import GrantRecord
from accreditation.doors.actions.scan_reading import IdentifiedScan
from accreditation.doors.domain.doors import ENTERED, BadgeRecord
from accreditation.doors.ports.devices import RosterEntry, RosterGrant
from accreditation.doors.ports.scans import BadgeSnapshot, Scan
from accreditation.grants.domain import Grant


@dataclass(slots=True)
class BatchBadges:
    """Badge snapshots by badge id, the active grants of their holders, and the grants that scans name.

    `active_grants` are by application; `named_grants`, by id, include grants that have ended.
    """

    plan: AccessPlan
    snapshots: Mapping[str, BadgeSnapshot] = field(default_factory=dict)
    active_grants: dict[str, list[GrantRecord]] = field(default_factory=dict)
    named_grants: dict[str, Grant] = field(default_factory=dict)

    def find(self, badge_id: str | None) -> BadgeSnapshot | None:
        """Return the snapshot of the badge, None when the badge is unknown."""
        return None if badge_id is None else self.snapshots.get(badge_id)

    def find_badge_id(self, identified: IdentifiedScan) -> str | None:
        """Return the badge id of a scan: its token's, which may be unknown, or that of the badge with its number."""
        if identified.number is None:
            return identified.badge_id
        numbers = (badge_id for badge_id, badge in self.snapshots.items() if badge.number == identified.number)
        return next(numbers, None)

    def find_record(self, badge_id: str | None, zone: str) -> BadgeRecord | None:
        """Return the badge as the rules of a door to this zone see it, None when the badge is unknown."""
        snapshot = self.find(badge_id)
        if snapshot is None:
            return None
        held, current = snapshot.entitlement, self.plan.entitlements.get(snapshot.holder.category)
        still_fits = fits_within if snapshot.is_one_day else fits
        return BadgeRecord(
            serial=snapshot.serial,
            standing=snapshot.standing,
            fits=current is not None and still_fits(held, current),
            active=snapshot.activated_at is not None or not self.plan.needs_hand_over,
            one_day=snapshot.is_one_day,
            application_state=snapshot.holder.state,
            zones=frozenset(held.zones),
            valid_from=held.valid_from,
            valid_until=held.valid_until,
            hours=self.plan.hours_of(held.category, zone),
            grants=tuple(self.active_grants.get(snapshot.holder.application_id, ())),
        )

    def find_own_grant(self, badge_id: str | None, grant_id: str | None) -> Grant | None:
        """Return a named grant if it belongs to the holder of the badge; nobody may use the grant of another person."""
        grant, snapshot = self.named_grants.get(grant_id or ""), self.find(badge_id)
        is_own = grant is not None and snapshot is not None and grant.application_id == snapshot.holder.application_id
        return grant if is_own else None

    def replacement_times(self) -> dict[str, datetime]:
        """Return by badge id when the holder was issued another badge, for badges that were replaced."""
        return {badge_id: one.replaced_at for badge_id, one in self.snapshots.items() if one.replaced_at is not None}

    def list_applications(self, badge_ids: Collection[str | None]) -> list[str]:
        """Return the applications of the holders of these badges, sorted; unknown badges are left out."""
        return sorted({one.holder.application_id for badge_id, one in self.snapshots.items() if badge_id in badge_ids})

    def count_grant_use(self, scan: Scan) -> None:
        """Count one more entry of the active grant by which the scan was admitted."""
        snapshot = self.find(scan.badge_id)
        if snapshot is None or scan.grant_id is None or scan.verdict not in ENTERED:
            return
        application_id = snapshot.holder.application_id
        self.active_grants[application_id] = [
            replace(grant, used=grant.used + 1) if grant.id == scan.grant_id else grant
            for grant in self.active_grants.get(application_id, ())
        ]

    def find_roster_entry(self, badge_id: str | None) -> RosterEntry | None:
        """Return the person's row of the roster after the transaction, None when the badge is unknown."""
        snapshot = self.find(badge_id)
        if snapshot is None:
            return None
        holder = snapshot.holder
        return RosterEntry(
            application=holder.application_id,
            badge_id=snapshot.badge_id,
            number=snapshot.number,
            serial=snapshot.serial,
            standing=snapshot.standing.value,
            handed_over=snapshot.activated_at is not None,
            held=snapshot.entitlement,
            state=holder.state,
            category=holder.category,
            native_name=holder.native_name,
            latin_name=holder.latin_name,
            outlet=holder.outlet,
            function=holder.function,
            photo=holder.photo_id,
            grants=tuple(_make_roster_grant(grant) for grant in self.active_grants.get(holder.application_id, ())),
            is_one_day=snapshot.is_one_day,
        )


def _make_roster_grant(grant: GrantRecord) -> RosterGrant:
    zones, window = tuple(sorted(grant.zones)), grant.window
    return RosterGrant(grant.id, zones, window.valid_from, window.valid_until, grant.entries, grant.used)
