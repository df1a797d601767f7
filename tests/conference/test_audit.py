"""Audit entries: their form, and a hash that every field changes."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from conference.audit import FIRST_HASH, AuditEntry, canonical_details, chain_hash

NOON = datetime(2025, 10, 20, 5, 0, tzinfo=UTC)
ENTRY = AuditEntry("accreditation:badge:issued", "staff_linh", "app_1", NOON, {"badge": "P-0001", "reason": "ליאת"})


@pytest.mark.parametrize("action", ["", "issued", "badge:issued", "accreditation:badge:issued:again"])
def test_action_without_three_parts_is_refused(action: str) -> None:
    with pytest.raises(ValueError, match="is not feature:thing:done"):
        replace(ENTRY, action=action)


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        replace(ENTRY, at=NOON.replace(tzinfo=None))


def test_details_are_canonical_whatever_their_order() -> None:
    reordered = replace(ENTRY, details=dict(reversed(list(ENTRY.details.items()))))
    assert canonical_details(reordered) == canonical_details(ENTRY) == '{"badge":"P-0001","reason":"ליאת"}'
    assert chain_hash(FIRST_HASH, reordered) == chain_hash(FIRST_HASH, ENTRY)


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "accreditation:badge:revoked"},
        {"actor": "staff_mai"},
        {"subject": "app_2"},
        {"at": NOON.replace(microsecond=1)},
        {"details": {}},
        {"details": {"badge": "P-0001", "reason": "ליאת "}},
    ],
)
def test_hash_changes_with_each_field(changes: dict[str, object]) -> None:
    assert chain_hash(FIRST_HASH, replace(ENTRY, **changes)) != chain_hash(FIRST_HASH, ENTRY)  # type: ignore[arg-type]


def test_hash_changes_with_the_previous_one() -> None:
    first = chain_hash(FIRST_HASH, ENTRY)
    assert len(first) == len(FIRST_HASH) == 64
    assert chain_hash(first, ENTRY) != first


def test_hash_does_not_depend_on_the_time_zone() -> None:
    """The database returns times in UTC, and verification computes the hash from those."""
    local = replace(ENTRY, at=NOON.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")))
    assert chain_hash(FIRST_HASH, local) == chain_hash(FIRST_HASH, ENTRY)


def test_hash_separates_neighbouring_fields() -> None:
    one = replace(ENTRY, actor="staff_1", subject="2app")
    other = replace(ENTRY, actor="staff_12", subject="app")
    assert chain_hash(FIRST_HASH, one) != chain_hash(FIRST_HASH, other)


def test_hash_of_a_stored_chain_does_not_change() -> None:
    """Hashes that are stored must stay valid: changing the algorithm breaks each existing audit log."""
    assert chain_hash(FIRST_HASH, ENTRY) == "9e29257c85995561a575c476757cd257490c16395ad6b7158da481ec86e24b09"
