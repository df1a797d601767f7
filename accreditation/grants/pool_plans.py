"""Press pools of an event: their size, and the cards that they consist of."""

from datetime import timedelta

from accreditation.access.rules import Window
from accreditation.grants.domain import PoolCard, PoolPlan
from conference.event import Event, Pool

POOL_LEAD = timedelta(minutes=30)
"""How long before an item begins its pool is let in, to take its places."""


def pool_plans(event: Event) -> dict[str, PoolPlan]:
    """The event's press pools by code. A card opens the zone of its item's room, until the item ends."""
    return {pool.code: PoolPlan(pool.code, pool.size, _cards(event, pool)) for pool in event.pools}


def _cards(event: Event, pool: Pool) -> tuple[PoolCard, ...]:
    items = [event.item(item) for item in pool.items]
    return tuple(
        PoolCard((event.room(item.room).zone,), Window(item.starts_at - POOL_LEAD, item.ends_at)) for item in items
    )
