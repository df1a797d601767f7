"""Who is inside, as this process last saw it, and whose place has changed since: what the cursors of devices count."""

import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from functools import partial

from accreditation.doors.actions.roster import RosterServices
from accreditation.doors.ports.devices import DeviceSyncStore, Entry
from conference.transactions import Transaction

OVERLAP = timedelta(seconds=5)
"""How far back each look goes for scans: more than nodes' clocks differ and a transaction lasts together."""

ALL_EVERY_S = 60.0
"""How often everybody is read again, so that nothing that another node did is missed for long."""

MAX_MOVES = 20_000
"""Moves remembered; a device that has missed more is told everything."""


class PresenceCache:
    """Numbers every change of a badge's place. `epoch` names this count: a number of another one says nothing here."""

    def __init__(self, services: RosterServices, sync_store: DeviceSyncStore, epoch: str) -> None:
        self._services = services
        self._sync_store = sync_store
        self._epoch = epoch
        self._since = services.clock.now()
        self._changes_read = 0
        self._all_at = float("-inf")
        self._inside: dict[str, dict[str, Entry]] = {}
        self._counts: Counter[str] = Counter()
        self._moves: deque[str] = deque(maxlen=MAX_MOVES)
        self._moved = 0

    @property
    def revision(self) -> str:
        """How far it has counted: `epoch.number`, with which every cursor begins."""
        return f"{self._epoch}.{self._moved}"

    def badges(self) -> list[str]:
        """The badges of everybody inside."""
        return list(self._inside)

    def counts(self) -> dict[str, int]:
        """Zone → how many are inside."""
        return dict(self._counts)

    def of(self, badges: Iterable[str]) -> Mapping[str, Mapping[str, Entry]]:
        """Badge → zone → the entry that put its holder there; none for who is nowhere."""
        return {badge: self._inside.get(badge, {}) for badge in badges}

    def moved_since(self, cursor: str) -> list[str] | None:
        """The badges that have moved since a cursor; None when that is not known."""
        epoch, _, rest = cursor.partition(".")
        number = rest.partition(".")[0]
        if epoch != self._epoch or not number.isdecimal() or int(number) > self._moved:
            return None
        missed = self._moved - int(number)
        if missed > len(self._moves):
            return None
        return list(dict.fromkeys(list(self._moves)[len(self._moves) - missed :]))

    def invalidate(self) -> None:
        """Read everybody again with the next look."""
        self._all_at = float("-inf")

    async def look(self, transaction: Transaction, hints: Collection[str]) -> None:
        """Read again where the badges of `hints` are and those whose scans came lately, now and then everybody."""
        now = self._services.clock.now()
        inside_of = partial(
            self._services.roster.list_presences, transaction, opened=self._services.plan.zones.opened(now)
        )
        if time.monotonic() - self._all_at >= ALL_EVERY_S:
            self._changes_read = await self._sync_store.get_presence_revision(transaction)
            inside = await inside_of()
            self._all_at = time.monotonic()
            badges = {*self._inside, *inside}
        else:
            lately = await self._sync_store.list_moved_badges(
                transaction, since=self._since - OVERLAP, revision=self._changes_read
            )
            self._changes_read = await self._sync_store.get_presence_revision(transaction)
            badges = {*hints, *lately}
            inside = await inside_of(sorted(badges)) if badges else {}
        self._since = now
        for badge in badges:
            if inside.get(badge, {}) != self._inside.get(badge, {}):
                self._move(badge, inside.get(badge, {}))

    def _move(self, badge: str, zones: dict[str, Entry]) -> None:
        self._counts.subtract(self._inside.pop(badge, {}).keys())
        self._counts.update(zones.keys())
        if zones:
            self._inside[badge] = zones
        self._moved += 1
        self._moves.append(badge)
