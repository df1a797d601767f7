"""Differences between two versions of a script, cue by cue."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from msgspec import Struct

from broadcast.scripts.domain.cues import Cue


class ChangeKind(StrEnum):
    """What became of a cue."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"


class CueChange(Struct, frozen=True):
    """A cue before and after; `fields` are those whose value differs."""

    kind: ChangeKind
    before: Cue | None
    after: Cue | None
    fields: tuple[str, ...] = ()


def compare_cues(before: Sequence[Cue], after: Sequence[Cue]) -> list[CueChange]:
    """Return every cue of both, in the order of `after`; removed ones stand where they stood."""
    old = {cue.id: cue for cue in before}
    new = {cue.id: cue for cue in after}
    kept_before = [cue.id for cue in before if cue.id in new]
    kept_after = [cue.id for cue in after if cue.id in old]
    in_place = _unmoved_ids(kept_before, kept_after)
    removed: dict[str, list[Cue]] = {}
    anchor = ""
    for cue in before:
        if cue.id not in new:
            removed.setdefault(anchor, []).append(cue)
        elif cue.id in in_place:
            anchor = cue.id
    changes = [CueChange(ChangeKind.REMOVED, cue, None) for cue in removed.get("", ())]
    for cue in after:
        changes.append(_compare_cue(old.get(cue.id), cue, is_moved=cue.id not in in_place))
        changes += [CueChange(ChangeKind.REMOVED, gone, None) for gone in removed.get(cue.id, ())]
    return changes


def changed_fields(before: Cue, after: Cue) -> tuple[str, ...]:
    """Return the names of the values that differ: `at`, `seconds`, `who`, `what`, `spoken.fr`, `notes.sound`."""
    plain = [name for name in ("at", "seconds", "who", "what") if getattr(before, name) != getattr(after, name)]
    nested = [
        f"{name}.{key}"
        for name in ("spoken", "notes")
        for key in dict.fromkeys((*getattr(before, name), *getattr(after, name)))
        if getattr(before, name).get(key, "") != getattr(after, name).get(key, "")
    ]
    return (*plain, *nested)


def _compare_cue(before: Cue | None, after: Cue, *, is_moved: bool) -> CueChange:
    if before is None:
        return CueChange(ChangeKind.ADDED, None, after)
    fields = changed_fields(before, after)
    kind = ChangeKind.CHANGED if fields else ChangeKind.MOVED if is_moved else ChangeKind.SAME
    return CueChange(kind, before, after, fields)


def _unmoved_ids(before: Sequence[str], after: Sequence[str]) -> set[str]:
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks()
    return {before[block.a + offset] for block in blocks for offset in range(block.size)}
