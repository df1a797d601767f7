"""The staff pages of questions: the press conferences, and the list of each with the forms of its officers."""

from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.pages.page_data import TemplateHelpers
from broadcast.press_questions.actions import (
    QuestionRequest,
    act_on_question,
    add_question,
    list_conferences,
    read_conference,
    set_list_closed,
)
from broadcast.press_questions.domain import Act, State, find_called, find_undoable, list_in_order
from broadcast.press_questions.section import QUESTIONS
from conference.errors import InvalidError
from conference.texts.catalogues import key_family
from conference.texts.locale_data import locale_of
from conference.web import (
    FormOutcome,
    Identifier,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    shows_refusal_on,
    staff_of,
)

HOME = "/staff/questions"
PATH = f"{HOME}/{{session}}"
REFRESH_S = 3

STATES = key_family("press_questions.state.", (State.CALLED.value, State.PUT.value, State.WITHDRAWN.value))
ACTS = key_family("press_questions.act.", (act.value for act in Act))
ERRORS = key_family(
    "error.questions.",
    ("changed", "closed", "no_conference", "one_request", "other_called", "too_many", "too_often", "unknown"),
)
"""Errors of the actions, declared for the catalogues."""

TypedName = Annotated[str, Meta(min_length=1, max_length=120, extra={"text": "line"})]


class QuestionQuery(Struct, frozen=True, kw_only=True):
    """The act just done: `added`, or none."""

    did: Identifier = ""


class QuestionForm(Struct, frozen=True, kw_only=True):
    """A request as typed. `question` is the id that its form was shown with."""

    question: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[!-~]*\Z")]
    name: TypedName
    outlet: TypedName
    language: Identifier = ""
    badge: Annotated[str, Meta(max_length=20, extra={"text": "line"})] = ""


class QuestionActForm(Struct, frozen=True, kw_only=True):
    """The id of a request under the name of the act."""

    call: Identifier = ""
    put: Identifier = ""
    withdraw: Identifier = ""
    undo: Identifier = ""


class ListForm(Struct, frozen=True, kw_only=True):
    """Whether journalists can make requests on their own pages."""

    do: Literal["close", "open"]


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(HOME, show_conferences),
        web.get(PATH, show_questions),
        web.post(PATH, add_request),
        web.post(f"{PATH}/acts", act_on_request),
        web.post(f"{PATH}/list", close_or_open_list),
    ]


@require(OPERATE_BOARD)
async def show_conferences(request: web.Request) -> web.Response:
    """Show the press conferences of the programme, each with how many requests wait."""
    services, code = request.config_dict[QUESTIONS], language_of(request)
    board = services.board
    return render(
        request,
        "press_questions/conferences.html",
        conferences=await list_conferences(services),
        path=HOME,
        **TemplateHelpers(code, board.clock.now(), board.zone).functions(),
    )


@require(OPERATE_BOARD)
async def show_questions(request: web.Request) -> web.Response:
    """Show the list of a press conference."""
    return await _render_page(request, FormOutcome(), done=read_query(request, QuestionQuery).did == "added")


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await _render_page(request, outcome)


@form_on(PATH, QuestionForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, QuestionForm)
async def add_request(request: web.Request) -> web.Response:
    """Add a request; the same form a second time adds none."""
    form, session_id = await read_form(request, QuestionForm), request.match_info["session"]
    added = QuestionRequest(
        id=form.question, name=form.name, outlet=form.outlet, language=form.language, badge=form.badge
    )
    await add_question(request.config_dict[QUESTIONS], session_id, added, operator=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH.format(session=session_id)}?did=added#add")


@form_on(PATH, QuestionActForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome)
async def act_on_request(request: web.Request) -> web.Response:
    """Call a request, mark it as put, withdraw it, or undo the last act."""
    form, session_id = await read_form(request, QuestionActForm), request.match_info["session"]
    act, question_id = _read_act(form)
    await act_on_question(request.config_dict[QUESTIONS], session_id, question_id, act, operator=staff_of(request))
    raise web.HTTPSeeOther(PATH.format(session=session_id))


@form_on(PATH, ListForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome)
async def close_or_open_list(request: web.Request) -> web.Response:
    """Close the list to requests that journalists make on their own pages, or open it again."""
    form, session_id = await read_form(request, ListForm), request.match_info["session"]
    services, operator = request.config_dict[QUESTIONS], staff_of(request)
    await set_list_closed(services, session_id, is_closed=form.do == "close", operator=operator)
    raise web.HTTPSeeOther(PATH.format(session=session_id))


def _read_act(form: QuestionActForm) -> tuple[Act, str]:
    """Return the act and the id of the request. Raises InvalidError for a form without one."""
    for act in Act:
        if question_id := str(getattr(form, act.value)):
            return act, question_id
    raise InvalidError("choice.missing")


async def _render_page(request: web.Request, outcome: FormOutcome, *, done: bool = False) -> web.Response:
    services, code = request.config_dict[QUESTIONS], language_of(request)
    board, now = services.board, services.board.clock.now()
    conference = await read_conference(services, request.match_info["session"])
    questions, names = conference.questions, locale_of(code).languages
    over = [one for one in questions if one.state in (State.PUT, State.WITHDRAWN)]
    return render(
        request,
        "press_questions/staff_questions.html",
        status=outcome.status,
        outcome=outcome,
        done="press_questions.added" if done else None,
        session=conference.session,
        is_closed=conference.is_closed,
        called=find_called(questions),
        waiting=list_in_order(questions),
        over=sorted(over, key=lambda one: one.number, reverse=True),
        undoable=find_undoable(questions),
        acts=ACTS,
        states=STATES,
        language_names=names,
        language_choices=[(one, names[one]) for one in board.languages],
        values={"question": board.ids.new("qst"), **outcome.typed},
        now=now,
        home=HOME,
        path=PATH.format(session=conference.session.id),
        refresh_s=REFRESH_S,
        **TemplateHelpers(code, now, board.zone).functions(),
    )
