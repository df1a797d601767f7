"""Rules of press pools: their calls are to their own items, one each, and meet before the item ends."""

from __future__ import annotations

from collections.abc import Iterator

from conference.event.documents import Finding
from conference.event.drafts import Draft
from conference.event.errors import Problem, propose
from conference.event.model import Pool, ProgrammeItem


def find_pool_faults(draft: Draft) -> Iterator[Finding]:
    """Find calls to items that the pool does not have or has been called to already, and those after the item."""
    ends = {placed.entry.id: placed.entry.ends_at for placed in draft.of("programme", ProgrammeItem)}
    for pool in draft.of("pools", Pool):
        items = pool.entry.items
        called: set[str] = set()
        for number, call in enumerate(pool.entry.calls):
            if call.item not in items:
                problem = Problem(f"{call.item!r} is not in items of the pool", "unknown", call.item)
                yield pool.finding(problem, "calls", number, "item", proposal=propose(call.item, items))
            if call.item in called:
                yield pool.finding(Problem("used twice", "twice"), "calls", number, "item")
            called.add(call.item)
            if call.meet_at is not None and call.item in ends and call.meet_at >= ends[call.item]:
                problem = Problem(f"{call.item} has ended by then", "after_item")
                yield pool.finding(problem, "calls", number, "meet_at")
