"""Queries of an agency's vetting queue: the list, the selected application, the counts. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accreditation.applications.domain.applications import OPEN, Agency, Application, State
from accreditation.applications.domain.corrections import keeps_badge
from accreditation.applications.domain.duplicates import Duplicate, Trait
from accreditation.applications.domain.history import Step, shown_to
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.photo_rules import PhotoAdvice
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.ports import ApplicationPage, ApplicationRow, ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.domain import CHANGES, RETURNS, Wait, wait_for_answer, wait_for_finding
from conference.errors import NotFoundError
from conference.transactions import Transaction

MAX_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the list, the selected application with its outlet, and the counts of the header.

    `history` are the steps of the selected application as the agency may see them, oldest first.
    `duplicates` are those of each row, `possible_duplicates` those of the selected application with their rows.
    `similar_outlets` are those into which the officer may merge an unconfirmed outlet, `following` is the id to select
    next. `waits` are those of the rows and of the selected application that wait for the agency, or for an answer to it
    by a day. `is_printed`: a badge of the selected application has been printed; `has_badge`: it has a valid badge.
    `photo_advice` is about its photo.
    """

    page: ApplicationPage
    application: Application | None
    outlet: Outlet | None
    similar_outlets: tuple[Outlet, ...]
    history: tuple[Step, ...]
    duplicates: Mapping[str, tuple[Duplicate, ...]]
    possible_duplicates: tuple[tuple[ApplicationRow, tuple[Trait, ...]], ...]
    following: str | None
    waits: Mapping[str, Wait]
    is_printed: bool
    has_badge: bool
    photo_advice: tuple[PhotoAdvice, ...]
    waiting: int
    counts: Mapping[State, int]


async def read_queue(services: ApplicationServices, search: ApplicationSearch, *, agency: Agency, chosen: str) -> Queue:
    """Read everything that the page shows in one transaction. If `chosen` is empty, the first row is selected.

    Raises NotFoundError for a chosen application that does not exist.
    """
    async with services.transactions.read() as transaction:
        page = await services.applications.search(transaction, search)
        ids = [row.id for row in page.rows]
        selected = chosen or (ids[0] if ids else None)
        application = await services.applications.get(transaction, selected) if selected else None
        if application is not None and application.state is State.DRAFT:
            raise NotFoundError("application.unknown")
        outlet = None
        if application is not None and application.outlet_id is not None:
            outlet = await services.outlets.get(transaction, application.outlet_id)
        listed = ids if selected is None or selected in ids else [*ids, selected]
        duplicates = await services.duplicates.list_open_of(transaction, listed)
        return Queue(
            page=page,
            application=application,
            outlet=outlet,
            similar_outlets=tuple(await _list_similar_outlets(services, transaction, outlet, agency=agency)),
            history=tuple(
                [shown_to(step, agency) for step in await services.history.list_steps(transaction, application.id)]
                if application
                else ()
            ),
            duplicates=duplicates,
            possible_duplicates=await _list_duplicate_rows(services, transaction, duplicates.get(selected or "", ())),
            following=_next_application_id(ids, selected),
            waits=await _list_waits(services, transaction, await _rows_of(services, transaction, page, listed), agency),
            is_printed=application is not None
            and keeps_badge(application)
            and await services.credentials.is_printed(transaction, application.id),
            has_badge=application is not None
            and keeps_badge(application)
            and await services.credentials.find_badge_times(transaction, application.id) is not None,
            photo_advice=await _find_photo_advice(services, transaction, application),
            waiting=await services.applications.count_waiting(transaction, agency),
            counts=await services.applications.count_states(transaction),
        )


async def _find_photo_advice(
    services: ApplicationServices, transaction: Transaction, application: Application | None
) -> tuple[PhotoAdvice, ...]:
    photo = await services.photos.find(transaction, application.photo_id or "") if application else None
    return photo.advice if photo else ()


async def list_steps_since(services: ApplicationServices, seen: SeenVersion, *, agency: Agency) -> list[Step]:
    """Return the steps of an application since the version that a page shows, as the agency may see them.

    Raises NotFoundError for an application that does not exist or is not submitted.
    """
    async with services.transactions.read() as transaction:
        application = await services.applications.get(transaction, seen.application_id)
        if application.state is State.DRAFT:
            raise NotFoundError("application.unknown")
        if application.version <= seen.version:
            return []
        steps = await services.history.list_steps(transaction, application.id)
    return [shown_to(step, agency) for step in steps if step.version > seen.version]


async def list_applications(services: ApplicationServices, application_ids: Sequence[str]) -> list[Application]:
    """List the applications of these ids; unknown ids are left out."""
    async with services.transactions.read() as transaction:
        return list(await services.applications.list_by_ids(transaction, application_ids))


async def _rows_of(
    services: ApplicationServices, transaction: Transaction, page: ApplicationPage, listed: Sequence[str]
) -> Sequence[ApplicationRow]:
    """Return the rows of the page, and that of the selected application if it is on another page."""
    return [*page.rows, *await services.applications.list_rows(transaction, listed[len(page.rows) :])]


async def _list_waits(
    services: ApplicationServices, transaction: Transaction, rows: Sequence[ApplicationRow], agency: Agency
) -> dict[str, Wait]:
    now, rules, waits = services.clock.now(), services.rules, dict[str, Wait]()
    open_rows = [row for row in rows if row.state in OPEN and row.submitted_at is not None]
    ids = [row.id for row in open_rows if agency not in row.findings]
    last = await services.history.list_last_times(transaction, ids, RETURNS | CHANGES)
    for row in open_rows:
        if agency not in row.findings and row.submitted_at is not None:
            waits[row.id] = wait_for_finding(
                row.submitted_at,
                last.get(row.id, {}),
                is_corrected=agency in row.corrected,
                now=now,
                review=rules.review,
            )
        elif agency in row.answers_by:
            waits[row.id] = wait_for_answer(row.answers_by[agency], today=now.astimezone(rules.zone).date())
    return waits


async def _list_similar_outlets(
    services: ApplicationServices, transaction: Transaction, outlet: Outlet | None, *, agency: Agency
) -> list[Outlet]:
    if outlet is None or outlet.verified or agency is not Agency.ACCREDITATION:
        return []
    return await services.outlets.list_similar(transaction, outlet, limit=MAX_SUGGESTIONS)


async def _list_duplicate_rows(
    services: ApplicationServices, transaction: Transaction, duplicates: Sequence[Duplicate]
) -> tuple[tuple[ApplicationRow, tuple[Trait, ...]], ...]:
    traits = {duplicate.application_id: duplicate.traits for duplicate in duplicates}
    rows = await services.applications.list_rows(transaction, list(traits))
    return tuple((row, traits[row.id]) for row in rows)


def _next_application_id(ids: Sequence[str], chosen: str | None) -> str | None:
    """Return the id after the chosen one, or the id before it at the end of the list, or None."""
    if chosen not in ids:
        return None
    position = ids.index(chosen)
    candidates = [*ids[position + 1 :], *reversed(ids[:position])]
    return candidates[0] if candidates else None
