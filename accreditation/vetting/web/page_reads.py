"""What the page of an agency's queue reads, in few statements: the list, the selected application, its sections."""

import asyncio
from collections.abc import Sequence

from aiohttp import web
from msgspec import Struct

from accreditation.applications.actions.addresses import find_own_change
from accreditation.applications.actions.applying import find_missing_letters
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from accreditation.applications.web.context import application_pages_of
from accreditation.documents.web.officer_documents import list_officer_documents
from accreditation.vetting.actions.open_files import ShownFiles
from accreditation.vetting.actions.passports import may_see_passport, summarize_passport
from accreditation.vetting.actions.queue import Queue, Selection, list_applications, read_selection, select_application
from accreditation.vetting.actions.releasing import count_withheld
from accreditation.vetting.web.history import HistoryRow, history_rows, officer_names
from accreditation.vetting.web.open_files import show_open_files
from accreditation.vetting.web.queue import QueueView, SelectionQuery
from accreditation.vetting.web.vetting_acts import ACTS
from conference.errors import NotFoundError
from conference.mail.pages import problems_of
from conference.texts.catalogues import key_family
from conference.web import read_query, site_of, staff_of

DONE = key_family("vetting.done.", ACTS)


class ShownQueue(Struct, frozen=True):
    """The list and the selected application, with who has files open, the history, newest first, and its officers.

    `officer` is the name of the officer of the agency's own finding, "" without one.
    """

    queue: Queue
    files: ShownFiles
    history: Sequence[HistoryRow]
    officer: str
    missing_outlet_letters: tuple[str, ...]


async def read_page(
    request: web.Request, view: QueueView, *, chosen: str, is_after_act: bool
) -> tuple[ShownQueue, dict[str, object]]:
    """Read everything that the page shows on one snapshot: the queue, and the values of the sections.

    `is_after_act`: a chosen application that does not exist any more is replaced by the first of the list. Raises
    NotFoundError for another one.
    """
    services = application_pages_of(request).services
    async with services.transactions.read_together():
        try:
            selection = await select_application(services, view.search(), agency=view.agency, chosen=chosen)
        except NotFoundError:
            if not is_after_act:
                raise
            selection = await select_application(services, view.search(), agency=view.agency, chosen="")
        return await asyncio.gather(
            _read_queue(request, view, selection, is_chosen=bool(chosen)), _read_sections(request, view, selection)
        )


async def _read_queue(request: web.Request, view: QueueView, selection: Selection, *, is_chosen: bool) -> ShownQueue:
    pages, application = application_pages_of(request), selection.application
    own = application.checks.get(view.agency) if application else None
    queue, files, names = await asyncio.gather(
        read_selection(pages.services, selection),
        show_open_files(request, view, selection, is_chosen=is_chosen),
        officer_names(request, [own.officer] if own else []),
    )
    missing = await _missing_outlet_letters(pages.services, queue.outlet) if queue.outlet else ()
    history = await history_rows(request, pages.event, queue.history)
    return ShownQueue(queue, files, history, names.get(own.officer, "") if own else "", missing)


async def _read_sections(request: web.Request, view: QueueView, selection: Selection) -> dict[str, object]:
    """Return the values of the sections beside the list."""
    services, application = application_pages_of(request).services, selection.application
    withheld, done, person = await asyncio.gather(
        count_withheld(services),
        _find_last_act(request),
        _person_values(request, view, application) if application else _no_person(),
    )
    return {"withheld": withheld, "done": done, "now": site_of(request).clock.now(), **person}


async def _no_person() -> dict[str, object]:
    return {
        "documents": None, "passport": None, "address_change": None, "letter_problems": (), "missing_letters": (),
    }  # fmt: skip


async def _person_values(request: web.Request, view: QueueView, application: Application) -> dict[str, object]:
    """Return the values of the sections about the selected application."""
    services = application_pages_of(request).services
    documents, passport, change, problems, missing = await asyncio.gather(
        list_officer_documents(request, application, view.agency),
        _passport_values(request, application),
        find_own_change(services, application),
        problems_of(request, application.id),
        find_missing_letters(services, application.applicant.native_name),
    )
    found = {"documents": documents, "address_change": change, "letter_problems": problems, "missing_letters": missing}
    return found | passport


async def _passport_values(request: web.Request, application: Application) -> dict[str, object]:
    """Return the masked passport data, if the event asks for them or some are stored, and who may see all of them."""
    pages = application_pages_of(request)
    if pages.event.identity.passport_lines == "off" and not application.passport_id:
        return {"passport": None}
    summary = await summarize_passport(pages.services, application)
    return {"passport": summary, "may_see_passport": may_see_passport(pages.services, staff_of(request))}


async def _missing_outlet_letters(services: ApplicationServices, outlet: Outlet) -> tuple[str, ...]:
    """Return the letters of the outlet's name that badges cannot show; none if they show another of its names."""
    missing = [await find_missing_letters(services, name) for name in (outlet.name, *outlet.aliases)]
    return missing[0] if all(missing) else ()


async def _find_last_act(request: web.Request) -> tuple[str, Application] | None:
    """Return the text key of the act just performed and its application, for the confirmation line."""
    selection = read_query(request, SelectionQuery)
    if not selection.done or selection.did not in ACTS:
        return None
    applications = await list_applications(application_pages_of(request).services, [selection.done])
    return (DONE[selection.did], applications[0]) if applications else None
