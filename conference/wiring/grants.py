"""The part of the badge desk that adds rights to people."""

from accreditation.access_plan import access_plan, pool_plans
from accreditation.actions.grants import GrantDesk
from accreditation.storage.badges import SqlBadges
from accreditation.storage.grants import SqlGrants
from conference.world import World


def grant_desk(world: World) -> GrantDesk:
    """The desk of this world's event."""
    return GrantDesk(
        units=world.units,
        badges=SqlBadges(),
        grants=SqlGrants(),
        plan=access_plan(world.event),
        pools=pool_plans(world.event),
        clock=world.clock,
        ids=world.ids,
    )
