"""Issues badges beside the requests, as approvals come in."""

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
    """What is due at the start is issued first; a hundred approvals in one go are one run."""

    def __init__(self, services: BadgeServices) -> None:
        self._desk = services
        self._due = asyncio.Event()
        self._due.set()

    async def notify(self, _approved: ApplicationApproved) -> None:
        """Somebody has been approved."""
        self._due.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Issue until the block ends; what is unfinished then is due at the next start."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            await end(task)

    async def _run(self) -> None:
        """What fails is logged, and tried again with the next approval or from the badge desk."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await issue_run(self._desk, actor=SYSTEM)
            except Exception:
                _log.exception("badges.issue_failed")
