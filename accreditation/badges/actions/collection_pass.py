"""The collection pass: what an applicant shows at the badge desk before the badge is handed over. It opens no door.

A pass is a token of another audience, signed when it is shown: nothing of it is stored.
"""

from accreditation.badges.actions.badges import APPROVED, BadgeServices
from accreditation.badges.domain.badges import Badge, BadgeStatus
from accreditation.badges.domain.tokens import COLLECTION_PURPOSE, Claims
from accreditation.badges.ports import CollectionPass
from conference.errors import NotFoundError


class BadgeDueError(Exception):
    """The application is approved, and its badge is not issued yet."""


async def make_pass(services: BadgeServices, application_id: str) -> CollectionPass:
    """Make the collection pass of an application. The caller has checked the secret of the application.

    Raises NotFoundError `pass.none` unless the application is approved and its badge waits to be handed over;
    RuleError `badge.no_signing_key` on a node that does not issue.
    """
    now = services.clock.now()
    async with services.transactions.read() as transaction:
        badge = (await services.badges.find_newest_by_application(transaction, [application_id])).get(application_id)
        copies = await services.badges.list_copies(transaction, [badge.id]) if badge else []
        if not copies or copies[0].holder.state != APPROVED or not awaits_hand_over(copies[0].badge):
            raise NotFoundError("pass.none")
        copy = copies[0]
        if copy.badge.entitlement.valid_until <= now:
            raise NotFoundError("pass.none")
        signer = await services.keys.get_signer(transaction)
    return CollectionPass(copy, signer.sign(_claims_of_pass(services, copy.badge)), now)


async def find_pass(services: BadgeServices, application_id: str) -> CollectionPass | None:
    """Make the collection pass of an application; return None if its applicant needs none.

    Raises BadgeDueError before the badge is issued, RuleError as `make_pass`.
    """
    if await _is_badge_due(services, application_id):  # asked first: the badge may be issued between the two reads
        raise BadgeDueError(application_id)
    try:
        return await make_pass(services, application_id)
    except NotFoundError:
        return None


async def _is_badge_due(services: BadgeServices, application_id: str) -> bool:
    async with services.transactions.read() as transaction:
        candidates = await services.badges.list_candidates(transaction, [application_id], lock=False)
        badge = (await services.badges.find_newest_by_application(transaction, [application_id])).get(application_id)
    is_approved = any(candidate.state == APPROVED for candidate in candidates)
    return is_approved and (badge is None or badge.approval_ended)


def awaits_hand_over(badge: Badge) -> bool:
    """Return whether the issue is valid and was not handed over yet."""
    return badge.status is BadgeStatus.ISSUED and badge.activated_at is None and not badge.approval_ended


def _claims_of_pass(services: BadgeServices, badge: Badge) -> Claims:
    """Return the claims of a pass: it names the issue and opens no zone, in whatever time it is read."""
    return Claims(
        audience=services.plan.audience + COLLECTION_PURPOSE,
        badge_id=badge.id,
        serial=badge.serial,
        category=badge.entitlement.letter,
        zone_bits=0,
        valid_from=badge.issued_at.replace(microsecond=0),
        valid_until=badge.entitlement.valid_until,
    )
