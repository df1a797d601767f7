"""Pages of an agency's vetting queue: the list, the selected application, its buttons. Works without JavaScript."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from aiohttp import web

from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.problems import field_problem
from accreditation.vetting.actions.photos import PHOTO_VIEWERS, read_staff_photo
from accreditation.vetting.actions.vetting import allowed_moves, officer_of
from accreditation.vetting.domain import may_undo
from accreditation.vetting.web.history import corrected_fields
from accreditation.vetting.web.page_reads import read_page
from accreditation.vetting.web.queue import PAGE_ROWS, QueueView, SelectionQuery, view_of
from accreditation.vetting.web.queue_texts import QUEUE_PAGE, QUEUE_PATH, QUEUE_TEXTS, VETTERS
from accreditation.vetting.web.vetting_acts import ACTS_WITHOUT_ADVANCE, VettingForm, perform_form
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError
from conference.event import Event
from conference.languages import language
from conference.web import (
    Pager,
    fill_refused_form,
    form_on,
    language_of,
    read_form,
    read_query,
    record_list_read,
    render,
    require,
    site_of,
    staff_of,
)

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
    event, staff = application_pages_of(request).event, staff_of(request)
    is_after_act = problem is None and bool(read_query(request, SelectionQuery).done)
    shown, sections = await read_page(request, view, chosen=chosen, is_after_act=is_after_act)
    await _record_list(request, view, [row.id for row in shown.queue.page.rows])
    application = shown.queue.application
    own = application.checks.get(view.agency) if application else None
    return render(
        request,
        "vetting/vetting.html",
        status=problem.status if problem else 200,
        queue=shown.queue,
        files=shown.files,
        pager=Pager(view.query.page, PAGE_ROWS, shown.queue.page.total),
        view=view,
        is_chosen=bool(chosen),
        problem=field_problem("", problem) if problem else None,
        officer=shown.officer,
        staff_id=staff.id,
        is_own=own is not None and own.officer == staff.id,
        missing_outlet_letters=shown.missing_outlet_letters,
        history=shown.history,
        news=[row for row in shown.history if seen_version is not None and row.step.version > seen_version],
        corrected_fields=partial(corrected_fields, request),
        moves=allowed_moves(application) if application else frozenset(),
        may_undo=partial(may_undo, agency=view.agency, officer=officer_of(staff)),
        event=event,
        country=event.country_name(application.applicant.country, language_of(request)) if application else "",
        answer_days=_list_answer_days(site_of(request).clock.now(), event),
        letters=language(application.applicant.language) if application else None,
        **sections,
        **QUEUE_TEXTS,
    )


async def _record_list(request: web.Request, view: QueueView, shown: Sequence[str]) -> None:
    """Record who is shown in the list."""
    name = f"vetting/{view.agency.value}"
    await record_list_read(request, name, shown, typed=view.query.words, filter=view.query.filter.value)


def _list_answer_days(now: datetime, event: Event) -> list[date]:
    """Return the days that an officer may set for an answer: those of two weeks, not after the event."""
    today = now.astimezone(event.zone_info).date()
    days = [today + timedelta(days=after) for after in range(1, ANSWER_DAYS + 1)]
    return [day for day in days if day <= event.ends_on]


def routes() -> list[web.RouteDef]:
    """Return the routes of both agencies' queues and of the photos for staff; `bulk` has those of many applications."""
    return [
        web.get(QUEUE_PATH, show_queue),
        web.post(f"{QUEUE_PATH}/applications/{{application}}", perform_act),
        web.get("/staff/photos/{photo}", show_photo),
        web.get("/staff/photos/{photo}/{small:small}", show_photo),
    ]
