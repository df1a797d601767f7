"""SQL store of the runs of the deletion."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from accreditation.retention.domain import Run, Signature
from accreditation.retention.tables import data_requests, retention_counts, retention_runs
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage import locks
from conference.storage.inserts import insert_into
from conference.transactions import Transaction

_LOCK = ("retention",)


class SqlRetention:
    """`accreditation.retention.ports.RetentionStore` on SQLite and PostgreSQL."""

    async def lock(self, transaction: Transaction) -> None:
        """Let one node at a time delete, until the transaction ends."""
        await locks.hold(transaction.connection, _LOCK)

    async def find_open(self, transaction: Transaction) -> Run | None:
        """Return the run that is not finished, if there is one."""
        wanted = select(retention_runs).where(retention_runs.c.finished_at.is_(None))
        row = (await transaction.connection.execute(wanted.order_by(retention_runs.c.started_at))).first()
        return None if row is None else _read_run(row)

    async def add(self, transaction: Transaction, run: Run) -> None:
        """Add a run."""
        values = {"id": run.id, "started_at": run.started_at, "started_by": run.started_by}
        await transaction.connection.execute(insert(retention_runs).values(values))

    async def add_erased(self, transaction: Transaction, run_id: str, name: str, count: int) -> None:
        """Add to the number of rows of a kind that a run has deleted."""
        new = insert_into(retention_counts, transaction.connection.dialect.name)
        new = new.values(run_id=run_id, name=name, erased=count)
        counted = {"erased": retention_counts.c.erased + new.excluded.erased}
        await transaction.connection.execute(new.on_conflict_do_update(index_elements=["run_id", "name"], set_=counted))

    async def count_erased(self, transaction: Transaction, run_id: str) -> Mapping[str, int]:
        """Return the numbers of rows that a run has deleted, by kind."""
        columns = select(retention_counts.c.name, retention_counts.c.erased)
        rows = await transaction.connection.execute(columns.where(retention_counts.c.run_id == run_id))
        return {row.name: row.erased for row in rows}

    async def save(self, transaction: Transaction, run: Run) -> None:
        """Save the end of a run."""
        values = {
            "finished_at": run.finished_at,
            "certificate": run.certificate,
            "key_id": run.signature.key if run.signature else None,
            "signature": run.signature.value if run.signature else None,
        }
        await transaction.connection.execute(update(retention_runs).where(retention_runs.c.id == run.id).values(values))

    async def list_runs(self, transaction: Transaction, *, limit: int) -> Sequence[Run]:
        """List the newest runs, newest first."""
        newest = select(retention_runs).order_by(retention_runs.c.started_at.desc(), retention_runs.c.id.desc())
        return [_read_run(row) for row in await transaction.connection.execute(newest.limit(limit))]

    async def find(self, transaction: Transaction, run_id: str) -> Run | None:
        """Return a run, or None."""
        wanted = select(retention_runs).where(retention_runs.c.id == run_id)
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else _read_run(row)


def _read_run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        started_at=row.started_at,
        started_by=row.started_by,
        finished_at=row.finished_at,
        certificate=row.certificate,
        signature=Signature(row.key_id, row.signature) if row.key_id else None,
    )


ERASERS = (RowEraser(name="data_requests", classes=frozenset({DataClass.TRAIL}), table=data_requests),)
"""Requests have no names, and are deleted with the audit log."""
