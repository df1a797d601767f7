"""What a viewer does with each message: the rule every client follows, whichever language it is written in.

`View.offset` is the viewer's revision, from which it resumes: everything up to it has been seen. A server sends to one
connection in ascending order, so whatever is not newer than the view has been seen or replaced already, and is ignored
(CASES B4): the revision of a view, and of each key in it, only grows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Shown = Mapping[str, Any]
"""The projected state of a key, as the wire carries it."""

FUTURE_TICKS = 3
"""Ticks in a row from behind the view after which the view is taken for one that never was (a restored database)."""


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """What a viewer holds of a key; a state of None says that it was taken off the board."""

    offset: int
    state: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a viewer knows.

    `epoch` is "" when there is nothing to resume from. `behind`: it must connect again and resume. `future_ticks`
    counts ticks in a row that stand behind the view.
    """

    epoch: str = ""
    offset: int = 0
    keys: Mapping[str, ViewEntry] = field(default_factory=dict)
    behind: bool = False
    future_ticks: int = 0


def apply_snapshot(
    view: View, *, epoch: str, offset: int, recovered: bool, keys: Mapping[str, tuple[int, Shown | None]]
) -> View:
    """The view after a snapshot.

    A full one (`recovered` false) is the whole board and replaces the view, unless it is late. A recovered one holds
    what was missed, and makes sense only on the epoch that is held.
    """
    if recovered and epoch != view.epoch:
        return replace(view, epoch="", offset=0, behind=True, future_ticks=0)
    if epoch == view.epoch and offset < view.offset:
        return replace(view, behind=False)
    arrived = {key: ViewEntry(at, state) for key, (at, state) in keys.items()}
    return View(epoch=epoch, offset=offset, keys={**view.keys, **arrived} if recovered else arrived)


def apply_update(view: View, *, epoch: str, offset: int, key: str, state: Shown | None) -> View:
    """The view after the update of one key. One of another epoch only says that the view is behind."""
    if epoch != view.epoch:
        return replace(view, behind=True)
    if offset <= view.offset:
        return view
    return replace(view, offset=offset, keys={**view.keys, key: ViewEntry(offset, state)})


def apply_tick(view: View, *, epoch: str, offset: int) -> View:
    """The view after a tick.

    It is behind when the board has come further than what was received. When the board stands behind the view for
    FUTURE_TICKS ticks, the view keeps what it shows but forgets its revision, so that it is replaced as a whole.
    """
    if epoch != view.epoch or offset > view.offset:
        return replace(view, behind=True)
    if offset == view.offset:
        return replace(view, behind=False, future_ticks=0)
    if view.future_ticks + 1 < FUTURE_TICKS:
        return replace(view, future_ticks=view.future_ticks + 1)
    return replace(view, epoch="", offset=0, behind=True, future_ticks=0)


def shown_keys(view: View) -> dict[str, Shown]:
    """What is on the board in this view: the keys that hold a state."""
    return {key: held.state for key, held in view.keys.items() if held.state is not None}
