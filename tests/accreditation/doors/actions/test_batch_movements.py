"""Presence of the badges of one transaction: loaded, moved by scans, traced again on request only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.access.zones import ZonePolicy, Zones
from accreditation.doors.actions.batch_movements import BatchMovements, movement_of
from accreditation.doors.domain.doors import Presence, Verdict
from accreditation.doors.ports.scans import PresenceRow, PresenceSnapshot
from tests.support.application_samples import NOON
from tests.support.scan_samples import make_scan

ZONES = Zones({"venue": ZonePolicy(capacity=3), "hall": ZonePolicy(within="venue")})


def make_movements(**occupancy: int) -> BatchMovements:
    movements = BatchMovements(ZONES, NOON)
    movements.load_presence(PresenceSnapshot(people=occupancy))
    return movements


def presence_row(key: str, *, minutes: int = -10) -> PresenceRow:
    at = NOON + timedelta(minutes=minutes)
    return PresenceRow("badge-1", "venue", f"scan_{key}", key, Verdict.ADMITTED, at, "gate-a")


def test_added_entry_changes_presence_and_occupancy() -> None:
    movements = make_movements(venue=1)
    movements.add(make_scan("key-1", NOON))
    assert movements.get_presence("badge-1", "venue") == Presence(NOON, 2)
    assert movements.get_presence("badge-2", "venue") == Presence(None, 2)


def test_loaded_entry_is_the_prior_entry_of_its_scan() -> None:
    movements = make_movements()
    movements.load_presence(PresenceSnapshot([presence_row("key-1")], people={"venue": 1}))
    entry = movements.find_entry("badge-1", "venue")
    assert entry is not None
    assert movements.get_scan_id(entry) == "scan_key-1"
    assert movements.prior_entries == {"scan_key-1": entry}
    assert movements.list_presence_changes({}) == ([], [])


def test_entry_of_a_replaced_badge_is_ended() -> None:
    movements = BatchMovements(ZONES, NOON, {"badge-1": NOON - timedelta(minutes=5)})
    movements.load_presence(PresenceSnapshot([presence_row("key-1")]))
    assert movements.find_entry("badge-1", "venue") is None
    assert movements.list_presence_changes({}) == ([("badge-1", "venue")], [])


def test_reading_presence_does_not_trace_pending_badges() -> None:
    movements = make_movements(venue=0)
    movements.load_histories(["badge-1"], [make_scan("key-1", NOON)])
    assert movements.get_presence("badge-1", "venue") == Presence(None, 0)
    assert movements.get_presence("badge-1", "venue") == Presence(None, 0)
    movements.trace_pending()
    assert movements.get_presence("badge-1", "venue") == Presence(NOON, 1)


def test_changed_scan_is_traced_with_its_history() -> None:
    movements, entry = make_movements(venue=0), make_scan("key-1", NOON)
    later = make_scan("key-2", NOON + timedelta(seconds=30))
    movements.load_histories(["badge-1"], [entry, later])
    movements.trace_pending()
    assert movements.find_conflicts("badge-1") == {"key-2": "key-1"}
    movements.change(replace(entry, undone_at=NOON))
    movements.trace_pending()
    assert movements.find_conflicts("badge-1") == {}
    assert movements.get_presence("badge-1", "venue") == Presence(later.occurred_at, 1)
    ended, begun = movements.list_presence_changes({later.key: later})
    assert (ended, [row.scan_id for row in begun]) == ([], [later.id])


def test_online_scans_are_ordered_after_recorded_ones() -> None:
    movements = make_movements()
    ahead = NOON + timedelta(minutes=2)
    movements.load_presence(PresenceSnapshot(latest={"badge-1": ahead}))
    tick = timedelta(microseconds=1)
    assert movements.next_scan_time("badge-2") == NOON + tick
    assert movements.next_scan_time(None) == NOON + 2 * tick
    assert movements.next_scan_time("badge-1") == ahead + tick
    assert movements.next_scan_time("badge-1") == ahead + 2 * tick


@pytest.mark.parametrize("change", [{"badge_id": None}, {"undone_at": NOON}, {"verdict": Verdict.WRONG_ZONE}])
def test_scan_without_a_valid_movement_has_none(change: dict[str, object]) -> None:
    scan = make_scan("key-1", NOON)
    assert movement_of(scan) is not None
    assert movement_of(replace(scan, **change)) is None  # type: ignore[arg-type]
