"""Queries of an agency's vetting queue: the list, the selected application, the counts. Read only."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

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


class Queue(Struct, frozen=True):
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


class Selection(Struct, frozen=True):
    """A page of the list, the selected application, how many wait for the agency, and how many are in each state."""

    agency: Agency
    page: ApplicationPage
    application: Application | None
    waiting: int
    counts: Mapping[State, int]

    @property
    def ids(self) -> list[str]:
        """The ids of the page, and that of the selected application if it is on another page."""
        ids = [row.id for row in self.page.rows]
        return ids if self.application is None or self.application.id in ids else [*ids, self.application.id]


async def select_application(
    services: ApplicationServices, search: ApplicationSearch, *, agency: Agency, chosen: str
) -> Selection:
    """Read a page of the list and the selected application; if `chosen` is empty, the first row is selected.

    Raises NotFoundError for a chosen application that does not exist.
    """
    async with services.transactions.read_together() as transaction:
        page, application, waiting, counts = await asyncio.gather(
            services.applications.search(transaction, search),
            _find_application(services, transaction, chosen),
            services.applications.count_waiting(transaction, agency),
            services.applications.count_states(transaction),
        )
        if not chosen and page.rows:
            application = await services.applications.get(transaction, page.rows[0].id)
    is_unknown = application is None and chosen
    if is_unknown or (application is not None and application.state is State.DRAFT):
        raise NotFoundError("application.unknown")
    return Selection(agency, page, application, waiting, counts)


async def read_selection(services: ApplicationServices, selection: Selection) -> Queue:
    """Read what the page shows of the list and of the selected application."""
    application, ids = selection.application, [row.id for row in selection.page.rows]
    async with services.transactions.read_together() as transaction:
        (outlet, similar), history, (duplicates, possible), waits, badge, advice = await asyncio.gather(
            _find_outlets(services, transaction, selection),
            _list_shown_steps(services, transaction, selection),
            _list_duplicates(services, transaction, selection),
            _list_row_waits(services, transaction, selection),
            _find_badge(services, transaction, application),
            _find_photo_advice(services, transaction, application),
        )
    return Queue(
        page=selection.page,
        application=application,
        outlet=outlet,
        similar_outlets=tuple(similar),
        history=history,
        duplicates=duplicates,
        possible_duplicates=possible,
        following=_next_application_id(ids, application.id if application else None),
        waits=waits,
        is_printed=badge.is_printed,
        has_badge=badge.is_valid,
        photo_advice=advice,
        waiting=selection.waiting,
        counts=selection.counts,
    )


async def _find_application(services: ApplicationServices, transaction: Transaction, chosen: str) -> Application | None:
    return await services.applications.find(transaction, chosen) if chosen else None


async def _find_outlets(
    services: ApplicationServices, transaction: Transaction, selection: Selection
) -> tuple[Outlet | None, Sequence[Outlet]]:
    """Return the outlet of the selected application, and those that may be the same."""
    application = selection.application
    if application is None or application.outlet_id is None:
        return None, ()
    outlet = await services.outlets.get(transaction, application.outlet_id)
    return outlet, await _list_similar_outlets(services, transaction, outlet, agency=selection.agency)


async def _list_shown_steps(
    services: ApplicationServices, transaction: Transaction, selection: Selection
) -> tuple[Step, ...]:
    if selection.application is None:
        return ()
    steps = await services.history.list_steps(transaction, selection.application.id)
    return tuple(shown_to(step, selection.agency) for step in steps)


async def _list_duplicates(
    services: ApplicationServices, transaction: Transaction, selection: Selection
) -> tuple[Mapping[str, tuple[Duplicate, ...]], tuple[tuple[ApplicationRow, tuple[Trait, ...]], ...]]:
    """Return the duplicates of each row, and those of the selected application with their rows."""
    duplicates = await services.duplicates.list_open_of(transaction, selection.ids)
    own = duplicates.get(selection.application.id, ()) if selection.application else ()
    return duplicates, await _list_duplicate_rows(services, transaction, own)


async def _list_row_waits(
    services: ApplicationServices, transaction: Transaction, selection: Selection
) -> dict[str, Wait]:
    rows = [
        *selection.page.rows,
        *await services.applications.list_rows(transaction, selection.ids[len(selection.page.rows) :]),
    ]
    return await _list_waits(services, transaction, rows, selection.agency)


class _Badge(NamedTuple):
    """Whether a badge of an application has been printed, and whether one is valid."""

    is_printed: bool
    is_valid: bool


async def _find_badge(
    services: ApplicationServices, transaction: Transaction, application: Application | None
) -> _Badge:
    if application is None or not keeps_badge(application):
        return _Badge(is_printed=False, is_valid=False)
    is_printed, times = await asyncio.gather(
        services.credentials.is_printed(transaction, application.id),
        services.credentials.find_badge_times(transaction, application.id),
    )
    return _Badge(is_printed, times is not None)


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
