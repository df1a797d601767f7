"""Print runs in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from accreditation.badges.domain.print_runs import PrintLayout, PrintRun, RunIssue
from accreditation.badges.storage.tables import print_runs
from conference.transactions import Transaction


class SqlPrintRuns:
    """`accreditation.badges.ports.PrintRunStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, run: PrintRun) -> None:
        """Store a new run."""
        issues = [[issue.badge_id, issue.serial, issue.number] for issue in run.issues]
        row = {
            "id": run.id,
            "issues": issues,
            "started_at": run.started_at,
            "started_by": run.started_by,
            "two_sided": run.layout.two_sided,
            "bleed": run.layout.bleed,
        }
        await transaction.connection.execute(insert(print_runs).values(row))

    async def find(self, transaction: Transaction, run_id: str, *, lock: bool = False) -> PrintRun | None:
        """Find a run; `lock` locks its row until the transaction ends."""
        wanted = select(print_runs).where(print_runs.c.id == run_id)
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else _row_to_run(row)

    async def list_open(self, transaction: Transaction) -> list[PrintRun]:
        """List the runs that have not ended, oldest first."""
        wanted = select(print_runs).where(print_runs.c.ended_at.is_(None))
        rows = await transaction.connection.execute(wanted.order_by(print_runs.c.started_at, print_runs.c.id))
        return [_row_to_run(row) for row in rows]

    async def find_last_layout(self, transaction: Transaction, staff_id: str) -> PrintLayout | None:
        """Find the layout of the last run that this member of staff started."""
        wanted = select(print_runs).where(print_runs.c.started_by == staff_id)
        last = wanted.order_by(print_runs.c.started_at.desc(), print_runs.c.id.desc()).limit(1)
        row = (await transaction.connection.execute(last)).first()
        return None if row is None else _row_to_run(row).layout

    async def save_end(self, transaction: Transaction, run_id: str, *, at: datetime, printed: int) -> None:
        """Save when the run ended, and how many of its badges came out."""
        this_run = update(print_runs).where(print_runs.c.id == run_id)
        await transaction.connection.execute(this_run.values(ended_at=at, printed=printed))


def _row_to_run(row: Row[Any]) -> PrintRun:
    issues = tuple(RunIssue(*issue) for issue in row.issues)
    layout = PrintLayout(two_sided=row.two_sided, bleed=row.bleed)
    return PrintRun(row.id, issues, row.started_at, row.started_by, row.ended_at, layout)
