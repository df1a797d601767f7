"""Requests to put questions under an applicant's link, and their section on the applicant's page."""

from collections.abc import Mapping

from aiohttp import web
from msgspec import Struct

from accreditation.applications.domain.applications import Application
from accreditation.applications.web.applicant_pages import SECRET_PATH, get_application, link_address
from accreditation.applications.web.context import OwnSection, charge, with_private_headers
from accreditation.applications.web.limits import QUESTIONS
from accreditation.question_requests.actions import read_own_questions, request_question, withdraw_request
from accreditation.question_requests.ports import RequestState
from accreditation.question_requests.services import RequestingServices
from conference.errors import InvalidError
from conference.texts.catalogues import key_family
from conference.texts.locale_data import locale_of
from conference.web import (
    FormOutcome,
    Identifier,
    before_body,
    language_of,
    read_form,
    render,
    shows_refusal_on,
)

PATH = f"{SECRET_PATH}/questions"

REQUESTING: web.AppKey[RequestingServices] = web.AppKey("question requests", RequestingServices)

STATES = key_family("own_questions.state.", (state.value for state in RequestState))
STATE_CHIPS: Mapping[RequestState, tuple[str, str]] = {
    RequestState.WAITING: ("plain", "scheduled"),
    RequestState.CALLED: ("look", "in_session"),
    RequestState.PUT: ("good", "admitted"),
    RequestState.WITHDRAWN: ("plain", "cancelled"),
}
"""Colour and shape of each state's chip; the page shows the state's name beside it."""

ERRORS = key_family("error.question_requests.", ("not_accredited",))
"""Errors of the actions, declared for the catalogues."""


class RequestForm(Struct, frozen=True):
    """The chosen press conference, and the language of the question."""

    session: Identifier = ""
    language: Identifier = ""


class WithdrawalForm(Struct, frozen=True):
    """The request that is withdrawn."""

    question: Identifier = ""


async def make_question_section(request: web.Request, application: Application) -> OwnSection | None:
    """Return the section of a journalist who has made requests or can make one, None for others."""
    access = await read_own_questions(request.config_dict[REQUESTING], application)
    can_request = access.may_request and bool(access.own.conferences)
    if not can_request and not access.own.requests:
        return None
    values = {"requests": access.own.requests, "can_request": can_request, "states": STATES, "chips": STATE_CHIPS}
    return OwnSection("question_requests/own_section.html", values)


async def show_questions(request: web.Request) -> web.Response:
    """Show the own requests, and the form of a new one."""
    return await _render_page(request, FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await _render_page(request, outcome)


def _charge_question(request: web.Request) -> None:
    """Count a request before its body is read. Raises ThrottledError."""
    charge(request, QUESTIONS)


@before_body(_charge_question)
@shows_refusal_on(_show_outcome, RequestForm)
async def submit_request(request: web.Request) -> web.Response:
    """Add a request to the list of the chosen press conference."""
    await get_application(request)  # nothing is written for an unknown link
    form, secret = await read_form(request, RequestForm), request.match_info["secret"]
    missing = [name for name in ("session", "language") if not getattr(form, name)]
    if missing:
        raise InvalidError("choice.missing", dict.fromkeys(missing, "choice.missing"))
    await request_question(request.config_dict[REQUESTING], form.session, form.language, secret=secret)
    raise web.HTTPSeeOther(f"{link_address(request)}/questions")


@before_body(_charge_question)
@shows_refusal_on(_show_outcome)
async def submit_withdrawal(request: web.Request) -> web.Response:
    """Withdraw a request."""
    await get_application(request)  # nothing is written for an unknown link
    form, secret = await read_form(request, WithdrawalForm), request.match_info["secret"]
    await withdraw_request(request.config_dict[REQUESTING], form.question, secret=secret)
    raise web.HTTPSeeOther(f"{link_address(request)}/questions")


async def _render_page(request: web.Request, outcome: FormOutcome) -> web.Response:
    services = request.config_dict[REQUESTING]
    application = await get_application(request)
    access = await read_own_questions(services, application)
    names = locale_of(language_of(request)).languages
    page = render(
        request,
        "question_requests/own_questions.html",
        status=outcome.status,
        outcome=outcome,
        values={"language": application.applicant.language, **outcome.typed},
        requests=access.own.requests,
        conferences=access.own.conferences if access.may_request else [],
        may_request=access.may_request,
        language_names=names,
        language_choices=[(one, names[one]) for one in services.lists.languages],
        states=STATES,
        chips=STATE_CHIPS,
        own_page=link_address(request),
    )
    return with_private_headers(page, has_form=True)


def routes() -> list[web.RouteDef]:
    """Return the routes under an applicant's link."""
    return [
        web.get(PATH, show_questions),
        web.post(PATH, submit_request),
        web.post(f"{PATH}/withdraw", submit_withdrawal),
    ]
