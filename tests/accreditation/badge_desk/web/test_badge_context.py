"""Dependencies of the badge pages in the served application."""

from accreditation.badge_desk.web.badge_context import BADGE_EVENT, BADGE_SERVICES, DESK_LIST, GRANT_SERVICES
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client


async def test_badges_and_grants_share_clock_and_plan(client: Client, runtime: Runtime) -> None:
    assert client.app is not None
    badges, grants = client.app[BADGE_SERVICES], client.app[GRANT_SERVICES]
    assert badges.clock is grants.clock is runtime.clock
    assert badges.plan.audience == grants.plan.audience
    assert badges.plan.zone_bits == grants.plan.zone_bits
    assert badges.transactions is grants.transactions


async def test_pools_and_reasons_are_those_of_the_event(client: Client) -> None:
    assert client.app is not None
    event = client.app[BADGE_EVENT]
    assert client.app[GRANT_SERVICES].pools.keys() == {pool.code for pool in event.pools}
    assert client.app[BADGE_SERVICES].plan.doors.keys() == {door.id for door in event.doors}


async def test_desk_list_reads_the_database_of_the_badges(client: Client) -> None:
    assert client.app is not None
    async with client.app[BADGE_SERVICES].transactions.read() as transaction:
        counts = await client.app[DESK_LIST].count_by_shelf(transaction)
    assert set(counts.values()) == {0}
