"""Who has a file open: what the pages show of it, and the signs that their script sends."""

from functools import partial
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.forms import UNKNOWN_VERSION
from accreditation.vetting.actions.open_files import (
    OpenFileServices,
    ShownFiles,
    note_page,
    note_sign,
    read_open_files,
    release_file,
)
from accreditation.vetting.actions.queue import Selection, list_steps_since
from accreditation.vetting.web.history import HistoryRow, corrected_fields, history_rows
from accreditation.vetting.web.queue import QueueView, view_of
from accreditation.vetting.web.queue_texts import QUEUE_PAGE, QUEUE_PATH, QUEUE_TEXTS, VETTERS
from accreditation.vetting.web.reads import record_opening
from conference.web import form_on, read_form, render, require, staff_of

OPEN_FILES: web.AppKey[OpenFileServices] = web.AppKey("open_files", OpenFileServices)


class OpenFileForm(Struct, frozen=True, kw_only=True):
    """What the script of an open file sends: the version of the application that the page shows."""

    version: int = UNKNOWN_VERSION


@form_on(f"{QUEUE_PAGE}?id={{application}}", OpenFileForm)
@require(*VETTERS)
async def take_sign(request: web.Request) -> web.Response:
    """Note that the file is open, and answer who else has it open and what has changed since it was shown."""
    view, form = view_of(request, staff_of(request)), await read_form(request, OpenFileForm)
    application_id = request.match_info["application"]
    news = await _list_news(request, view, application_id, form.version)
    services, staff = open_files_of(request), staff_of(request)
    note_sign(services, application_id, agency=view.agency, staff=staff)
    shown = await read_open_files(services, [application_id], agency=view.agency, staff=staff)
    return render(
        request,
        "vetting/open_file.html",
        status=HTTPStatus.OK,
        view=view,
        application_id=application_id,
        others=shown.of(application_id),
        news_since=news,
        corrected_fields=partial(corrected_fields, request),
        **QUEUE_TEXTS,
    )


@form_on(f"{QUEUE_PAGE}?id={{application}}")
@require(*VETTERS)
async def take_leave(request: web.Request) -> web.Response:
    """Release the file: the officer has left its page."""
    view_of(request, staff_of(request))
    release_file(open_files_of(request), request.match_info["application"], staff=staff_of(request))
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def show_open_files(request: web.Request, view: QueueView, queue: Selection, *, is_chosen: bool) -> ShownFiles:
    """Return who has the files of a page open. Notes the one that the officer has opened, if one was chosen."""
    if queue.application is not None:
        record_opening(request, queue.application.id)
    services, staff = open_files_of(request), staff_of(request)
    opened = [queue.application.id] if queue.application else []
    ids = [*(row.id for row in queue.page.rows), *opened]
    shown = await read_open_files(services, ids, agency=view.agency, staff=staff)
    note_page(services, shown, "".join(opened) if is_chosen else "", agency=view.agency, staff=staff)
    return shown


def open_files_of(request: web.Request) -> OpenFileServices:
    """Return the dependencies of the functions on open files."""
    return request.config_dict[OPEN_FILES]


async def _list_news(request: web.Request, view: QueueView, application_id: str, seen_version: int) -> list[HistoryRow]:
    """Return the steps since the version that the page shows, newest first. Raises NotFoundError."""
    pages = application_pages_of(request)
    steps = await list_steps_since(pages.services, SeenVersion(application_id, seen_version), agency=view.agency)
    return await history_rows(request, pages.event, steps)


def routes() -> list[web.RouteDef]:
    """Return the routes of the script of an open file."""
    return [
        web.post(f"{QUEUE_PATH}/applications/{{application}}/open", take_sign),
        web.post(f"{QUEUE_PATH}/applications/{{application}}/leave", take_leave),
    ]
