"""Page of a correction under an applicant's link: the fields that agencies ask for are open, the others are shown.

After approval all fields are open.
"""

from dataclasses import replace

from aiohttp import web

from accreditation.applications.actions.applying import correct_application, find_correction_photo, find_outlet
from accreditation.applications.actions.passports import find_masked_passport
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, State
from accreditation.applications.domain.corrections import list_open_fields
from accreditation.applications.web.applicant_pages import (
    SECRET_PATH,
    get_application,
    link_address,
)
from accreditation.applications.web.apply import LABELS, Correction, Question, render_form
from accreditation.applications.web.context import (
    application_pages_of,
    charge_form,
    refusal_of,
    require_space,
    say_when,
    with_private_headers,
)
from accreditation.applications.web.forms import (
    MAX_FORM_BYTES,
    ApplicationForm,
    Draft,
    draft_of,
    read_draft,
    unsaved_draft,
    with_stored_values,
)
from conference.errors import ConflictError, RuleError, UnavailableError
from conference.languages import language, pick
from conference.texts.catalogues import key_family
from conference.texts.typed_text import read_note
from conference.web import accepts, before_body, language_of, read_form, shows_stale_form

ASKS = key_family("status.asks.", [agency.value for agency in Agency])


async def show_correction(request: web.Request) -> web.Response:
    """Show the submitted form for correction."""
    application = await get_application(request)
    if not list_open_fields(application):
        raise web.HTTPSeeOther(link_address(request))
    return await _render_correction(request, application, await _stored_draft(request, application))


@accepts(MAX_FORM_BYTES)
@before_body(charge_form)
@shows_stale_form
async def submit_correction(request: web.Request) -> web.Response:
    """Submit the corrected form: redirect to the status page, or show the form again with its errors.

    It is shown again too, with 503, when it cannot be saved now.
    """
    application = await get_application(request)
    stored = await _stored_draft(request, application)
    form = with_stored_values(await read_form(request, ApplicationForm), stored, open_inputs(application))
    try:
        return await _submit_correction(request, application, form)
    except UnavailableError as error:
        draft = await unsaved_draft(request, form, request.match_info["secret"])
        page = await _render_correction(request, application, draft, status=error.status)
        return say_when(page, error)


async def _submit_correction(request: web.Request, application: Application, form: ApplicationForm) -> web.Response:
    secret = request.match_info["secret"]
    draft = await read_draft(
        request,
        form,
        secret=secret,
        open_fields=open_inputs(application),
        has_passport=application.passport_id is not None,
    )
    if form.show:
        return await _render_correction(request, application, draft.unchecked(form, language_of(request)))
    refusal = refusal_of(request)
    if refusal is not None:
        return await _render_correction(request, application, draft.with_problem("", refusal), status=refusal.status)
    require_space(request)
    message, problem = read_note(form.message)
    if problem:
        draft = draft.with_problem("message", problem)
    try:
        if draft.is_ready and draft.answers is not None:
            services = application_pages_of(request).services
            await correct_application(
                services, draft.answers, secret=secret, seen_version=form.version, message=message
            )
            raise web.HTTPSeeOther(link_address(request))
    except (ConflictError, RuleError) as error:
        draft = draft.with_problem("", error)
    return await _render_correction(request, application, draft, status=422)


def list_questions(application: Application) -> list[Question]:
    """Return the open requests for information of the agencies."""
    return [
        Question(ASKS[agency.value], [LABELS[field.value] for field in check.fields], check.message, check.answer_by)
        for agency, check in application.checks.items()
        if check.finding is Finding.NEEDS_INFORMATION and application.state is State.INCOMPLETE
    ]


def open_inputs(application: Application) -> frozenset[str]:
    """Return the names of the inputs that the applicant may correct now."""
    names = {field.value for field in list_open_fields(application)}
    return frozenset(names | {"freelance"} if Field.OUTLET.value in names else names)


async def _stored_draft(request: web.Request, application: Application) -> Draft:
    outlet = await find_outlet(application_pages_of(request).services, application)
    return draft_of(application, outlet.name if outlet else None, secret=request.match_info["secret"])


async def _render_correction(
    request: web.Request, application: Application, draft: Draft, *, status: int = 200
) -> web.Response:
    """Render the form for correction with the newly uploaded photo, or else the application's photo."""
    photo = await find_correction_photo(application_pages_of(request).services, application)
    stored = await _stored_draft(request, application)
    correction = Correction(
        is_edit=application.is_approved,
        version=application.version,
        questions=list_questions(application),
        open_fields=open_inputs(application),
        closed=_shown_values(request, stored),
        passport=await find_masked_passport(application_pages_of(request).services, application),
    )
    page = render_form(request, replace(draft, photo=photo), status=status, correction=correction)
    return with_private_headers(page, has_form=True)


def _shown_values(request: web.Request, stored: Draft) -> dict[str, str]:
    """Return the stored values as the page shows them; empty for a freelancer's outlet."""
    event, code, values = application_pages_of(request).event, language_of(request), stored.values
    return {
        **values,
        "country": event.country_name(values["country"], code),
        "function": pick(event.function(values["function"]).name, code)[0],
        "category": pick(event.category(values["category"]).name, code)[0],
        "language": language(values["language"]).own_name,
    }


def routes() -> list[web.RouteDef]:
    """Return the routes of the correction."""
    return [
        web.get(f"{SECRET_PATH}/correct", show_correction),
        web.post(f"{SECRET_PATH}/correct", submit_correction),
    ]
