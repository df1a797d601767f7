"""Contradictions between scans: entries beyond what a grant allows."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from accreditation.doors.domain.conflicts import find_overdrawn

START = datetime(2025, 10, 25, 2, tzinfo=UTC)
ENTRIES = [(START + timedelta(minutes=n), f"key-{n}") for n in range(4)]


def test_entries_within_the_grant_are_no_conflict() -> None:
    assert find_overdrawn(ENTRIES, 4) == {}
    assert find_overdrawn([], 1) == {}


def test_entries_beyond_the_grant_name_the_last_allowed_one() -> None:
    for entries in permutations(ENTRIES):
        assert find_overdrawn(entries, 2) == {"key-2": "key-1", "key-3": "key-1"}


def test_entries_of_the_same_moment_are_ordered_by_key() -> None:
    assert find_overdrawn([(START, "key-b"), (START, "key-a")], 1) == {"key-b": "key-a"}
