"""Press pools of an event: size and cards."""

from datetime import timedelta

from accreditation.access.rules import Window
from accreditation.grants.domain import PoolCard, PoolPlan
from conference.event import Event, Pool, ProgrammeItem

POOL_LEAD = timedelta(minutes=30)
"""How long before its item begins a pool is admitted, to take its places."""


def pool_plans(event: Event) -> dict[str, PoolPlan]:
    """Make the event's press pools, by code. A card opens the zone of its item's room, until the item ends."""
    return {pool.code: PoolPlan(pool.code, pool.size, _cards_of_pool(event, pool)) for pool in event.pools}


def card_window(item: ProgrammeItem) -> Window:
    """Return when the card of an item admits."""
    return Window(item.starts_at - POOL_LEAD, item.ends_at)


def _cards_of_pool(event: Event, pool: Pool) -> tuple[PoolCard, ...]:
    items = [event.item(item) for item in pool.items]
    return tuple(PoolCard((event.room(item.room).zone,), card_window(item)) for item in items)
