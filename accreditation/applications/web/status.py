"""Applicant's pages, authorised by the secret in the link: status, photo, correction, withdrawal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import web

from accreditation.applications.actions.applying import (
    correct_application,
    find_application,
    find_badge_times,
    find_correction_photo,
    find_draft_photo,
    find_outlet,
    read_photo,
    withdraw_application,
)
from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Finding,
    Move,
    Outcome,
    State,
    Topic,
    may_move,
)
from accreditation.applications.domain.progress import BadgeTimes, Step, find_decision_due, progress_of, reference_of
from accreditation.applications.web.apply import Question, render_form
from accreditation.applications.web.context import (
    LANGUAGE_PATH,
    application_pages_of,
    charge_form,
    charge_submission,
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
)
from accreditation.applications.web.intake import next_steps
from conference.errors import ConflictError, NotFoundError, RuleError, UnavailableError
from conference.event import Event
from conference.languages import Text
from conference.texts.catalogues import key_family
from conference.texts.link_qr import link_qr
from conference.web import accepts, before_body, language_of, read_form, render, shows_stale_form, site_of

STATE = key_family("status.state.", [state.value for state in State])
NEXT = key_family("status.next.", [state.value for state in State] + ["revoked", "preparing"])
ASKS = key_family("status.asks.", [agency.value for agency in Agency])
STEPS = key_family("status.step.", [step.value for step in Step])
TOPIC = key_family("status.topic.", [topic.value for topic in Topic])

STATE_CHIPS: Mapping[State, tuple[str, str]] = {
    State.DRAFT: ("plain", "scheduled"),
    State.SUBMITTED: ("plain", "scheduled"),
    State.INCOMPLETE: ("look", "look"),
    State.IN_REVIEW: ("plain", "delayed"),
    State.ON_HOLD: ("look", "suspended"),
    State.APPROVED: ("good", "admitted"),
    State.REFUSED: ("stop", "stop"),
    State.WITHDRAWN: ("plain", "cancelled"),
}
"""Colour and shape of each state's chip; the page shows the state's name beside it."""

_SECRET_PATH = LANGUAGE_PATH + "/applications/{secret:[A-Za-z0-9_-]{22,64}}"


async def show_status(request: web.Request) -> web.Response:
    """Show the state of the application, its reason and the next step; for an unknown link, how to get it again."""
    try:
        application = await _get_application(request)
    except NotFoundError:
        return with_private_headers(
            render(request, "applications/link_unknown.html", status=404, **next_steps(request))
        )
    pages = application_pages_of(request)
    outlet = await find_outlet(pages.services, application)
    badge = await find_badge_times(pages.services, application)
    code, decision_due_at = language_of(request), _decision_due(application, pages.event)
    own_address = f"{site_of(request).public_url}/{code}/applications/{request.match_info['secret']}"
    return with_private_headers(
        render(
            request,
            "applications/status.html",
            status=200,
            application=application,
            outlet=outlet,
            secret=request.match_info["secret"],
            own_address=own_address,
            qr=link_qr(own_address),
            reference=reference_of(application.id),
            steps=progress_of(application, badge, decision_due_at=decision_due_at),
            step_texts=STEPS,
            look_again=decision_due_at,
            state_key=STATE[application.state.value],
            next_key=NEXT[_next_step(application, badge)],
            chip=STATE_CHIPS[application.state],
            reason=_reason_text(application, pages.event),
            questions=_list_questions(application),
            country=pages.event.country_name(application.applicant.country, code),
            function=pages.event.function(application.function),
            category=pages.event.category(application.category),
            may_withdraw=may_move(application, Move.WITHDRAW),
            badge=badge,
            own_pages=_status_address(request),
            has_pass=badge is not None and not badge.active,
            shows_badge=badge is not None and (badge.active or pages.event.activation == "issue"),
            **next_steps(request),
        )
    )


async def show_photo(request: web.Request) -> web.Response:
    """Return the applicant's photo: the uploaded draft while the form is open, else the application's photo."""
    services, secret = application_pages_of(request).services, request.match_info["secret"]
    draft = await find_draft_photo(services, secret=secret)
    try:
        application: Application | None = await _get_application(request)
    except NotFoundError:
        application = None
    is_open = application is None or may_move(application, Move.CORRECT)
    photo_id = draft.id if draft and is_open else application.photo_id if application else None
    return with_private_headers(
        web.Response(body=await read_photo(services, photo_id or ""), content_type="image/jpeg")
    )


async def show_correction(request: web.Request) -> web.Response:
    """Show the submitted form for correction."""
    application = await _get_application(request)
    if not may_move(application, Move.CORRECT):
        raise web.HTTPSeeOther(_status_address(request))
    outlet = await find_outlet(application_pages_of(request).services, application)
    draft = draft_of(application, outlet.name if outlet else None, secret=request.match_info["secret"])
    return await _render_correction(request, draft, application=application)


@accepts(MAX_FORM_BYTES)
@before_body(charge_form)
@shows_stale_form
async def submit_correction(request: web.Request) -> web.Response:
    """Submit the corrected form: redirect to the status page, or show the form again with its errors.

    It is shown again too, with 503, when it cannot be saved now.
    """
    application = await _get_application(request)
    try:
        return await _submit_correction(request, application)
    except UnavailableError as error:
        form = await read_form(request, ApplicationForm)
        draft = await unsaved_draft(request, form, request.match_info["secret"])
        page = await _render_correction(request, draft, application=application, status=error.status)
        return say_when(page, error)


async def _submit_correction(request: web.Request, application: Application) -> web.Response:
    secret = request.match_info["secret"]
    draft = await read_draft(request, secret=secret, has_photo=True)
    form = await read_form(request, ApplicationForm)
    if form.show:
        return await _render_correction(request, draft.unchecked(form, language_of(request)), application=application)
    refusal = refusal_of(request)
    if refusal is not None:
        refused = draft.with_problem("", refusal)
        return await _render_correction(request, refused, application=application, status=refusal.status)
    require_space(request)
    try:
        if draft.is_ready and draft.answers is not None:
            services = application_pages_of(request).services
            await correct_application(services, draft.answers, secret=secret, seen_version=form.version)
            raise web.HTTPSeeOther(_status_address(request))
    except (ConflictError, RuleError) as error:
        draft = draft.with_problem("", error)
    return await _render_correction(request, draft, application=application, status=422)


async def show_withdrawal(request: web.Request) -> web.Response:
    """Ask for confirmation and state the consequences."""
    application = await _get_application(request)
    if not may_move(application, Move.WITHDRAW):
        raise web.HTTPSeeOther(_status_address(request))
    page = render(
        request,
        "applications/status_withdraw.html",
        application=application,
        secret=request.match_info["secret"],
    )
    return with_private_headers(page, has_form=True)


@before_body(charge_submission)
async def submit_withdrawal(request: web.Request) -> web.Response:
    """Withdraw the application if its state allows it; redirect to the status page."""
    if may_move(await _get_application(request), Move.WITHDRAW):
        await withdraw_application(application_pages_of(request).services, secret=request.match_info["secret"])
    raise web.HTTPSeeOther(_status_address(request))


async def _get_application(request: web.Request) -> Application:
    return await find_application(application_pages_of(request).services, secret=request.match_info["secret"])


def _status_address(request: web.Request) -> str:
    return f"/{language_of(request)}/applications/{request.match_info['secret']}"


def _next_step(application: Application, badge: BadgeTimes | None) -> str:
    decision = application.decision
    if application.is_approved and (badge is None or badge.printed_at is None):
        return "preparing"
    if decision is not None and decision.outcome is Outcome.REVOKED:
        return Outcome.REVOKED.value
    return application.state.value


def _decision_due(application: Application, event: Event) -> datetime | None:
    review = timedelta(hours=event.desk.review_hours) if event.desk else None
    return find_decision_due(application, review=review, decided_by=event.applications.decided_by)


def _reason_text(application: Application, event: Event) -> Text | None:
    """Return the text of a refusal's or revocation's reason code, or None."""
    decision = application.decision
    if application.state is not State.REFUSED or decision is None:
        return None
    reasons = {reason.code: reason.text for reason in (*event.refusal_reasons, *event.revocation_reasons)}
    return reasons.get(decision.reason or "")


def _list_questions(application: Application) -> list[Question]:
    """Return the open requests for information of the agencies."""
    return [
        (ASKS[agency.value], [TOPIC[topic.value] for topic in check.topics], check.message)
        for agency, check in application.checks.items()
        if check.finding is Finding.NEEDS_INFORMATION and application.state is State.INCOMPLETE
    ]


async def _render_correction(
    request: web.Request, draft: Draft, *, application: Application, status: int = 200
) -> web.Response:
    """Render the form for correction with the newly uploaded photo, or else the application's photo."""
    photo = await find_correction_photo(application_pages_of(request).services, application)
    page = render_form(
        request,
        replace(draft, photo=photo),
        status=status,
        correcting=application,
        questions=_list_questions(application),
    )
    return with_private_headers(page, has_form=True)


def routes() -> list[web.RouteDef]:
    """Return the routes under an applicant's link."""
    return [
        web.get(_SECRET_PATH, show_status),
        web.get(f"{_SECRET_PATH}/photo.jpg", show_photo),
        web.get(f"{_SECRET_PATH}/correct", show_correction),
        web.post(f"{_SECRET_PATH}/correct", submit_correction),
        web.get(f"{_SECRET_PATH}/withdraw", show_withdrawal),
        web.post(f"{_SECRET_PATH}/withdraw", submit_withdrawal),
    ]
