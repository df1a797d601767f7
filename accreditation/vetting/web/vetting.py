"""Pages of an agency's vetting queue: the list, the selected application, its buttons. Works without JavaScript."""

from datetime import date, datetime, timedelta
from functools import partial

from aiohttp import web

from accreditation.applications.actions.addresses import find_own_change
from accreditation.applications.actions.applying import find_missing_letters
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.problems import field_problem
from accreditation.documents.web.officer_documents import list_officer_documents
from accreditation.vetting.actions.passports import may_see_passport, summarize_passport
from accreditation.vetting.actions.photos import PHOTO_VIEWERS, read_staff_photo
from accreditation.vetting.actions.queue import list_applications, read_queue
from accreditation.vetting.actions.releasing import count_withheld
from accreditation.vetting.actions.vetting import allowed_moves, officer_of
from accreditation.vetting.domain import may_undo
from accreditation.vetting.web.history import corrected_fields, history_rows, officer_names
from accreditation.vetting.web.open_files import show_open_files
from accreditation.vetting.web.queue import PAGE_ROWS, QueueView, SelectionQuery, view_of
from accreditation.vetting.web.queue_texts import QUEUE_PAGE, QUEUE_PATH, QUEUE_TEXTS, VETTERS
from accreditation.vetting.web.vetting_acts import ACTS, ACTS_WITHOUT_ADVANCE, VettingForm, perform_form
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.event import Event
from conference.languages import language
from conference.mail.pages import problems_of
from conference.texts.catalogues import key_family
from conference.web import (
    Pager,
    fill_refused_form,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
)

DONE = key_family("vetting.done.", ACTS)

PHOTO_CACHE = "private, max-age=600"
"""Cache for ten minutes: staff pages repeat the same photos; shared computers must not keep them for long."""

ANSWER_DAYS = 14


@require(*VETTERS)
async def show_queue(request: web.Request) -> web.Response:
    """Show the list and the selected application."""
    view = view_of(request, staff_of(request))
    return await _render_queue(request, view, chosen=read_query(request, SelectionQuery).id)


@form_on(f"{QUEUE_PAGE}?id={{application}}", VettingForm)
@require(*VETTERS)
async def perform_act(request: web.Request) -> web.Response:
    """Perform the act of a button on one application; redirect to the next one, or show the page with the error."""
    view = view_of(request, staff_of(request))
    application_id = request.match_info["application"]
    form: VettingForm | None = None
    try:
        form = await read_form(request, VettingForm)
        await perform_form(request, view, application_id, form)
    except (ConflictError, RuleError, InvalidError) as error:
        seen = form.version if form and error.code == "application.changed" else None
        response = await _render_queue(request, view, chosen=application_id, problem=error, seen_version=seen)
        return await fill_refused_form(request, response, VettingForm)
    following = application_id if form.act in ACTS_WITHOUT_ADVANCE else form.following
    raise web.HTTPSeeOther(view.address(id=following, done=application_id, did=form.act))


@require(*PHOTO_VIEWERS)
async def show_photo(request: web.Request) -> web.Response:
    """Return a photo or its thumbnail for staff who compare it with a face."""
    services, photo_id = application_pages_of(request).services, request.match_info["photo"]
    small = "small" in request.match_info
    content = await read_staff_photo(services, photo_id, staff=staff_of(request), thumbnail=small)
    return web.Response(body=content, content_type="image/jpeg", headers={"Cache-Control": PHOTO_CACHE})


async def _render_queue(
    request: web.Request,
    view: QueueView,
    *,
    chosen: str,
    problem: RostrumError | None = None,
    seen_version: int | None = None,
) -> web.Response:
    """Render the page, with the problem of an act. `seen_version`: list the steps since this version beside it."""
    pages = application_pages_of(request)
    try:
        queue = await read_queue(pages.services, view.search(), agency=view.agency, chosen=chosen)
    except NotFoundError:
        if problem is not None or not read_query(request, SelectionQuery).done:
            raise
        queue = await read_queue(pages.services, view.search(), agency=view.agency, chosen="")
    application = queue.application
    own = application.checks.get(view.agency) if application else None
    history = await history_rows(request, pages.event, queue.history)
    return render(
        request,
        "vetting/vetting.html",
        status=problem.status if problem else 200,
        queue=queue,
        files=await show_open_files(request, view, queue, is_chosen=bool(chosen)),
        pager=Pager(view.query.page, PAGE_ROWS, queue.page.total),
        view=view,
        is_chosen=bool(chosen),
        problem=field_problem("", problem) if problem else None,
        done=await _find_last_act(request),
        officer=(await officer_names(request, [own.officer])).get(own.officer, "") if own else "",
        staff_id=staff_of(request).id,
        is_own=own is not None and own.officer == staff_of(request).id,
        missing_letters=await find_missing_letters(pages.services, application.applicant.native_name)
        if application
        else (),
        missing_outlet_letters=await _missing_outlet_letters(pages.services, queue.outlet) if queue.outlet else (),
        history=history,
        news=[row for row in history if seen_version is not None and row.step.version > seen_version],
        corrected_fields=partial(corrected_fields, request),
        moves=allowed_moves(application) if application else frozenset(),
        **(await _section_values(request, view, application) | await _passport_values(request, application)),
        address_change=await find_own_change(pages.services, application) if application else None,
        may_undo=partial(may_undo, agency=view.agency, officer=officer_of(staff_of(request))),
        event=pages.event,
        country=pages.event.country_name(application.applicant.country, language_of(request)) if application else "",
        answer_days=_list_answer_days(site_of(request).clock.now(), pages.event),
        letters=language(application.applicant.language) if application else None,
        letter_problems=await problems_of(request, application.id) if application else (),
        **QUEUE_TEXTS,
    )


async def _passport_values(request: web.Request, application: Application | None) -> dict[str, object]:
    """Return the masked passport data, if the event asks for them or some are stored, and who may see all of them."""
    pages = application_pages_of(request)
    if application is None or (pages.event.identity.passport_lines == "off" and not application.passport_id):
        return {"passport": None}
    summary = await summarize_passport(pages.services, application)
    return {"passport": summary, "may_see_passport": may_see_passport(pages.services, staff_of(request))}


def _list_answer_days(now: datetime, event: Event) -> list[date]:
    """Return the days that an officer may set for an answer: those of two weeks, not after the event."""
    today = now.astimezone(event.zone_info).date()
    days = [today + timedelta(days=after) for after in range(1, ANSWER_DAYS + 1)]
    return [day for day in days if day <= event.ends_on]


async def _missing_outlet_letters(services: ApplicationServices, outlet: Outlet) -> tuple[str, ...]:
    """Return the letters of the outlet's name that badges cannot show; none if they show another of its names."""
    missing = [await find_missing_letters(services, name) for name in (outlet.name, *outlet.aliases)]
    return missing[0] if all(missing) else ()


async def _section_values(request: web.Request, view: QueueView, application: Application | None) -> dict[str, object]:
    """Return what the page needs to say which decisions are withheld, and the documents of the application."""
    withheld = await count_withheld(application_pages_of(request).services)
    documents = await list_officer_documents(request, application, view.agency) if application else None
    return {"withheld": withheld, "now": site_of(request).clock.now(), "documents": documents}


async def _find_last_act(request: web.Request) -> tuple[str, Application] | None:
    """Return the text key of the act just performed and its application, for the confirmation line."""
    selection = read_query(request, SelectionQuery)
    if not selection.done or selection.did not in ACTS:
        return None
    applications = await list_applications(application_pages_of(request).services, [selection.done])
    return (DONE[selection.did], applications[0]) if applications else None


def routes() -> list[web.RouteDef]:
    """Return the routes of both agencies' queues and of the photos for staff; `bulk` has those of many applications."""
    return [
        web.get(QUEUE_PATH, show_queue),
        web.post(f"{QUEUE_PATH}/applications/{{application}}", perform_act),
        web.get("/staff/photos/{photo}", show_photo),
        web.get("/staff/photos/{photo}/{small:small}", show_photo),
    ]
