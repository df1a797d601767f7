"""Lists of scans for supervisors: those behind each number of the command post, and the history of a person."""

from collections.abc import Sequence

from msgspec import Struct

from accreditation.badges.ports import Holder
from accreditation.doors.actions.command_post import CommandPostServices
from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scan_lists import ListedScan, ScanPage, ScanSearch
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import day_began
from conference.errors import NotFoundError

HISTORY_SHOWN = 200


class History(Struct, frozen=True):
    """A person with the number of their badge, and the latest scans of it, latest first."""

    badge_id: str
    number: str
    holder: Holder
    scans: Sequence[ListedScan]


async def list_scans_today(
    services: CommandPostServices,
    *,
    door: str | None,
    verdicts: frozenset[Verdict] | None,
    offset: int,
    limit: int,
    staff: Staff,
) -> ScanPage:
    """List the scans since the day began at the venue. Raises ForbiddenError."""
    require_supervisor(staff)
    since = day_began(services.clock.now(), services.zone)
    search = ScanSearch(since=since, door=door, verdicts=verdicts, offset=offset, limit=limit)
    async with services.transactions.read() as transaction:
        return await services.scan_lists.search(transaction, search)


async def read_history(services: CommandPostServices, badge_id: str, *, staff: Staff) -> History:
    """Read the history of a badge's holder; the read is recorded. Raises NotFoundError `badge.unknown`."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        found = await services.scan_lists.find_holder(transaction, badge_id)
        scans = await services.scan_lists.list_of_badge(transaction, badge_id, limit=HISTORY_SHOWN)
    if found is None:
        raise NotFoundError("badge.unknown")
    number, holder = found
    entry = AuditEntry("accreditation:history:read", staff.id, badge_id, services.clock.now(), {"number": number})
    await services.transactions.record_read(entry)
    return History(badge_id, number, holder, scans)


async def read_history_photo(services: CommandPostServices, badge_id: str, *, staff: Staff) -> bytes:
    """Return the photo of a badge's holder, as JPEG. Raises NotFoundError."""
    require_supervisor(staff)
    async with services.transactions.read() as transaction:
        found = await services.scan_lists.find_holder(transaction, badge_id)
        if found is None or found[1].photo_id is None:
            raise NotFoundError("photo.unknown")
        return await services.photos.get_content(transaction, found[1].photo_id)
