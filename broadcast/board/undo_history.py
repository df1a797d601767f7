"""Which acts the log's undos have taken back, and which act of each key an undo takes back next."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from broadcast.board.actions.undo import UNDONE
from broadcast.board.domain.board import Entry
from broadcast.board.ports import Change


class UndoHistory(Struct, frozen=True, kw_only=True):
    """`undone` maps the offset of an undo to the change that it took back; `undoable` are offsets of changes."""

    undone: Mapping[int, Change]
    undoable: frozenset[int]

    @property
    def taken_back(self) -> frozenset[int]:
        """Offsets of the changes that were undone."""
        return frozenset(change.offset for change in self.undone.values())


def follow_undos(changes: Sequence[Change], entries: Mapping[str, Entry]) -> UndoHistory:
    """Follow the changes, which are the latest ones, newest first.

    Each undo of a key takes back the latest change of the key that is in force, so that a second undo takes back the
    change before it, not the undo.
    """
    undone: dict[int, Change] = {}
    in_force: dict[str, list[Change]] = {}
    newest: dict[str, int] = {}
    for change in reversed(changes):
        newest[change.key] = change.offset
        if change.action != UNDONE:
            in_force.setdefault(change.key, []).append(change)
        elif in_force.get(change.key):
            undone[change.offset] = in_force[change.key].pop()
    latest = {key: stack[-1].offset for key, stack in in_force.items() if stack}
    undoable = frozenset(offset for key, offset in latest.items() if _has_earlier(entries.get(key), newest[key]))
    return UndoHistory(undone=undone, undoable=undoable)


def _has_earlier(entry: Entry | None, newest: int) -> bool:
    return entry is not None and entry.version == newest and entry.previous is not None
