"""Actions of a person whom a focal point has put on its list: open the form, which is filled in already, or decline.

The secret in the person's link is the authorisation. Consent and photo are the person's own.
"""

from collections.abc import Mapping

from msgspec import Struct

from accreditation.applications.domain.applications import Application, secret_digest
from accreditation.applications.domain.drafts import DRAFT_FIELDS, DRAFT_LIFE, SavedDraft, Typed
from accreditation.applications.domain.intake import Intake
from accreditation.applications.domain.outlets import Outlet
from accreditation.outlets.actions.officers import record_act
from accreditation.outlets.domain.crews import (
    CrewMember,
    MemberState,
    apply_form,
    apply_state,
    require_invited,
)
from accreditation.outlets.domain.links import MEMBER_PREFIX, id_in
from accreditation.outlets.domain.places import require_unblocked
from accreditation.outlets.services import OutletServices
from conference.errors import NotFoundError, RuleError
from conference.transactions import Transaction

PERSON = "crew member"
"""Actor of the audit entries of people on lists."""


class Invitation(Struct, frozen=True):
    """What a person on a list sees: the outlet, and the application if it was handed in. `is_open`: may apply now."""

    member: CrewMember
    outlet: Outlet
    application: Application | None
    is_open: bool


async def read_invitation(services: OutletServices, *, secret: str) -> Invitation:
    """Return the invitation of a link. Raises NotFoundError `crew.link_unknown`."""
    async with services.applications.transactions.read() as transaction:
        return await _get_invitation(services, transaction, secret)


async def open_form(services: OutletServices, *, secret: str, form_secret: str, category: str) -> None:
    """Save the form of a person, filled in as the focal point typed, under the secret of a new form.

    `category` is the code of the form's badge category. Raises NotFoundError, RuleError: `crew.ended`, `crew.applied`,
    `crew.closed`, `outlet.blocked`.
    """
    applications = services.applications
    async with applications.transactions.write() as transaction:
        invitation = await _get_invitation(services, transaction, secret, lock=True)
        require_invited(invitation.member)
        require_unblocked(invitation.outlet)
        if invitation.application is not None:
            raise RuleError("crew.applied")
        if not invitation.is_open:
            raise RuleError("crew.closed")
        now, digest = applications.clock.now(), secret_digest(form_secret)
        values = {**invitation.member.values, "category": category}
        values["native_name"] = invitation.member.name
        if not invitation.member.is_freelancer:
            values["outlet"] = invitation.outlet.name
        fields = {name: Typed(values.get(name, ""), now) for name in DRAFT_FIELDS}
        earlier = await _take_earlier_form(services, transaction, invitation.member.form_hash, digest)
        await applications.drafts.save(transaction, digest, SavedDraft({**fields, **earlier}, now + DRAFT_LIFE))
        await services.members.save(transaction, apply_form(invitation.member, digest))


async def decline(services: OutletServices, *, secret: str) -> CrewMember:
    """Take the own name off the list. Raises NotFoundError, RuleError `crew.ended`, `crew.applied`."""
    async with services.applications.transactions.write() as transaction:
        invitation = await _get_invitation(services, transaction, secret, lock=True)
        if invitation.application is not None:
            raise RuleError("crew.applied")
        member = apply_state(invitation.member, MemberState.DECLINED)
        await services.members.save(transaction, member)
        details = {"id": member.id}
        await record_act(services, transaction, "crew:declined", actor=PERSON, subject=member.outlet_id, **details)
    return member


async def _take_earlier_form(
    services: OutletServices, transaction: Transaction, earlier: str | None, digest: str
) -> Mapping[str, Typed]:
    """Return what the person typed in an earlier form, whose photo moves to the new one; the earlier form ends."""
    if earlier is None:
        return {}
    applications, now = services.applications, services.applications.clock.now()
    draft = await applications.drafts.find(transaction, earlier, now=now, lock=True)
    await applications.photos.move_draft(transaction, earlier, digest)
    await applications.drafts.delete(transaction, earlier)
    return draft.fields if draft else {}


async def _get_invitation(
    services: OutletServices, transaction: Transaction, secret: str, *, lock: bool = False
) -> Invitation:
    applications, now = services.applications, services.applications.clock.now()
    member_id = id_in(secret, MEMBER_PREFIX)
    member = await services.members.find(transaction, member_id, lock=lock) if member_id else None
    if member is None or not services.links.is_member_link(member, secret):
        raise NotFoundError("crew.link_unknown")
    form_hash = member.form_hash
    application = await applications.applications.find_by_secret(transaction, form_hash) if form_hash else None
    is_late_open = member.apply_until is not None and now < member.apply_until
    return Invitation(
        member=member,
        outlet=await applications.outlets.get_any(transaction, member.outlet_id),
        application=application,
        is_open=services.intake_at(now) is Intake.OPEN or is_late_open,
    )
