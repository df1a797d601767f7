"""Ports of vetting: the files that officers have open, and writes in the background."""

from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.applications.domain.applications import Agency
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The file of an application that an officer has open: since when, and the latest sign of it.

    `officer` is the account id and `name` the name; both are empty as shown to the other agency.
    """

    application_id: str
    officer: str
    agency: Agency
    name: str
    opened_at: datetime
    seen_at: datetime


class OpenFiles(Protocol):
    """Store of open files: one for each application and officer."""

    async def list_shown(
        self, transaction: Transaction, application_ids: Collection[str], *, officer: str, since: datetime
    ) -> list[OpenFile]:
        """List the files seen open after `since`: those of the applications, and all of the officer; earliest first."""
        ...

    async def save(self, transaction: Transaction, open_file: OpenFile, *, since: datetime) -> None:
        """Add the file, or note the sign of it; it stays open since its first sign if it was seen after `since`."""
        ...

    async def end(self, transaction: Transaction, officer: str, application_id: str) -> None:
        """Delete an open file of the officer, if there is one."""
        ...

    async def end_others(self, transaction: Transaction, officer: str, *, kept: str = "") -> None:
        """Delete the open files of the officer other than that of the `kept` application."""
        ...

    async def purge(self, transaction: Transaction, *, before: datetime) -> int:
        """Delete the files that were last seen open before this time; return how many."""
        ...


class WriteLater(Protocol):
    """Queue of writes in the background (`conference.storage.background.BackgroundWrites.add`)."""

    def __call__(self, name: str, act: Callable[[Transaction], Awaitable[None]], *, key: Hashable = None) -> object:
        """Queue a write, replacing a queued one of the same `key`."""
        ...
