"""Queries of the badge desk before printing."""

from accreditation.badge_desk.ports import DeskList
from accreditation.badges.actions.badges import BadgeServices, require_desk
from accreditation.badges.actions.printing import MAX_RUN_SIZE
from conference.auth.roles import Staff


async def badges_to_print(services: BadgeServices, people: DeskList, *, staff: Staff) -> list[str]:
    """List the badges that were never printed, at most `MAX_RUN_SIZE`. Raises ForbiddenError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        return (await people.list_to_print(transaction))[:MAX_RUN_SIZE]
