"""Scans of a transaction: which are added, which are saved."""

from dataclasses import replace

import pytest

from accreditation.doors.actions.batch_scans import BatchScans
from tests.support.application_samples import NOON
from tests.support.scan_samples import make_scan


def test_added_scans_keep_the_order_of_the_items() -> None:
    scans = BatchScans()
    for key in ("key-b", "key-a"):
        scans.add(make_scan(key, NOON))
    assert [scan.key for scan in scans.list_added()] == ["key-b", "key-a"]
    assert scans.list_changed() == []


def test_change_of_an_added_scan_is_written_once() -> None:
    scans, recorded = BatchScans(), make_scan("key-1", NOON)
    scans.load_histories(["badge-1"], [recorded])
    scans.add(make_scan("key-2", NOON))
    for key in ("key-1", "key-2"):
        scans.change(replace(scans.by_key[key], conflict="twice"))
    assert [(scan.key, scan.conflict) for scan in scans.list_added()] == [("key-2", "twice")]
    assert [(scan.key, scan.conflict) for scan in scans.list_changed()] == [("key-1", "twice")]
    assert scans.traced_keys == {"badge-1": {"key-1", "key-2"}}


def test_change_needs_the_history_of_the_badge() -> None:
    with pytest.raises(KeyError):
        BatchScans().change(make_scan("key-1", NOON))
