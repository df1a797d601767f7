"""SQL store of the files that officers have open."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, case, delete, or_, select

from accreditation.applications.domain.applications import Agency
from accreditation.applications.storage.erasing import of_application
from accreditation.applications.storage.tables import ID, NAME
from accreditation.vetting.ports import OpenFile
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage.engine import METADATA
from conference.storage.inserts import insert_into
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

open_files = Table(
    "open_files",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("officer", ID, primary_key=True, index=True),
    Column("agency", String(20), nullable=False),
    Column("name", NAME, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
"""One row for each file that an officer has open; it ends some minutes after `seen_at`."""


class SqlOpenFiles:
    """`accreditation.vetting.ports.OpenFiles` on SQLite and PostgreSQL."""

    async def list_shown(
        self, transaction: Transaction, application_ids: Collection[str], *, officer: str, since: datetime
    ) -> list[OpenFile]:
        """List the files seen open after `since`: those of the applications, and all of the officer; earliest first."""
        columns = open_files.c
        shown = or_(columns.application_id.in_(application_ids), columns.officer == officer)
        wanted = select(open_files).where(shown, columns.seen_at > since)
        rows = await transaction.connection.execute(wanted.order_by(columns.opened_at, columns.officer))
        return [
            OpenFile(row.application_id, row.officer, Agency(row.agency), row.name, row.opened_at, row.seen_at)
            for row in rows
        ]

    async def save(self, transaction: Transaction, open_file: OpenFile, *, since: datetime) -> None:
        """Add the file, or note the sign of it; it stays open since its first sign if it was seen after `since`."""
        values = {
            "agency": open_file.agency.value,
            "name": open_file.name,
            "opened_at": open_file.opened_at,
            "seen_at": open_file.seen_at,
        }
        stays_open = (open_files.c.seen_at > since, open_files.c.opened_at)
        adding = insert_into(open_files, transaction.connection.dialect.name).values(
            application_id=open_file.application_id, officer=open_file.officer, **values
        )
        await transaction.connection.execute(
            adding.on_conflict_do_update(
                index_elements=[open_files.c.application_id, open_files.c.officer],
                set_={**values, "opened_at": case(stays_open, else_=adding.excluded.opened_at)},
            )
        )

    async def end(self, transaction: Transaction, officer: str, application_id: str) -> None:
        """Delete an open file of the officer, if there is one."""
        await transaction.connection.execute(
            delete(open_files).where(open_files.c.officer == officer, open_files.c.application_id == application_id)
        )

    async def end_others(self, transaction: Transaction, officer: str, *, kept: str = "") -> None:
        """Delete the open files of the officer other than that of the `kept` application."""
        await transaction.connection.execute(
            delete(open_files).where(open_files.c.officer == officer, open_files.c.application_id != kept)
        )

    async def purge(self, transaction: Transaction, *, before: datetime) -> int:
        """Delete the files that were last seen open before this time; return how many."""
        return (await transaction.connection.execute(delete(open_files).where(open_files.c.seen_at < before))).rowcount


ERASERS = (
    RowEraser(
        name="open_files",
        classes=frozenset({DataClass.APPLICATIONS}),
        table=open_files,
        of_person=of_application(open_files.c.application_id),
    ),
)
