"""Rows of the export: only those of the applicant, without tokens and without letters that were not sent."""

from sqlalchemy import select

from accreditation.applications.storage.tables import applications
from accreditation.outlets.storage.tables import crew_members
from accreditation.retention.storage.own_records import SqlOwnRecords
from conference.clock import ManualClock
from conference.event import Event
from conference.mail.tables import letters
from conference.storage.transactions import Transactions
from rostrum.parts.retention import list_erasers
from tests.support.each_database import database
from tests.support.marked_rows import add_marked_rows

__all__ = ["database"]


async def test_rows_of_one_application_are_listed(transactions: Transactions, clock: ManualClock, event: Event) -> None:
    await add_marked_rows(transactions, list_erasers(event, clock), count=2, at=clock.now())
    async with transactions.write() as transaction:
        for number, state in ((1, "sent"), (2, "waiting")):
            changed = letters.update().where(letters.c.id == f"{number}letters")
            await transaction.connection.execute(changed.values(about="2applications", state=state))
        form = select(applications.c.secret_hash).where(applications.c.id == "2applications").scalar_subquery()
        member = crew_members.update().where(crew_members.c.id == "2crew_members")
        await transaction.connection.execute(member.values(form_hash=form))
        records = await SqlOwnRecords().list_records(transaction, "2applications")
        photos = await SqlOwnRecords().list_photos(transaction, "2applications")
    assert {name: len(rows) for name, rows in records.items()} == dict.fromkeys(records, 1) | {
        "data_requests": 0,
        "reads_by_staff": 0,
    }
    assert not {key for rows in records.values() for row in rows for key in row} & {"token", "qr", "raw", "actor"}
    assert len(photos) == 2
