"""Actions of a journalist: see the own requests to put questions, make one, withdraw one.

The secret in the applicant's link is the authorisation. A request needs an approved application and a valid badge; what
was requested is seen and withdrawn without them too.
"""

from datetime import datetime

from msgspec import Struct

from accreditation.applications.actions.applying import get_by_link
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.releases import as_shown
from accreditation.badges.domain.badges import Badge, BadgeStatus
from accreditation.question_requests.ports import NewRequest, OwnQuestions
from accreditation.question_requests.services import RequestingServices
from conference.errors import RuleError
from conference.transactions import Transaction


class QuestionAccess(Struct, frozen=True):
    """What a journalist sees of the lists, and whether new requests are accepted from the journalist."""

    own: OwnQuestions
    may_request: bool


async def read_own_questions(services: RequestingServices, application: Application) -> QuestionAccess:
    """Return the requests of an application, which is as its applicant sees it, and the lists that accept some."""
    now = services.applications.clock.now()
    async with services.applications.transactions.read() as transaction:
        badge = await _find_valid_badge(services, transaction, application, now)
        own = await services.lists.read_own(transaction, application.id)
    return QuestionAccess(own, badge is not None)


async def request_question(services: RequestingServices, session_id: str, language: str, *, secret: str) -> None:
    """Add a request to the list of a press conference.

    Raises: NotFoundError `application.unknown`; RuleError `question_requests.not_accredited`; and as
    `QuestionLists.add`.
    """
    applications = services.applications
    now = applications.clock.now()
    async with applications.transactions.write() as transaction:
        application = as_shown(await get_by_link(applications, transaction, secret, lock=True), now)
        badge = await _find_valid_badge(services, transaction, application, now)
        if badge is None:
            raise RuleError("question_requests.not_accredited")
        request = NewRequest(
            application_id=application.id,
            name=application.applicant.latin_name,
            outlet=await _find_outlet_name(services, transaction, application),
            badge=badge.number,
            language=language,
        )
        await services.lists.add(transaction, session_id, request)


async def withdraw_request(services: RequestingServices, request_id: str, *, secret: str) -> None:
    """Withdraw a request. Raises: NotFoundError `application.unknown`, and as `QuestionLists.withdraw`."""
    applications = services.applications
    async with applications.transactions.write() as transaction:
        application = await get_by_link(applications, transaction, secret, lock=True)
        await services.lists.withdraw(transaction, request_id, application.id)


async def _find_valid_badge(
    services: RequestingServices, transaction: Transaction, application: Application, now: datetime
) -> Badge | None:
    """Return the valid badge of an approved application, None without one."""
    if not application.is_approved:
        return None
    badges = await services.badges.find_newest_by_application(transaction, [application.id])
    badge = badges.get(application.id)
    if badge is None or badge.status is not BadgeStatus.ISSUED or badge.approval_ended:
        return None
    return badge if now < badge.entitlement.valid_until else None


async def _find_outlet_name(services: RequestingServices, transaction: Transaction, application: Application) -> str:
    if application.outlet_id is None:
        return ""
    outlet = await services.applications.outlets.find(transaction, application.outlet_id)
    return outlet.name if outlet else ""
