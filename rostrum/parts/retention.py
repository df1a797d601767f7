"""The deletion of personal data: what each subject deletes, in order, and the daily job of the part `desk`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

import structlog
from aiohttp import web

from accreditation.annexes.storage import ERASERS as ANNEX_ERASERS
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.erasing import (
    APPLICATION_ERASERS,
    CONTACT_ERASERS,
    PASSPORT_ERASERS,
    PHOTO_ERASERS,
)
from accreditation.badges.keys import SigningKeys
from accreditation.badges.storage.erasing import ERASERS as BADGE_ERASERS
from accreditation.day_badges.storage import ERASERS as DAY_BADGE_ERASERS
from accreditation.documents.storage.erasing import ERASERS as DOCUMENT_ERASERS
from accreditation.doors.storage.erasing import LIST_ERASERS, SCAN_ERASERS, remove_from_rosters
from accreditation.duplicates.storage.erasing import ERASERS as DUPLICATE_ERASERS
from accreditation.exchange.storage.agency_tables import ERASERS as BATCH_ERASERS
from accreditation.grants.storage import ERASERS as GRANT_ERASERS
from accreditation.outlets.storage.erasing import CREW_ERASERS, OUTLET_ERASERS
from accreditation.retention.actions.running import run_retention
from accreditation.retention.domain import Signature
from accreditation.retention.services import RequestServices, RetentionServices
from accreditation.retention.storage.own_documents import SqlOwnDocuments
from accreditation.retention.storage.own_records import RecordPart, SqlOwnRecords
from accreditation.retention.storage.requests import SqlRequests
from accreditation.retention.storage.runs import ERASERS as REQUEST_ERASERS
from accreditation.retention.storage.runs import SqlRetention
from accreditation.retention.web import notice, own_data, requests
from accreditation.retention.web.own_data import REQUEST_SERVICES
from accreditation.vetting.storage import ERASERS as OPEN_FILE_ERASERS
from accreditation.watch_list.storage.erasing import ERASERS as WATCH_ERASERS
from broadcast.press_questions.storage import QUESTION_ERASERS, is_of_application, press_questions
from broadcast.signing.storage import ERASERS as SIGNER_ERASERS
from broadcast.statements.storage import STATEMENT_ERASERS
from conference.audit import SYSTEM
from conference.clock import Clock
from conference.errors import UnavailableError
from conference.event import Event
from conference.retention.ages import DataClass, due_at
from conference.retention.erasing import Eraser
from conference.retention.letters import ERASERS as LETTER_ERASERS
from conference.retention.trail import PersonalDetailsEraser, TrailEraser
from conference.storage.compaction import compact_database, empty_log
from conference.transactions import Transaction
from conference.vault.tables import ERASERS as KEY_ERASERS
from rostrum.runtime import Runtime

FIRST_AFTER_S = 600.0
"""Seconds after the start before the first deletion: by then a server's clock is set, and deletion is for ever."""

EVERY_S = 86_400.0
RETRY_AFTER_S = 600.0

OTHER_PARTS: Mapping[str, RecordPart] = {
    "press_questions": RecordPart(
        press_questions,
        ("session_id", "name", "outlet", "badge", "language", "requested_at", "state", "changed_at"),
        "requested_at",
        is_of_application,
    )
}
"""Parts of an applicant's export from tables of the board."""

_log = structlog.get_logger(__name__)


def list_erasers(event: Event, clock: Clock) -> Sequence[Eraser]:
    """Return all erasers in the order of deletion: rows before those that they refer to."""
    return (
        *LETTER_ERASERS,
        *CREW_ERASERS,
        *CONTACT_ERASERS,
        *STATEMENT_ERASERS,
        *QUESTION_ERASERS,
        PersonalDetailsEraser(),
        *PHOTO_ERASERS,
        *PASSPORT_ERASERS,
        *DOCUMENT_ERASERS,
        *KEY_ERASERS,
        *SCAN_ERASERS,
        *OPEN_FILE_ERASERS,
        *ANNEX_ERASERS,
        *DUPLICATE_ERASERS,
        *WATCH_ERASERS,
        *SIGNER_ERASERS,
        *BATCH_ERASERS,
        *GRANT_ERASERS,
        *DAY_BADGE_ERASERS,
        *BADGE_ERASERS,
        *OUTLET_ERASERS,
        *APPLICATION_ERASERS,
        *LIST_ERASERS,
        *REQUEST_ERASERS,
        TrailEraser(due_at(event, DataClass.TRAIL), clock),
    )


def retention_services(runtime: Runtime, keys: SigningKeys) -> RetentionServices:
    """Make the services of the deletion; certificates are signed with this node's key of badges."""

    async def sign(transaction: Transaction, content: bytes, /) -> Signature:
        return Signature(*await keys.sign_document(transaction, content))

    return RetentionServices(
        transactions=runtime.transactions,
        store=SqlRetention(),
        erasers=list_erasers(runtime.event, runtime.clock),
        compact=partial(compact_database, runtime.database),
        sign=sign,
        clock=runtime.clock,
        ids=runtime.ids,
        event=runtime.event,
        site=runtime.settings.address,
    )


def request_services(runtime: Runtime, applications: ApplicationServices) -> RequestServices:
    """Make the services of applicants' requests."""
    return RequestServices(
        applications=applications,
        store=SqlRequests(),
        records=SqlOwnRecords(OTHER_PARTS),
        documents=SqlOwnDocuments(runtime.vault),
        erasers=list_erasers(runtime.event, runtime.clock),
        remove_from_doors=remove_from_rosters,
    )


def install_requests(app: web.Application, services: RequestServices) -> None:
    """Install the pages of applicants' own data, and of their requests for officers."""
    app[REQUEST_SERVICES] = services
    for module in (notice, own_data, requests):
        app.router.add_routes(module.routes())


def install_retention(app: web.Application, runtime: Runtime, services: RetentionServices) -> None:
    """Delete what is due once a day while the application runs, in the first process of a node."""
    if runtime.settings.worker <= 1:
        app.cleanup_ctx.append(DailyDeletion(services, partial(empty_log, runtime.database)).running)


class DailyDeletion:
    """Runs the deletion daily, and empties the log in which are rows that applicants' requests have deleted.

    At its end a batch that is being written is finished, never cancelled.
    """

    def __init__(self, services: RetentionServices, empty_old_log: Callable[[], Awaitable[None]]) -> None:
        self._services = services
        self._empty_old_log = empty_old_log
        self._stopping = asyncio.Event()

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Run daily until the application ends."""
        task = asyncio.create_task(self._run_daily(), name="deletion of personal data")
        yield
        self._stopping.set()
        await task

    async def _run_daily(self) -> None:
        pause_s = FIRST_AFTER_S
        while not await self._wait_for_stop(pause_s):
            pause_s = EVERY_S if await self._run_once() else RETRY_AFTER_S

    async def _wait_for_stop(self, seconds: float) -> bool:
        """Wait, and return whether the application ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        return self._stopping.is_set()

    async def _run_once(self) -> bool:
        """Delete what is due; return False when that must be tried again."""
        try:
            run = await run_retention(self._services, actor=SYSTEM, should_stop=self._stopping.is_set)
            await self._empty_old_log()
        except UnavailableError as error:
            _log.warning("retention.waits", code=error.code)
            return False
        except Exception:
            _log.exception("retention.failed")
            return False
        if run is not None:
            _log.info("retention.completed", run=run.id)
        return True
