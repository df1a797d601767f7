"""Rules by which every client, in any programming language, applies messages to its view of the board.

`View.offset` is the revision from which the viewer resumes: it has received all changes up to it. A server sends to one
connection in ascending order, so a message that is not newer than the view is ignored (CASES B4): the revision of a
view, and of each key in it, only grows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import Struct

Shown = Mapping[str, Any]
"""The projected state of a key, as the wire carries it."""

FUTURE_TICKS = 3
"""Consecutive ticks with a lower offset than the view after which the view counts as invalid (a restored database)."""


class ViewEntry(Struct, frozen=True):
    """A viewer's state of a key; None when the key is removed from the board."""

    offset: int
    state: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A viewer's copy of the board.

    `epoch` is "" when there is nothing to resume from. `behind`: the viewer must reconnect and resume. `future_ticks`
    counts consecutive ticks with a lower offset than the view.
    """

    epoch: str = ""
    offset: int = 0
    keys: Mapping[str, ViewEntry] = field(default_factory=dict)
    behind: bool = False
    future_ticks: int = 0


def apply_snapshot(
    view: View, *, epoch: str, offset: int, recovered: bool, keys: Mapping[str, tuple[int, Shown | None]]
) -> View:
    """Return the view after a snapshot.

    A full one (`recovered` False) is the whole board and replaces the view, unless it is older. A recovered one has
    the missed changes, and applies only to the same epoch.
    """
    if recovered and epoch != view.epoch:
        return replace(view, epoch="", offset=0, behind=True, future_ticks=0)
    if epoch == view.epoch and offset < view.offset:
        return replace(view, behind=False)
    arrived = {key: ViewEntry(at, state) for key, (at, state) in keys.items()}
    return View(epoch=epoch, offset=offset, keys={**view.keys, **arrived} if recovered else arrived)


def apply_update(view: View, *, epoch: str, offset: int, key: str, state: Shown | None) -> View:
    """Return the view after the update of one key. An update of another epoch marks the view as behind."""
    if epoch != view.epoch:
        return replace(view, behind=True)
    if offset <= view.offset:
        return view
    return replace(view, offset=offset, keys={**view.keys, key: ViewEntry(offset, state)})


def apply_tick(view: View, *, epoch: str, offset: int) -> View:
    """Return the view after a tick.

    The view is behind when the board has a higher offset. When the board has a lower offset for FUTURE_TICKS ticks, the
    view keeps its states but drops its revision, so that the next snapshot replaces it as a whole.
    """
    if epoch != view.epoch or offset > view.offset:
        return replace(view, behind=True)
    if offset == view.offset:
        return replace(view, behind=False, future_ticks=0)
    if view.future_ticks + 1 < FUTURE_TICKS:
        return replace(view, future_ticks=view.future_ticks + 1)
    return replace(view, epoch="", offset=0, behind=True, future_ticks=0)


def shown_keys(view: View) -> dict[str, Shown]:
    """Return the states of the keys that are on the board in this view."""
    return {key: entry.state for key, entry in view.keys.items() if entry.state is not None}
