"""How a screen stands, from its connection and its reports (CASES B16): pure, with the times as arguments."""

from collections import deque
from datetime import datetime, timedelta
from enum import StrEnum

from broadcast.board.domain.board import Revision
from broadcast.feed.screens import Screen

SILENT_TICKS = 1.75
"""Ticks without a report after which a screen is silent: the console says so within two ticks."""

BEHIND_TICKS = 2.0
"""Ticks for which a screen may be behind."""

MAX_ADVANCES = 512
"""Revisions whose times are kept; a screen that is further behind is as far behind as the oldest of them."""


class Standing(StrEnum):
    """The state of a screen; the worst that is true."""

    CURRENT = "current"
    BEHIND = "behind"
    OTHER_TEXT = "other_text"
    SILENT = "silent"
    UNCONFIRMED = "unconfirmed"
    GONE = "gone"


DARK = frozenset({Standing.OTHER_TEXT, Standing.SILENT, Standing.GONE})
"""States in which a screen is not known to show the board."""


class RevisionTimes:
    """Since when this node has had each revision of the board."""

    def __init__(self) -> None:
        self._epoch = ""
        self._advances: deque[tuple[int, datetime]] = deque(maxlen=MAX_ADVANCES)

    def note(self, revision: Revision, now: datetime) -> None:
        """Note the revision that the board has now."""
        if revision.epoch != self._epoch:
            self._epoch = revision.epoch
            self._advances.clear()
        if not self._advances or revision.offset != self._advances[-1][0]:
            self._advances.append((revision.offset, now))

    def newer_since(self, shown: Revision) -> datetime | None:
        """Return since when the board has had something newer than `shown`; None when it has nothing newer."""
        if shown.epoch != self._epoch:
            return self._advances[0][1] if self._advances else None
        return next((at for offset, at in self._advances if offset > shown.offset), None)


def find_standing(screen: Screen, *, newer_since: datetime | None, now: datetime, tick: timedelta) -> Standing:
    """Return how a screen stands. `newer_since` is as of `RevisionTimes` for what it shows.

    A screen that tells no layout is of an earlier version, which reports after a paint only: it is never silent. What
    another node tells is up to two ticks older.
    """
    if not screen.connected:
        return Standing.GONE
    if screen.shown is None or screen.shown_at is None:
        return Standing.UNCONFIRMED
    known_after = tick * (2 if screen.is_elsewhere else 1)
    if screen.layout and now - max(screen.shown_at, screen.connected_at) >= SILENT_TICKS * known_after:
        return Standing.SILENT
    if screen.is_right is False and not screen.waits:
        return Standing.OTHER_TEXT
    is_behind = newer_since is not None and now - newer_since >= BEHIND_TICKS * known_after and not screen.waits
    return Standing.BEHIND if is_behind else Standing.CURRENT
