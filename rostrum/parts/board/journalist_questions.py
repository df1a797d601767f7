"""Installation of the pages on which journalists request questions, over the lists of the board."""

from collections.abc import Sequence

from aiohttp import web

from accreditation.applications.domain.events import ApplicationWithdrawn, ApprovalRevoked
from accreditation.applications.services import APPLICANT, ApplicationServices
from accreditation.question_requests import web as pages
from accreditation.question_requests.ports import NewRequest, OpenConference, OwnQuestions, OwnRequest, RequestState
from accreditation.question_requests.services import RequestingServices
from accreditation.question_requests.web import REQUESTING
from broadcast.feed.assembly import BoardPlace, make_board
from broadcast.press_questions.actions import QuestionRequest, QuestionServices
from broadcast.press_questions.asking import (
    read_journalist_view,
    request_question,
    withdraw_all_requests,
    withdraw_request,
)
from broadcast.press_questions.storage import SqlPressQuestions
from conference.audit import SYSTEM
from conference.transactions import Transaction
from rostrum.parts.stores import badge_store
from rostrum.runtime import Runtime

LONGEST_NAME = 120
"""Characters of a name and of an outlet on a list."""


class BoardQuestionLists:
    """`accreditation.question_requests.ports.QuestionLists` over the lists of press conferences on the board."""

    def __init__(self, services: QuestionServices) -> None:
        self._services = services

    @property
    def languages(self) -> Sequence[str]:
        """The codes of the event's languages."""
        return self._services.board.languages

    async def read_own(self, transaction: Transaction, application_id: str) -> OwnQuestions:
        """Return what a journalist sees of the lists."""
        view = await read_journalist_view(self._services, transaction, application_id)
        return OwnQuestions(
            conferences=[
                OpenConference(id=one.id, title=one.title, starts_at=one.starts_at) for one in view.conferences
            ],
            requests=[
                OwnRequest(
                    id=one.question.id,
                    conference=one.session.title if one.session else None,
                    language=one.question.language,
                    requested_at=one.question.requested_at,
                    state=RequestState(one.question.state.value),
                )
                for one in view.requests
            ],
        )

    async def add(self, transaction: Transaction, session_id: str, request: NewRequest) -> None:
        """Add a request. Raises: as `request_question`."""
        added = QuestionRequest(
            id=self._services.board.ids.new("qst"),
            name=request.name[:LONGEST_NAME],
            outlet=request.outlet[:LONGEST_NAME],
            language=request.language,
            badge=request.badge,
            application_id=request.application_id,
        )
        await request_question(self._services, transaction, session_id, added)

    async def withdraw(self, transaction: Transaction, request_id: str, application_id: str) -> None:
        """Withdraw a request. Raises: as `withdraw_request`."""
        await withdraw_request(self._services, transaction, request_id, application_id)


def install_question_requests(app: web.Application, runtime: Runtime, applications: ApplicationServices) -> None:
    """Install the pages of requests under applicants' links, also on a node that does not serve the board."""
    board = make_board(
        runtime.event,
        transactions=runtime.transactions,
        clock=runtime.clock,
        ids=runtime.ids,
        place=BoardPlace(),
    )
    services = QuestionServices(board=board, store=SqlPressQuestions())
    lists = BoardQuestionLists(services)
    app[REQUESTING] = RequestingServices(applications=applications, badges=badge_store(), lists=lists)
    app.router.add_routes(pages.routes())
    withdraw_at_end_of_approval(runtime, services)


def withdraw_at_end_of_approval(runtime: Runtime, services: QuestionServices) -> None:
    """Withdraw the waiting requests of applications that are withdrawn or revoked.

    In transactions of their own: one that ends an approval holds the lock of the audit log, which acts on the board
    take after that of the board.
    """

    def withdraw(application_id: str, actor: str) -> None:
        async def write(transaction: Transaction) -> None:
            await withdraw_all_requests(services, transaction, application_id, actor=actor)

        runtime.transactions.background.add("requests of ended approvals", write)

    async def take_withdrawal(event: ApplicationWithdrawn) -> None:
        withdraw(event.application_id, APPLICANT)

    async def take_revocation(event: ApprovalRevoked) -> None:
        withdraw(event.application_id, SYSTEM)

    runtime.bus.subscribe(ApplicationWithdrawn, take_withdrawal)
    runtime.bus.subscribe(ApprovalRevoked, take_revocation)
