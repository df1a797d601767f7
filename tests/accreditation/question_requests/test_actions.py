"""Who may request a question, and what officers see of the journalist."""

from collections.abc import Sequence

import pytest

from accreditation.applications.domain.applications import State, secret_digest
from accreditation.applications.services import ApplicationServices
from accreditation.badges.actions.badges import issue_badge
from accreditation.question_requests.actions import read_own_questions, request_question, withdraw_request
from accreditation.question_requests.ports import NewRequest, OwnQuestions
from accreditation.question_requests.services import RequestingServices
from conference.errors import NotFoundError, RuleError
from conference.transactions import Transaction
from tests.support.application_services import get_application
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.badge_pages import LINK


class RecordedLists:
    """`QuestionLists` that record the requests, and what was withdrawn as (request id, application id)."""

    languages: Sequence[str] = ("en", "vi")

    def __init__(self) -> None:
        self.added: list[tuple[str, NewRequest]] = []
        self.withdrawn: list[tuple[str, str]] = []

    async def read_own(self, transaction: Transaction, application_id: str) -> OwnQuestions:
        return OwnQuestions(conferences=(), requests=())

    async def add(self, transaction: Transaction, session_id: str, request: NewRequest) -> None:
        self.added.append((session_id, request))

    async def withdraw(self, transaction: Transaction, request_id: str, application_id: str) -> None:
        self.withdrawn.append((request_id, application_id))


@pytest.fixture
def lists() -> RecordedLists:
    return RecordedLists()


@pytest.fixture
def services(desk: ApplicationServices, office: Office, lists: RecordedLists) -> RequestingServices:
    return RequestingServices(applications=desk, badges=office.desk.badges, lists=lists)


@pytest.mark.usefixtures("each_database")
async def test_request_has_latin_name_outlet_and_badge(
    services: RequestingServices, office: Office, lists: RecordedLists
) -> None:
    application = await office.applicant_of("app_1", "ليلى حداد", "Nile Gazette", family_name="HADDAD")
    await office.change("app_1", secret_hash=secret_digest(LINK))
    badge = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    await request_question(services, "press-26", "vi", secret=LINK)
    ((session_id, request),) = lists.added
    assert (session_id, request.language, request.application_id) == ("press-26", "vi", "app_1")
    assert (request.name, request.outlet, request.badge) == (
        application.applicant.latin_name,
        "Nile Gazette",
        badge.number,
    )


async def test_request_needs_an_approval_and_a_valid_badge(
    services: RequestingServices, office: Office, lists: RecordedLists
) -> None:
    await office.apply("app_1", secret_hash=secret_digest(LINK))
    with pytest.raises(RuleError, match=r"question_requests\.not_accredited"):
        await request_question(services, "press-26", "vi", secret=LINK)
    badge = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    await request_question(services, "press-26", "vi", secret=LINK)
    for changes in ({"state": State.WITHDRAWN}, {"state": State.APPROVED}):
        await office.change("app_1", **changes)
        access = await read_own_questions(services, await get_application(services.applications, "app_1"))
        assert access.may_request is (changes["state"] is State.APPROVED)
    office.clock.advance((badge.entitlement.valid_until - office.clock.now()).total_seconds())
    with pytest.raises(RuleError, match=r"question_requests\.not_accredited"):
        await request_question(services, "press-26", "vi", secret=LINK)
    assert len(lists.added) == 1


async def test_request_is_withdrawn_by_the_link_alone(
    services: RequestingServices, office: Office, lists: RecordedLists
) -> None:
    await office.apply("app_1", secret_hash=secret_digest(LINK))
    await withdraw_request(services, "qst_1", secret=LINK)
    with pytest.raises(NotFoundError):
        await withdraw_request(services, "qst_1", secret="x" * 22)
    assert lists.withdrawn == [("qst_1", "app_1")]
