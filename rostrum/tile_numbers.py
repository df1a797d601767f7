"""Numbers on the tiles of the first page of staff: what waits on each page now."""

from collections.abc import Mapping

from aiohttp import web

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import Agency
from accreditation.applications.web.context import application_pages_of
from accreditation.badge_desk.ports import Shelf
from accreditation.badge_desk.web.badge_context import badge_services_of, desk_list_of
from accreditation.doors.web.command_post import command_post_of
from broadcast.board.actions.read import read_board
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.service import BOARD
from conference.auth.people import list_staff
from conference.auth.roles import ADMINISTER
from conference.texts.catalogues import key_family
from conference.web import site_of
from conference.web.context import TileNumber

TEXTS = key_family("staff.tile_number.", ("vet", "print_badges", "supervise_doors", "operate_board", "administer"))


async def _accreditation_queue(request: web.Request) -> tuple[str, int]:
    """Count the applications that wait for the accreditation agency."""
    return await _count_waiting(request, Agency.ACCREDITATION)


async def _security_queue(request: web.Request) -> tuple[str, int]:
    """Count the applications that wait for the security agency."""
    return await _count_waiting(request, Agency.SECURITY)


async def _badges_to_print(request: web.Request) -> tuple[str, int]:
    """Count the badges that were never printed."""
    async with badge_services_of(request).transactions.read() as transaction:
        counts = await desk_list_of(request).count_by_shelf(transaction)
    return TEXTS["print_badges"], counts[Shelf.TO_PRINT]


async def _unsettled_conflicts(request: web.Request) -> tuple[str, int]:
    """Count the conflicts of the doors that no supervisor has settled."""
    services = command_post_of(request)
    async with services.transactions.read() as transaction:
        return TEXTS["supervise_doors"], await services.store.count_conflicts(transaction)


async def _running_sessions(request: web.Request) -> tuple[str, int]:
    """Count the sessions that are in session."""
    states = [entry.state for entry in (await read_board(request.config_dict[BOARD])).entries.values()]
    running = [state for state in states if isinstance(state, Session) and state.phase is Phase.IN_SESSION]
    return TEXTS["operate_board"], len(running)


async def _enabled_accounts(request: web.Request) -> tuple[str, int]:
    """Count the accounts that can sign in."""
    accounts = await list_staff(site_of(request).accounts)
    return TEXTS["administer"], sum(account.disabled_at is None for account in accounts)


async def _count_waiting(request: web.Request, agency: Agency) -> tuple[str, int]:
    services = application_pages_of(request).services
    async with services.transactions.read() as transaction:
        return TEXTS["vet"], await services.applications.count_waiting(transaction, agency)


NUMBERS: Mapping[str, TileNumber] = {
    Permission.VET_ACCREDITATION: _accreditation_queue,
    Permission.VET_SECURITY: _security_queue,
    Permission.PRINT_BADGES: _badges_to_print,
    Permission.SUPERVISE_DOORS: _unsettled_conflicts,
    OPERATE_BOARD: _running_sessions,
    ADMINISTER: _enabled_accounts,
}
"""Permission of a page → what its tile counts."""
