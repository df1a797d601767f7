"""State of a transaction: a scan reaches all its parts."""

from dataclasses import replace

from accreditation.doors.domain.doors import Presence
from tests.support.application_samples import NOON
from tests.support.scan_samples import make_scan, make_scan_batch, make_snapshot


def test_added_scan_reaches_scans_and_movements() -> None:
    batch, scan = make_scan_batch(make_snapshot()), make_scan("key-1", NOON)
    batch.add(scan)
    assert batch.scans.list_added() == [scan]
    assert batch.movements.get_presence("badge-1", "venue").since == NOON


def test_changed_scan_reaches_scans_and_movements() -> None:
    batch, scan = make_scan_batch(make_snapshot()), make_scan("key-1", NOON)
    batch.scans.load_histories(["badge-1"], [scan])
    batch.movements.load_histories(["badge-1"], [scan])
    batch.change(replace(scan, undone_at=NOON))
    batch.movements.trace_pending()
    assert [one.undone_at for one in batch.scans.list_changed()] == [NOON]
    assert batch.movements.get_presence("badge-1", "venue") == Presence()
