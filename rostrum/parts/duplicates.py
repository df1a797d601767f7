"""Search for duplicates in the background: after each submission and correction, and at the start."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from accreditation.applications.domain.events import ApplicationCorrected, ApplicationSubmitted
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.domain.people import PhotoPrint
from accreditation.duplicates.services import DuplicateServices
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.duplicates.storage.people import COLOUR_BYTES, SqlComparedPeople
from accreditation.vetting.actions.holding import hold_applications, resume_held_applications
from conference.tasks import end
from conference.transactions import Transaction
from rostrum.runtime import Runtime

SEARCH_EVERY_S = 30.0
"""Seconds between two searches without an event: for changes that another node or an import has made."""

_log = structlog.get_logger(__name__)


class DuplicateSearch:
    """Compares applications whose data are new. Many events at once cause one search."""

    def __init__(self, services: DuplicateServices) -> None:
        self._services = services
        self._due = asyncio.Event()
        self._due.set()

    async def notify(self, _event: ApplicationSubmitted | ApplicationCorrected) -> None:
        """Search soon: an application has new data."""
        self._due.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Search until the block ends. What is not compared then is compared at the next start."""
        task = asyncio.create_task(self._search_regularly(), name="duplicates")
        try:
            yield
        finally:
            await end(task)

    async def _search_regularly(self) -> None:
        while True:
            try:
                async with asyncio.timeout(SEARCH_EVERY_S):
                    await self._due.wait()
            except TimeoutError:
                pass
            self._due.clear()
            try:
                await compare_outdated(self._services)
            except Exception:
                _log.exception("duplicates.search_failed")


def duplicate_services(runtime: Runtime, applications: ApplicationServices) -> DuplicateServices:
    """Make the services of duplicates. Holds are announced as those of `applications` are."""

    async def hold(transaction: Transaction, application_ids: Sequence[str]) -> None:
        await hold_applications(applications, transaction, application_ids)

    async def resume(transaction: Transaction, application_ids: Sequence[str]) -> None:
        await resume_held_applications(applications, transaction, application_ids)

    return DuplicateServices(
        transactions=runtime.transactions,
        people=SqlComparedPeople(),
        hits=SqlHits(),
        applications=applications.applications,
        photos=SqlPhotos(),
        make_print=_print_of_file if runtime.event.fictional_press else _make_print,
        hold=hold,
        resume=resume,
        write=runtime.transactions.background.add_and_wait,
        clock=runtime.clock,
    )


def _print_of_file(_jpeg: bytes, sha256: str) -> PhotoPrint:
    """Return a print that is only like that of the same file: drawn portraits of a fictional press are all alike."""
    return PhotoPrint(sha256, (0,), (bytes(COLOUR_BYTES),))


def _make_print(jpeg: bytes, sha256: str) -> PhotoPrint:
    from accreditation.duplicates.photo_prints import make_print  # noqa: PLC0415 - Pillow

    return make_print(jpeg, sha256)


def install_search(services: DuplicateServices, runtime: Runtime) -> DuplicateSearch:
    """Return the search, which begins when it is entered, and is notified of submissions and corrections."""
    search = DuplicateSearch(services)
    runtime.bus.subscribe(ApplicationSubmitted, search.notify)
    runtime.bus.subscribe(ApplicationCorrected, search.notify)
    return search
