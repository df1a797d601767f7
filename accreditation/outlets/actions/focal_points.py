"""Actions on focal points: an officer invites them and ends their work; their links lead to their outlet."""

from dataclasses import dataclass, replace

from accreditation.applications.domain.outlets import Outlet
from accreditation.outlets.actions.officers import record_act, require_officer
from accreditation.outlets.domain.crews import FocalPoint
from accreditation.outlets.domain.links import FOCAL_PREFIX, id_in
from accreditation.outlets.services import OutletServices
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.languages import LANGUAGES
from conference.mail.letters import LetterRequest
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.texts.email_addresses import read_email
from conference.texts.typed_text import read_line
from conference.transactions import Transaction

FOCAL_LETTER = "outlet.focal_point"
LETTER_TEXTS = key_family("letter.", letter_texts([FOCAL_LETTER]))
MAX_FOCAL_POINTS = 20
"""Focal points of one outlet whose links work."""


@dataclass(frozen=True, slots=True)
class NewFocalPoint:
    """What an officer types about a new focal point."""

    name: str
    email: str
    language: str


async def invite_focal_point(
    services: OutletServices, outlet_id: str, new: NewFocalPoint, *, staff: Staff
) -> FocalPoint:
    """Add a focal point to an outlet and send the link of its page.

    Raises InvalidError by field, NotFoundError, RuleError `outlet.blocked`, `outlet.focal_points_full`.
    """
    require_officer(staff)
    name, problem = read_line(new.name)
    email = read_email(new.email)
    errors = {"focal_name": problem.code if problem else "name.missing"} if problem or not name else {}
    errors |= {} if email else {"focal_email": "email.invalid"}
    errors |= {} if new.language in LANGUAGES else {"focal_language": "choice.missing"}
    if errors or email is None:
        raise InvalidError(next(iter(errors.values())), errors)
    applications = services.applications
    async with applications.transactions.write() as transaction:
        outlet = await applications.outlets.get(transaction, outlet_id, lock=True)
        if outlet.blocked_at is not None:
            raise RuleError("outlet.blocked")
        listed = await services.focal_points.list_of_outlet(transaction, outlet_id)
        if len([one for one in listed if one.ended_at is None]) >= MAX_FOCAL_POINTS:
            raise RuleError("outlet.focal_points_full", most=MAX_FOCAL_POINTS)
        focal = FocalPoint(
            id=applications.ids.new(FOCAL_PREFIX.removesuffix("_")),
            outlet_id=outlet_id,
            name=name,
            email=email,
            language=new.language,
            link_generation=1,
            invited_at=applications.clock.now(),
        )
        await services.focal_points.add(transaction, focal)
        await _write_letter(services, transaction, focal, outlet)
        await record_act(services, transaction, "focal_point:invited", actor=staff.id, subject=outlet_id, id=focal.id)
    return focal


async def replace_focal_link(services: OutletServices, outlet_id: str, focal_id: str, *, staff: Staff) -> FocalPoint:
    """Send a focal point a new link; the earlier ones open nothing more. Raises NotFoundError, RuleError."""
    require_officer(staff)
    async with services.applications.transactions.write() as transaction:
        before = await _get_focal_point(services, transaction, outlet_id, focal_id)
        return await _replace_link(services, transaction, before, actor=staff.id)


async def replace_own_focal_link(services: OutletServices, *, secret: str) -> FocalPoint:
    """Replace the link of the focal point who opened it. Raises NotFoundError `crew.link_unknown`."""
    async with services.applications.transactions.write() as transaction:
        before, _ = await get_by_focal_link(services, transaction, secret)
        return await _replace_link(services, transaction, before, actor=before.id)


async def end_focal_point(services: OutletServices, outlet_id: str, focal_id: str, *, staff: Staff) -> FocalPoint:
    """End the work of a focal point: the link opens nothing more, the crew stays. Raises NotFoundError, RuleError."""
    require_officer(staff)
    async with services.applications.transactions.write() as transaction:
        before = await _get_focal_point(services, transaction, outlet_id, focal_id)
        focal = replace(before, ended_at=services.applications.clock.now())
        await services.focal_points.save(transaction, focal)
        await record_act(services, transaction, "focal_point:ended", actor=staff.id, subject=outlet_id, id=focal.id)
    return focal


async def get_by_focal_link(
    services: OutletServices, transaction: Transaction, secret: str
) -> tuple[FocalPoint, Outlet]:
    """Return the focal point of a link with the outlet, also a merged one. Raises NotFoundError."""
    focal_id = id_in(secret, FOCAL_PREFIX)
    focal = await services.focal_points.find(transaction, focal_id) if focal_id else None
    if focal is None or not services.links.is_focal_link(focal, secret):
        raise NotFoundError("crew.link_unknown")
    return focal, await services.applications.outlets.get_any(transaction, focal.outlet_id)


async def _get_focal_point(
    services: OutletServices, transaction: Transaction, outlet_id: str, focal_id: str
) -> FocalPoint:
    focal = await services.focal_points.find(transaction, focal_id, lock=True)
    if focal is None or focal.outlet_id != outlet_id:
        raise NotFoundError("outlet.focal_point_unknown")
    if focal.ended_at is not None:
        raise RuleError("outlet.focal_point_ended")
    return focal


async def _replace_link(
    services: OutletServices, transaction: Transaction, before: FocalPoint, *, actor: str
) -> FocalPoint:
    focal = replace(before, link_generation=before.link_generation + 1)
    await services.focal_points.save(transaction, focal)
    outlet = await services.applications.outlets.get_any(transaction, focal.outlet_id)
    await _write_letter(services, transaction, focal, outlet)
    details = {"id": focal.id}
    await record_act(services, transaction, "focal_point:link_replaced", actor=actor, subject=outlet.id, **details)
    return focal


async def _write_letter(services: OutletServices, transaction: Transaction, focal: FocalPoint, outlet: Outlet) -> None:
    request = LetterRequest(
        kind=FOCAL_LETTER,
        about=focal.id,
        once=f"{focal.id}:{focal.link_generation}",
        address=focal.email,
        name=focal.name,
        language=focal.language,
        values={"outlet": outlet.name},
        link=services.links.focal_link(focal, focal.language),
        confidential=True,
    )
    await services.applications.letters.write(transaction, request)
