"""The agency's own log is chained like that of the site."""

from datetime import UTC, datetime

from sqlalchemy import select

from accreditation.watch_list.storage.log import SqlWatchLog
from accreditation.watch_list.storage.tables import watch_log
from conference.audit import FIRST_HASH, AuditEntry, chain_hash
from conference.storage.engine import Database
from conference.storage.transactions import Transactions

AT = datetime(2025, 10, 20, tzinfo=UTC)


async def test_entries_are_chained_and_listed_newest_first(each_database: Database, transactions: Transactions) -> None:
    entries = [AuditEntry("watch_list:hit:read", "staff_thu", f"app_{number}", AT, {"n": number}) for number in (1, 2)]
    async with transactions.write() as transaction:
        for entry in entries:
            await SqlWatchLog().append(transaction, entry)
    async with transactions.read() as transaction:
        assert await SqlWatchLog().list_newest(transaction, offset=0, limit=1) == ([entries[1]], 2)
        hashes = list(await transaction.connection.scalars(select(watch_log.c.hash).order_by(watch_log.c.seq)))
    first = chain_hash(FIRST_HASH, entries[0])
    assert hashes == [first, chain_hash(first, entries[1])]
