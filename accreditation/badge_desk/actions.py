"""Queries of the badge desk: the list with the chosen person, and the badges to print."""

from dataclasses import dataclass

from accreditation.badge_desk.ports import DeskList, DeskPage, DeskRow, DeskSearch, Shelf
from accreditation.badges.actions.badges import BadgeServices, require_desk
from accreditation.badges.actions.printing import MAX_RUN_SIZE
from conference.auth.roles import Staff
from conference.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class DeskCounter:
    """Content of the page: the list, the chosen person, and the number of people on each shelf."""

    page: DeskPage
    row: DeskRow | None
    shelves: dict[str, int]


async def read_counter(
    services: BadgeServices, people: DeskList, search: DeskSearch, *, chosen: str, staff: Staff
) -> DeskCounter:
    """Read the page's content in one transaction. If `chosen` is empty, the first person is shown.

    Raises ForbiddenError, NotFoundError `badge.unknown`.
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        page = await people.list_page(transaction, search)
        wanted = chosen or (page.lines[0].holder.application_id if page.lines else None)
        row = await people.find(transaction, wanted) if wanted else None
        counts = await people.count_by_shelf(transaction)
    if chosen and row is None:
        raise NotFoundError("badge.unknown")
    shelves = {shelf.value: counts.get(shelf, 0) for shelf in Shelf}
    return DeskCounter(page, row, shelves)


async def badges_to_print(services: BadgeServices, people: DeskList, *, staff: Staff) -> list[str]:
    """List the badges that were never printed, at most `MAX_RUN_SIZE`. Raises ForbiddenError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        return (await people.list_to_print(transaction))[:MAX_RUN_SIZE]
