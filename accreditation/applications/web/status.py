"""Applicant's pages, authorised by the secret in the link: status, photo, withdrawal."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web
from msgspec import Struct

from accreditation.applications.actions.applying import (
    find_badge_times,
    find_draft_photo,
    find_outlet,
    list_own_steps,
    read_photo,
    withdraw_application,
)
from accreditation.applications.actions.passports import find_masked_passport
from accreditation.applications.domain.appeals import find_appeal_deadline
from accreditation.applications.domain.applications import Application, Field, Move, Outcome, State, may_move
from accreditation.applications.domain.corrections import list_open_fields
from accreditation.applications.domain.history import Act
from accreditation.applications.domain.history import Step as HistoryStep
from accreditation.applications.domain.progress import BadgeTimes, Step, find_decision_due, progress_of, reference_of
from accreditation.applications.web.applicant_pages import (
    SECRET_PATH,
    get_application,
    link_address,
)
from accreditation.applications.web.apply import LABELS
from accreditation.applications.web.context import (
    OwnSection,
    application_pages_of,
    charge_submission,
    with_private_headers,
)
from accreditation.applications.web.corrections import ASKS, list_questions
from accreditation.applications.web.intake import next_steps
from conference.errors import NotFoundError
from conference.event import Event
from conference.languages import Text
from conference.texts.catalogues import key_family
from conference.texts.link_qr import link_qr
from conference.web import before_body, language_of, render, site_of

STATE = key_family("status.state.", [state.value for state in State])
NEXT = key_family("status.next.", [state.value for state in State] + ["revoked", "preparing", "rechecked"])
STEPS = key_family("status.step.", [step.value for step in Step])

STEP_TEXTS = key_family(
    "vetting.step.",
    [
        Act.CORRECTED.value,
        Act.EDITED.value,
        Act.RESUMED.value,
        Act.REVOKED.value,
        Act.REOPENED.value,
        Act.APPEALED.value,
        Act.APPEAL_ALLOWED.value,
        Act.APPEAL_DISMISSED.value,
        Act.RENAMED.value,
        Act.LINK_REPLACED.value,
        Act.ADDRESS_CHANGED.value,
    ],
)
"""Texts of the acts in the history of an application, for its applicant and for officers."""

STATES_OF_ACTS = {
    Act.SUBMITTED: STATE[State.SUBMITTED.value],
    Act.HELD: STATE[State.ON_HOLD.value],
    Act.WITHDRAWN: STATE[State.WITHDRAWN.value],
}


class HistoryRow(Struct, frozen=True):
    """A step as its applicant sees it: the key of its text, and those of the fields that changed."""

    step: HistoryStep
    text: str
    changed: list[str]


_UNDER_REVIEW = frozenset({State.SUBMITTED, State.IN_REVIEW})

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


async def show_status(request: web.Request) -> web.Response:
    """Show the state of the application, its reason and the next step; for an unknown link, how to get it again."""
    try:
        application = await get_application(request)
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
            passport=await find_masked_passport(pages.services, application),
            secret=request.match_info["secret"],
            own_address=own_address,
            qr=link_qr(own_address),
            reference=reference_of(application.id),
            steps=progress_of(application, badge if application.is_approved else None, decision_due_at=decision_due_at),
            step_texts=STEPS,
            look_again=decision_due_at,
            state_key=STATE[application.state.value],
            next_key=NEXT[_next_step(application, badge)],
            chip=STATE_CHIPS[application.state],
            reason=_reason_text(application, pages.event),
            questions=list_questions(application),
            country=pages.event.country_name(application.applicant.country, code),
            function=pages.event.function(application.function),
            category=pages.event.category(application.category),
            appeal_until=_appeal_deadline(request, application),
            history=[
                HistoryRow(step, _step_text(step), [LABELS[change.field] for change in step.changes])
                for step in reversed(await list_own_steps(pages.services, application))
            ],
            labels=LABELS,
            may_withdraw=may_move(application, Move.WITHDRAW),
            badge=badge,
            own_pages=link_address(request),
            has_pass=badge is not None and not badge.active,
            sections=await _own_sections(request, application),
            shows_badge=badge is not None and (badge.active or pages.event.activation == "issue"),
            **next_steps(request),
        )
    )


async def show_photo(request: web.Request) -> web.Response:
    """Return the applicant's photo: the uploaded draft while the form is open, else the application's photo."""
    services, secret = application_pages_of(request).services, request.match_info["secret"]
    draft = await find_draft_photo(services, secret=secret)
    try:
        application: Application | None = await get_application(request)
    except NotFoundError:
        application = None
    is_open = application is None or Field.PHOTO in list_open_fields(application)
    photo_id = draft.id if draft and is_open else application.photo_id if application else None
    return with_private_headers(
        web.Response(body=await read_photo(services, photo_id or ""), content_type="image/jpeg")
    )


async def show_withdrawal(request: web.Request) -> web.Response:
    """Ask for confirmation and state the consequences."""
    application = await get_application(request)
    if not may_move(application, Move.WITHDRAW):
        raise web.HTTPSeeOther(link_address(request))
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
    if may_move(await get_application(request), Move.WITHDRAW):
        await withdraw_application(application_pages_of(request).services, secret=request.match_info["secret"])
    raise web.HTTPSeeOther(link_address(request))


async def _own_sections(request: web.Request, application: Application) -> list[OwnSection]:
    """Return the sections of other subjects."""
    sections = [await make(request, application) for make in application_pages_of(request).own_sections]
    return [section for section in sections if section is not None]


def _appeal_deadline(request: web.Request, application: Application) -> datetime | None:
    """Return until when the applicant may appeal, None if that is not possible now."""
    deadline = find_appeal_deadline(application, application_pages_of(request).services.rules.appeals)
    return deadline if deadline is not None and site_of(request).clock.now() < deadline else None


def _step_text(step: HistoryStep) -> str:
    """Return the key of the text of a step."""
    if step.agency is not None:
        return ASKS[step.agency.value]
    if step.outcome is not None and step.act is not Act.UNDONE:
        return STATE[step.outcome.value]
    return STATES_OF_ACTS.get(step.act) or STEP_TEXTS["reopened" if step.act is Act.UNDONE else step.act.value]


def _next_step(application: Application, badge: BadgeTimes | None) -> str:
    decision = application.decision
    if badge is not None and application.state in _UNDER_REVIEW:
        return "rechecked"
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
    return reason_texts(event).get(decision.reason or "")


def reason_texts(event: Event) -> dict[str, Text]:
    """Return code → text of the reasons of refusals and revocations."""
    return {reason.code: reason.text for reason in (*event.refusal_reasons, *event.revocation_reasons)}


def routes() -> list[web.RouteDef]:
    """Return the routes under an applicant's link."""
    return [
        web.get(SECRET_PATH, show_status),
        web.get(f"{SECRET_PATH}/photo.jpg", show_photo),
        web.get(f"{SECRET_PATH}/withdraw", show_withdrawal),
        web.post(f"{SECRET_PATH}/withdraw", submit_withdrawal),
    ]
