"""Print runs, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from accreditation.badges.domain.print_runs import PrintLayout, PrintRun, RunIssue
from accreditation.badges.storage.print_runs import SqlPrintRuns
from conference.storage.transactions import Transactions

DAY = datetime(2025, 10, 1, tzinfo=UTC)
RUN = PrintRun("0" * 16, (RunIssue("a" * 16, 2, "P-0002"), RunIssue("b" * 16, 1, "P-0001")), DAY, "staff_binh")
STORE = SqlPrintRuns()


async def test_run_is_open_until_its_end_is_saved(transactions: Transactions) -> None:
    later = replace(
        RUN, id="1" * 16, started_at=DAY + timedelta(hours=1), layout=PrintLayout(two_sided=True, bleed=True)
    )
    async with transactions.write() as transaction:
        await STORE.add(transaction, later)
        await STORE.add(transaction, RUN)
    async with transactions.write() as transaction:
        assert await STORE.list_open(transaction) == [RUN, later]
        await STORE.save_end(transaction, RUN.id, at=DAY, printed=1)
    async with transactions.read() as transaction:
        assert await STORE.list_open(transaction) == [later]
        assert await STORE.find(transaction, RUN.id) == replace(RUN, ended_at=DAY)
        assert await STORE.find(transaction, "2" * 16) is None
        assert await STORE.find_last_layout(transaction, RUN.started_by) == later.layout
        assert await STORE.find_last_layout(transaction, "staff_linh") is None
