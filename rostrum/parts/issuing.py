"""Issuing of badges in the background, after approvals."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from accreditation.applications.domain.events import ApplicationApproved
from accreditation.badges.actions.badges import BadgeServices, issue_run
from conference.audit import SYSTEM
from conference.tasks import end

_log = structlog.get_logger(__name__)


class Issuer:
    """Issues due badges at the start and after approvals. Many approvals at once cause one run."""

    def __init__(self, services: BadgeServices) -> None:
        self._services = services
        self._due = asyncio.Event()
        self._due.set()

    async def notify(self, _approved: ApplicationApproved) -> None:
        """Schedule a run after an approval."""
        self._due.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Issue badges until the block ends. An unfinished run is continued at the next start."""
        task = asyncio.create_task(self._run_scheduled())
        try:
            yield
        finally:
            await end(task)

    async def _run_scheduled(self) -> None:
        """Run whenever scheduled. A failure is logged, and the badges stay due until the next run."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await issue_run(self._services, actor=SYSTEM)
            except Exception:
                _log.exception("badges.issue_failed")
