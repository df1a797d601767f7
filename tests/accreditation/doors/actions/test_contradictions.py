"""Contradictions between the scans of a badge, marked again after each change of its history."""

from dataclasses import replace
from datetime import timedelta

from accreditation.access.rules import Window
from accreditation.doors.actions.contradictions import settle_contradictions
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.domain.conflicts import ConflictKind
from accreditation.doors.ports.scans import Scan
from accreditation.grants.domain import Grant
from tests.support.application_samples import NOON
from tests.support.scan_samples import make_scan, make_scan_batch, make_snapshot

LATER = NOON + timedelta(minutes=1)


def load_history(*scans: Scan) -> ScanBatch:
    batch = make_scan_batch(make_snapshot())
    batch.scans.load_histories(["badge-1"], scans)
    batch.movements.load_histories(["badge-1"], scans)
    batch.movements.trace_pending()
    return batch


def conflicts_of(batch: ScanBatch) -> dict[str, tuple[str | None, str | None]]:
    return {scan.key: (scan.conflict, scan.conflict_key) for scan in batch.scans.list_changed()}


def test_second_entry_is_marked_with_the_first() -> None:
    batch = load_history(make_scan("key-1", NOON), make_scan("key-2", LATER))
    settle_contradictions(batch)
    assert conflicts_of(batch) == {"key-2": ("twice", "key-1")}


def test_mark_is_removed_when_the_first_entry_is_undone() -> None:
    second = make_scan("key-2", LATER, conflict="twice", conflict_key="key-1")
    batch = load_history(make_scan("key-1", NOON, undone_at=LATER), second)
    settle_contradictions(batch)
    assert conflicts_of(batch) == {"key-2": (None, None)}


def test_scan_that_was_not_entitled_keeps_its_mark() -> None:
    batch = load_history(make_scan("key-1", NOON, conflict=ConflictKind.NOT_ENTITLED.value))
    settle_contradictions(batch)
    assert conflicts_of(batch) == {}


def test_entry_beyond_its_grant_is_marked_as_overdrawn() -> None:
    first = make_scan("key-1", NOON, zone="hall", grant_id="grant_1")
    batch = load_history(first, replace(first, id="scan_2", key="key-2", occurred_at=LATER, zone="venue"))
    window = Window(NOON, LATER + timedelta(hours=1))
    batch.badges.named_grants["grant_1"] = Grant("grant_1", "app_1", ("hall",), window, 1, "staff_ha", NOON)
    settle_contradictions(batch)
    assert conflicts_of(batch) == {"key-2": ("overdrawn", "key-1")}
