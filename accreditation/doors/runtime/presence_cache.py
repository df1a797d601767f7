"""Presences as this process last read them, with numbered changes, which the cursors of devices refer to."""

import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from functools import partial

from accreditation.doors.actions.roster import RosterServices
from accreditation.doors.ports.devices import DeviceSyncStore, Entry
from conference.transactions import Transaction

OVERLAP = timedelta(seconds=5)
"""Time by which two reads of received scans overlap: more than the clocks of nodes differ and a transaction lasts."""

READ_ALL_EVERY_S = 60.0
"""Time between two reads of all presences, which find what the reads of changes have missed."""

MAX_MOVES = 20_000
"""Moves remembered. A device that has missed more receives all presences."""


class PresenceCache:
    """Numbers every change of a badge's presence. `epoch` names the count: numbers of another one mean nothing here."""

    def __init__(self, services: RosterServices, sync_store: DeviceSyncStore, epoch: str) -> None:
        self._services = services
        self._sync_store = sync_store
        self._epoch = epoch
        self._since = services.clock.now()
        self._store_revision = 0
        self._all_read_at = float("-inf")
        self._inside: dict[str, dict[str, Entry]] = {}
        self._counts: Counter[str] = Counter()
        self._moves: deque[str] = deque(maxlen=MAX_MOVES)
        self._move_count = 0

    @property
    def revision(self) -> str:
        """The number of the last change, as `epoch.number`. Every cursor begins with it."""
        return f"{self._epoch}.{self._move_count}"

    def badges(self) -> list[str]:
        """List the badges that have a presence."""
        return list(self._inside)

    def counts(self) -> dict[str, int]:
        """Count the presences by zone."""
        return dict(self._counts)

    def entries_of(self, badges: Iterable[str]) -> Mapping[str, Mapping[str, Entry]]:
        """Return the presence of each badge, empty for a badge without one: badge → zone → entry."""
        return {badge: self._inside.get(badge, {}) for badge in badges}

    def moved_since(self, cursor: str) -> list[str] | None:
        """List the badges that have moved since a cursor; None when the cursor is of another epoch or too old."""
        epoch, _, rest = cursor.partition(".")
        number = rest.partition(".")[0]
        if epoch != self._epoch or not number.isdecimal() or int(number) > self._move_count:
            return None
        missed = self._move_count - int(number)
        if missed > len(self._moves):
            return None
        return list(dict.fromkeys(list(self._moves)[len(self._moves) - missed :]))

    def invalidate(self) -> None:
        """Read all presences with the next refresh."""
        self._all_read_at = float("-inf")

    async def refresh(self, transaction: Transaction, hints: Collection[str]) -> None:
        """Read the presences of the badges in `hints` and of those that have moved, from time to time all of them."""
        now = self._services.clock.now()
        list_presences = partial(
            self._services.roster.list_presences, transaction, opened=self._services.plan.zones.opened(now)
        )
        if time.monotonic() - self._all_read_at >= READ_ALL_EVERY_S:
            self._store_revision = await self._sync_store.get_presence_revision(transaction)
            inside = await list_presences()
            self._all_read_at = time.monotonic()
            badges = {*self._inside, *inside}
        else:
            moved = await self._sync_store.list_moved_badges(
                transaction, since=self._since - OVERLAP, revision=self._store_revision
            )
            self._store_revision = await self._sync_store.get_presence_revision(transaction)
            badges = {*hints, *moved}
            inside = await list_presences(sorted(badges)) if badges else {}
        self._since = now
        for badge in badges:
            if inside.get(badge, {}) != self._inside.get(badge, {}):
                self._record_move(badge, inside.get(badge, {}))

    def _record_move(self, badge: str, zones: dict[str, Entry]) -> None:
        self._counts.subtract(self._inside.pop(badge, {}).keys())
        self._counts.update(zones.keys())
        if zones:
            self._inside[badge] = zones
        self._move_count += 1
        self._moves.append(badge)
