"""Differences between versions, cue by cue."""

from dataclasses import replace

from broadcast.scripts.domain.differences import ChangeKind, changed_fields, compare_cues
from tests.support.scripts import cue

A, B, C = cue("a"), cue("b"), cue("c")


def test_added_removed_changed_and_moved_cues_are_named() -> None:
    changes = compare_cues([A, B, C], [C, replace(A, what="new"), cue("d")])
    kinds = [(one.kind, (one.after or one.before or A).id) for one in changes]
    assert (ChangeKind.REMOVED, "b") in kinds
    assert (ChangeKind.ADDED, "d") in kinds
    assert (ChangeKind.CHANGED, "a") in kinds
    assert len(kinds) == 4


def test_removed_cue_stands_where_it_stood() -> None:
    assert [one.kind for one in compare_cues([A, B, C], [A, C])] == [
        ChangeKind.SAME,
        ChangeKind.REMOVED,
        ChangeKind.SAME,
    ]


def test_changed_values_are_named_with_their_language_or_column() -> None:
    after = replace(A, who="VIP", spoken={"fr": "Bonjour"}, notes={"sound": "off"})
    assert changed_fields(A, after) == ("who", "spoken.fr", "notes.sound")
