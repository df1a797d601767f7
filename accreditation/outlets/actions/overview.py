"""Pages of officers on outlets: the list, and one outlet with its people, letters and focal points."""

from collections.abc import Mapping

from msgspec import Struct

from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationRow
from accreditation.outlets.actions.crews import CrewPerson, list_people
from accreditation.outlets.actions.officers import require_officer
from accreditation.outlets.actions.places import read_use
from accreditation.outlets.domain.crews import AssignmentLetter, FocalPoint
from accreditation.outlets.domain.merges import OutletMerge
from accreditation.outlets.domain.places import PlaceUse, late_places_left, quota_of
from accreditation.outlets.ports import OutletPage
from accreditation.outlets.services import OutletServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import NotFoundError
from conference.transactions import Transaction

LETTER_READ = "accreditation:crew:letter_read"
MAX_SIMILAR = 5
MAX_SHOWN_APPLICANTS = 200


class OutletOverview(Struct, frozen=True):
    """Page of the list of outlets with the places used and the quota of each."""

    page: OutletPage
    used: Mapping[str, int]
    quotas: Mapping[str, int | None]


class OutletView(Struct, frozen=True, kw_only=True):
    """One outlet as officers see it. `applicants` are people who apply for it; `crew` those on the focal points' list.

    `application_of` maps a person on the list to the id of the application.
    """

    outlet: Outlet
    use: PlaceUse
    quota: int | None
    delegation_cap: int | None
    late_left: int
    crew: tuple[CrewPerson, ...]
    application_of: Mapping[str, str]
    applicants: tuple[ApplicationRow, ...]
    letters: tuple[AssignmentLetter, ...]
    focal_points: tuple[FocalPoint, ...]
    merges: tuple[OutletMerge, ...]
    similar: tuple[Outlet, ...]


class ShownLetter(Struct, frozen=True):
    """Letter of an outlet with the sizes of its pictures, width and height in pixels."""

    letter: AssignmentLetter
    outlet: Outlet
    sizes: tuple[tuple[int, int], ...]


async def list_outlets(
    services: OutletServices, words: str, *, offset: int, limit: int, staff: Staff
) -> OutletOverview:
    """Return a page of the outlets whose names have the words. Raises ForbiddenError."""
    require_officer(staff)
    now = services.applications.clock.now()
    async with services.applications.transactions.read() as transaction:
        page = await services.lists.search(transaction, words, offset=offset, limit=limit)
        used = await services.lists.count_used(transaction, [one.id for one in page.outlets], now)
    return OutletOverview(page, used, {one.id: quota_of(one, services.rules) for one in page.outlets})


async def read_outlet(services: OutletServices, outlet_id: str, *, staff: Staff) -> OutletView:
    """Return everything that the page of an outlet shows. Raises ForbiddenError, NotFoundError."""
    require_officer(staff)
    applications, now = services.applications, services.applications.clock.now()
    async with applications.transactions.read() as transaction:
        outlet = await applications.outlets.get(transaction, outlet_id)
        applicants = await services.lists.list_applicants(transaction, outlet_id)
        return OutletView(
            outlet=outlet,
            use=await read_use(services.lists, transaction, outlet, now),
            quota=quota_of(outlet, services.rules),
            delegation_cap=services.rules.delegation_cap,
            late_left=late_places_left(outlet, now),
            crew=await list_people(services, transaction, outlet_id),
            application_of=await services.members.list_applications(transaction, outlet_id),
            applicants=tuple(await applications.applications.list_rows(transaction, applicants[:MAX_SHOWN_APPLICANTS])),
            letters=tuple(await services.letters.list_of_outlet(transaction, outlet_id)),
            focal_points=tuple(await services.focal_points.list_of_outlet(transaction, outlet_id)),
            merges=tuple(await services.merges.list_of_target(transaction, outlet_id)),
            similar=tuple(await applications.outlets.list_similar(transaction, outlet, limit=MAX_SIMILAR)),
        )


async def find_letter(services: OutletServices, outlet_id: str, letter_id: str, *, staff: Staff) -> ShownLetter:
    """Return a letter for the page of its pictures. Raises ForbiddenError, NotFoundError."""
    require_officer(staff)
    async with services.transactions.read() as transaction:
        letter = await _get_letter(services, transaction, outlet_id, letter_id)
        outlet = await services.applications.outlets.get_any(transaction, outlet_id)
        return ShownLetter(letter, outlet, tuple(await services.letters.list_sizes(transaction, letter_id)))


async def read_letter_page(
    services: OutletServices, outlet_id: str, letter_id: str, number: int, *, staff: Staff
) -> bytes:
    """Return the picture of a page (JPEG); the read is in the trail. Raises ForbiddenError, NotFoundError."""
    require_officer(staff)
    async with services.transactions.read() as transaction:
        letter = await _get_letter(services, transaction, outlet_id, letter_id)
        picture = await services.letters.get_page(transaction, letter.id, number)
    details, now = {"id": letter_id, "page": number}, services.applications.clock.now()
    await services.transactions.record_read(AuditEntry(LETTER_READ, staff.id, outlet_id, now, details))
    return picture


async def _get_letter(
    services: OutletServices, transaction: Transaction, outlet_id: str, letter_id: str
) -> AssignmentLetter:
    letter = await services.letters.find(transaction, letter_id)
    if letter is None or letter.outlet_id != outlet_id:
        raise NotFoundError("outlet.letter_unknown")
    return letter
