"""Follow-up forms under an applicant's link: fill in, send, withdraw, print the inventory."""

from collections.abc import Mapping

from aiohttp import web
from msgspec import Struct

from accreditation.annexes.actions.filling import (
    OwnAnnex,
    has_inventory,
    print_own_inventory,
    read_own_annex,
    send_answers,
    withdraw_answers,
)
from accreditation.annexes.domain.answers import Row
from accreditation.annexes.domain.reading import ReadRows, read_rows
from accreditation.annexes.web.context import STATE_CHIPS, STATES, annex_services_of, answer_texts
from accreditation.applications.web.applicant_pages import SECRET_PATH, link_address
from accreditation.applications.web.context import charge_submission, with_private_headers
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError
from conference.languages import pick
from conference.texts.typed_text import presentable_lines
from conference.web import Identifier, accepts, before_body, error_text, field_texts, language_of, read_form, render
from conference.web.forms import invalid_form

FORM_PATH = SECRET_PATH + "/forms/{annex:[A-Za-z0-9][A-Za-z0-9_.-]{0,47}}"
MAX_FORM_BYTES = 1 << 20
ADD, SEND, WITHDRAW, REMOVE = "add", "send", "withdraw", "remove."
_MOST_DIGITS = 3


class AnnexForm(Struct, frozen=True):
    """Rows as typed, by `<row>.<question>`; `do` is what the button does, `version` the answers that were shown."""

    rows: dict[str, str] = {}
    version: int = 0
    do: Identifier = SEND


class FormState(Struct, frozen=True):
    """What the form shows: typed texts by row and question, errors by name, and the problem of the whole."""

    typed: Mapping[int, Mapping[str, str]]
    version: int
    errors: Mapping[str, str] = {}
    problem: str = ""
    status: int = 200


async def show_form(request: web.Request) -> web.Response:
    """`GET /{language}/applications/{secret}/forms/{annex}`."""
    own = await _read_own(request)
    return _render_form(request, own, _stored_form(own))


@accepts(MAX_FORM_BYTES)
@before_body(charge_submission)
async def submit_form(request: web.Request) -> web.Response:
    """`POST` with the fields of `AnnexForm`: send, withdraw, or show the form with a row more or less."""
    own = await _read_own(request)
    form = await read_form(request, AnnexForm)
    typed = _split_rows(form.rows)
    if form.do == ADD:
        return _render_form(request, own, FormState(_with_empty_row(own, typed), form.version))
    if form.do.startswith(REMOVE):
        rest = {number: row for number, row in typed.items() if f"{REMOVE}{number}" != form.do}
        return _render_form(request, own, FormState(rest, form.version))
    try:
        if form.do == WITHDRAW:
            await withdraw_answers(
                annex_services_of(request), own.annex.code, seen=form.version, secret=_secret_of(request)
            )
        else:
            await _send_form(request, own, form, typed)
    except (InvalidError, RuleError, ConflictError) as error:
        return _render_form(request, own, _refused_form(request, typed, form.version, error))
    raise web.HTTPSeeOther(f"{link_address(request)}#forms")


async def show_inventory(request: web.Request) -> web.Response:
    """`GET …/forms/{annex}.pdf`: the inventory of approved answers."""
    code = request.match_info["annex"]
    pdf = await print_own_inventory(annex_services_of(request), code, secret=_secret_of(request))
    headers = {"Content-Disposition": f'inline; filename="{code}.pdf"'}
    return with_private_headers(web.Response(body=pdf, content_type="application/pdf", headers=headers))


async def _send_form(
    request: web.Request, own: OwnAnnex, form: AnnexForm, typed: Mapping[int, Mapping[str, str]]
) -> None:
    """Send valid rows. Raises InvalidError, and as `send_answers`."""
    services = annex_services_of(request)
    read = read_rows(own.annex, services.event.questions_of(own.annex.code), typed)
    if not read.is_valid:
        raise _invalid_rows(read)
    await send_answers(services, own.annex.code, read.rows, seen=form.version, secret=_secret_of(request))


def _invalid_rows(read: ReadRows) -> InvalidError:
    if read.problem is not None:
        return invalid_form({"": read.problem})
    return invalid_form({input_name(*place): problem for place, problem in read.problems.items()})


def input_name(number: int, question: str) -> str:
    """Return the name of an input in HTML."""
    return f"rows.{number}.{question}"


async def _read_own(request: web.Request) -> OwnAnnex:
    code = request.match_info["annex"]
    _, own = await read_own_annex(annex_services_of(request), code, secret=_secret_of(request))
    return own


def _secret_of(request: web.Request) -> str:
    return request.match_info["secret"]


def _split_rows(posted: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Return texts by row and question; names of no input are left out."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in posted.items():
        number, _, question = name.partition(".")
        if question and number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
            rows.setdefault(int(number), {})[question] = text
    return dict(sorted(rows.items()))


def _with_empty_row(own: OwnAnnex, typed: Mapping[int, Mapping[str, str]]) -> Mapping[int, Mapping[str, str]]:
    if len(typed) >= own.annex.most_rows:
        return typed
    return {**typed, max(typed, default=-1) + 1: {}}


def _stored_form(own: OwnAnnex) -> FormState:
    if own.answers is None:
        return FormState({}, 0)
    rows = {number: _typed_row(row) for number, row in enumerate(own.answers.rows)}
    return FormState(rows, own.answers.version)


def _typed_row(row: Row) -> dict[str, str]:
    return {question: "yes" if value is True else str(value) for question, value in row.items()}


def _refused_form(
    request: web.Request, typed: Mapping[int, Mapping[str, str]], version: int, error: RostrumError
) -> FormState:
    shown = {
        number: {question: presentable_lines(text) for question, text in row.items()} for number, row in typed.items()
    }
    errors = dict(field_texts(request, error)) if isinstance(error, InvalidError) else {}
    problem = errors.pop("", "") or ("" if errors else error_text(request, error))
    return FormState(shown, version, errors, problem, error.status)


def _render_form(request: web.Request, own: OwnAnnex, form: FormState) -> web.Response:
    questions = annex_services_of(request).event.questions_of(own.annex.code)
    rows = form.typed or {0: {}}
    values = {input_name(number, question): text for number, row in rows.items() for question, text in row.items()}
    page = render(
        request,
        "annexes/own_form.html",
        status=form.status,
        own=own,
        form=form,
        questions=questions,
        rows=list(rows),
        values=values,
        sent=[answer_texts(request, questions, row) for row in own.answers.rows] if own.answers else [],
        input_name=input_name,
        choices=lambda question: [(one.code, pick(one.name, language_of(request))[0]) for one in question.choices],
        state=own.answers.state.value if own.answers else "none",
        states=STATES,
        chips=STATE_CHIPS,
        has_inventory=has_inventory(own),
        secret=_secret_of(request),
    )
    return with_private_headers(page, has_form=True)


def routes() -> list[web.RouteDef]:
    """Return the routes under an applicant's link."""
    return [
        web.get(f"{FORM_PATH}/inventory.pdf", show_inventory),
        web.get(FORM_PATH, show_form),
        web.post(FORM_PATH, submit_form),
    ]
