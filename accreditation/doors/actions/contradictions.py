"""Contradictions between recorded scans, marked again whenever the history of a badge is traced again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.domain.conflicts import ConflictKind, find_overdrawn
from accreditation.doors.domain.doors import ENTERED


def settle_contradictions(batch: ScanBatch) -> None:
    """Mark the scans of each traced badge that contradict an earlier scan, and remove the mark from all others.

    A scan that a device should not have admitted keeps its mark.
    """
    for badge_id, keys in batch.scans.traced_keys.items():
        contradictions = _find_contradictions(batch, badge_id)
        for scan in [batch.scans.by_key[key] for key in keys]:
            if scan.conflict == ConflictKind.NOT_ENTITLED:
                continue
            kind, earlier_key = contradictions.get(scan.key, (None, None))
            if (scan.conflict, scan.conflict_key) != (kind, earlier_key):
                batch.scans.change(replace(scan, conflict=kind, conflict_key=earlier_key))


def _find_contradictions(batch: ScanBatch, badge_id: str) -> dict[str, tuple[str, str]]:
    """Return the contradictions of a badge: key of the later scan → kind, and key of the earlier scan."""
    kinds = {
        ConflictKind.OVERDRAWN: _find_overdrawn_entries(batch, batch.scans.traced_keys[badge_id]),
        ConflictKind.TWICE: batch.movements.find_conflicts(badge_id),
    }
    return {later: (kind.value, earlier) for kind, pairs in kinds.items() for later, earlier in pairs.items()}


def _find_overdrawn_entries(batch: ScanBatch, keys: Iterable[str]) -> dict[str, str]:
    """Return the entries beyond the number that their grant allows: key of the scan → key of the last allowed one."""
    entries: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for scan in (batch.scans.by_key[key] for key in keys):
        if scan.grant_id is not None and scan.verdict in ENTERED and scan.undone_at is None:
            entries[scan.grant_id].append((scan.occurred_at, scan.key))
    overdrawn: dict[str, str] = {}
    for grant_id, admitted in entries.items():
        grant = batch.badges.named_grants.get(grant_id)
        if grant is not None and grant.entries is not None:
            overdrawn |= find_overdrawn(admitted, grant.entries)
    return overdrawn
