"""Which officers have a file open: noted while its page is open, shown to others, and released. It locks nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from msgspec import Struct

from accreditation.applications.domain.applications import Agency
from accreditation.vetting.ports import OpenFile, OpenFiles, WriteLater
from conference.auth.roles import Staff
from conference.clock import Clock
from conference.transactions import Transaction, Transactions

OPEN_FILE_LIFE = timedelta(minutes=5)
"""How long after the latest sign of it a file counts as open."""

NOTED_EVERY = timedelta(seconds=30)
"""Resolution of the signs that page views give: at most one write in this time, however often a page is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFileServices:
    """Dependencies of the functions on open files. `write_later` writes in the background."""

    transactions: Transactions
    open_files: OpenFiles
    clock: Clock
    write_later: WriteLater


class ShownFiles(Struct, frozen=True):
    """The files that other officers have open, as the agency may see them, and the own ones; earliest first."""

    others: tuple[OpenFile, ...]
    own: tuple[OpenFile, ...]

    def of(self, application_id: str) -> list[OpenFile]:
        """Return which other officers have this file open."""
        return [one for one in self.others if one.application_id == application_id]


async def read_open_files(
    services: OpenFileServices, application_ids: Collection[str], *, agency: Agency, staff: Staff
) -> ShownFiles:
    """Return who has these files open, and which files the person has open. One query, however many files."""
    since = services.clock.now() - OPEN_FILE_LIFE
    async with services.transactions.read() as transaction:
        found = await services.open_files.list_shown(transaction, application_ids, officer=staff.id, since=since)
    return ShownFiles(
        others=tuple(_shown_to(one, agency) for one in found if one.officer != staff.id),
        own=tuple(one for one in found if one.officer == staff.id),
    )


def note_page(services: OpenFileServices, shown: ShownFiles, kept: str, *, agency: Agency, staff: Staff) -> None:
    """Note that a page shows the file `kept`, none if it is empty: the officer's other files are released.

    Writes in the background, and only if something is new.
    """
    now = services.clock.now()
    noted = {one.application_id: one.seen_at for one in shown.own}
    if kept and (kept not in noted or now - noted[kept] >= NOTED_EVERY):
        note_sign(services, kept, agency=agency, staff=staff)
    if noted.keys() - {kept}:

        async def end_others(transaction: Transaction) -> None:
            await services.open_files.end_others(transaction, staff.id, kept=kept)

        services.write_later("other open files", end_others, key=("other open files", staff.id))


def note_sign(services: OpenFileServices, application_id: str, *, agency: Agency, staff: Staff) -> None:
    """Note in the background that the officer has the file open."""
    now = services.clock.now()
    open_file = OpenFile(application_id, staff.id, agency, staff.name, now, now)

    async def save(transaction: Transaction) -> None:
        await services.open_files.save(transaction, open_file, since=now - OPEN_FILE_LIFE)

    services.write_later("open file", save, key=("open file", staff.id, application_id))


def release_file(services: OpenFileServices, application_id: str, *, staff: Staff) -> None:
    """Release, in the background, a file that the officer has left. A sign that is not written yet is dropped."""

    async def end(transaction: Transaction) -> None:
        await services.open_files.end(transaction, staff.id, application_id)

    services.write_later("open file", end, key=("open file", staff.id, application_id))


def release_files(services: OpenFileServices, staff_id: str) -> None:
    """Release all files of an officer, in the background: the officer has signed out."""

    async def end_all(transaction: Transaction) -> None:
        await services.open_files.end_others(transaction, staff_id)

    services.write_later("other open files", end_all, key=("other open files", staff_id))


async def purge_open_files(services: OpenFileServices, transaction: Transaction) -> int:
    """Delete the files that no longer count as open; return how many."""
    return await services.open_files.purge(transaction, before=services.clock.now() - OPEN_FILE_LIFE)


def _shown_to(open_file: OpenFile, agency: Agency) -> OpenFile:
    """Return the open file as the agency may see it: of the other agency's officers no names, as in the history."""
    return open_file if open_file.agency is agency else replace(open_file, officer="", name="")
