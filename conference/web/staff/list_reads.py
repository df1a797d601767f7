"""Audit entries of lists and searches that show names: one for a view, with the ids of the people in it."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from conference.audit import AuditEntry
from conference.web.context import site_of, staff_of

LISTED = "conference:list:read"
AGAIN_AFTER = timedelta(minutes=10)
"""Time in which a list names a person to one member of staff in one entry: a list is shown again after every act."""

MOST_REMEMBERED = 20_000


@dataclass
class RecentViews:
    """When each member of staff last saw each person in each list, as far as this process remembers."""

    _seen: OrderedDict[tuple[str, str, str], datetime] = field(default_factory=OrderedDict)

    def take_new(self, staff_id: str, name: str, people: Iterable[str], now: datetime) -> list[str]:
        """Return the people whom the member of staff has not seen in the list for a while; they count as seen now."""
        new = [one for one in dict.fromkeys(people) if not self._is_recent((staff_id, name, one), now)]
        for one in new:
            self._seen[staff_id, name, one] = now
            self._seen.move_to_end((staff_id, name, one))
        while len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return new

    def _is_recent(self, key: tuple[str, str, str], now: datetime) -> bool:
        return key in self._seen and now - self._seen[key] < AGAIN_AFTER


RECENT_VIEWS: web.AppKey[RecentViews] = web.AppKey("recent views of lists", RecentViews)


async def record_list_read(
    request: web.Request, name: str, people: Iterable[str], *, typed: str = "", **details: object
) -> None:
    """Record that the member of staff sees these people in a list; nothing if all were recorded some minutes ago.

    `people` are the ids by which the audit log names them. What was typed in a search may be a name: it is among the
    personal details of the entry, which are deleted with contact data.
    """
    site, staff = site_of(request), staff_of(request)
    now = site.clock.now()
    shown = list(people)
    new = request.config_dict[RECENT_VIEWS].take_new(staff.id, name, shown, now)
    if not new:
        return
    found = {"people": new, "rows": len(shown), **{key: value for key, value in details.items() if value}}
    personal = {"words": typed} if typed else {}
    await site.accounts.transactions.record_read(AuditEntry(LISTED, staff.id, name, now, found, personal))
