"""Entries: their ids and keys are keyed digests, and the same for the same entry."""

from dataclasses import replace
from datetime import date

from accreditation.watch_list.domain.entries import (
    WatchEntry,
    entry_from_json,
    entry_id,
    entry_keys,
    entry_to_json,
    name_keys,
)

KEY = b"k" * 32
ENTRY = WatchEntry("Omar Darwish", ("Abu Salim",), date(1980, 2, 3), "JO", "K7654321", ("JOR",), "seen")


def test_entry_is_read_as_it_was_sealed() -> None:
    assert entry_from_json(entry_to_json(ENTRY)) == ENTRY
    assert entry_from_json(entry_to_json(WatchEntry("X"))) == WatchEntry("X")


def test_id_depends_on_the_person_and_the_key_alone() -> None:
    assert entry_id(KEY, ENTRY) == entry_id(KEY, replace(ENTRY, remark="other"))
    assert entry_id(KEY, ENTRY) != entry_id(KEY, replace(ENTRY, birth_date=None))
    assert entry_id(KEY, ENTRY) != entry_id(b"x", ENTRY)


def test_other_spellings_of_a_name_share_a_key() -> None:
    assert entry_keys(KEY, ENTRY) & set(name_keys(KEY, "DARWEESH UMAR"))
    assert entry_keys(KEY, ENTRY) & set(name_keys(KEY, "عمر درويش"))
    assert not entry_keys(KEY, ENTRY) & set(name_keys(KEY, "Nguyen Van Nam"))
    assert not entry_keys(KEY, ENTRY) & set(name_keys(b"x", "Omar Darwish"))
