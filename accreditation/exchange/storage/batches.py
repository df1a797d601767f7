"""SQL store of the batches for agencies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.batches import Batch, BatchRow, BatchState
from accreditation.exchange.storage.agency_tables import agency_batch_rows, agency_batches
from conference.storage import locks
from conference.transactions import Transaction

_OF = agency_batches.c
_ROW = agency_batch_rows.c


class SqlBatches:
    """`accreditation.exchange.agency_ports.Batches` on SQLite and PostgreSQL."""

    async def lock(self, transaction: Transaction, agency: Agency) -> None:
        """Let one transaction at a time change the batches of an agency."""
        await locks.hold(transaction.connection, (f"agency batches {agency.value}",))

    async def next_sequence(self, transaction: Transaction, agency: Agency) -> int:
        """Return the number of the agency's next batch."""
        newest = select(func.max(_OF.sequence)).where(_OF.agency == agency.value)
        return (await transaction.connection.scalar(newest) or 0) + 1

    async def add(self, transaction: Transaction, batch: Batch, rows: Sequence[BatchRow]) -> None:
        """Add a batch with its rows."""
        await transaction.connection.execute(insert(agency_batches).values(_values_of(batch)))
        values = [
            {
                "batch_id": batch.id,
                "position": position,
                "application_id": row.application_id,
                "version": row.version,
                "digest": row.digest,
            }
            for position, row in enumerate(rows, start=1)
        ]
        await transaction.connection.execute(insert(agency_batch_rows), values)

    async def save(self, transaction: Transaction, batch: Batch) -> None:
        """Save the end of a batch."""
        changed = update(agency_batches).where(_OF.id == batch.id)
        await transaction.connection.execute(changed.values(_values_of(batch)))

    async def find(self, transaction: Transaction, batch_id: str) -> Batch | None:
        """Return a batch, or None."""
        row = (await transaction.connection.execute(select(agency_batches).where(_OF.id == batch_id))).first()
        return None if row is None else _read_batch(row)

    async def list_newest(self, transaction: Transaction, agency: Agency, *, limit: int) -> Sequence[Batch]:
        """List the newest batches of an agency, newest first."""
        wanted = select(agency_batches).where(_OF.agency == agency.value).order_by(_OF.sequence.desc()).limit(limit)
        return [_read_batch(row) for row in await transaction.connection.execute(wanted)]

    async def list_rows(self, transaction: Transaction, batch: Batch) -> Sequence[BatchRow | None]:
        """List the rows of a batch in their order; None at the place of a deleted application."""
        wanted = select(agency_batch_rows).where(_ROW.batch_id == batch.id)
        found = {
            row.position: BatchRow(row.application_id, row.version, row.digest)
            for row in await transaction.connection.execute(wanted)
        }
        return [found.get(position) for position in range(1, batch.count + 1)]

    async def list_enclosed(self, transaction: Transaction, agency: Agency) -> Sequence[str]:
        """List the applications in the open batches of an agency."""
        wanted = (
            select(_ROW.application_id)
            .join(agency_batches, _OF.id == _ROW.batch_id)
            .where(_OF.agency == agency.value, _OF.state == BatchState.OPEN.value)
            .distinct()
        )
        return list(await transaction.connection.scalars(wanted))


def _values_of(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "agency": batch.agency.value,
        "sequence": batch.sequence,
        "key_id": batch.key_id,
        "created_at": batch.created_at,
        "created_by": batch.created_by,
        "deadline": batch.deadline,
        "count": batch.count,
        "manifest": batch.manifest,
        "supersedes": batch.supersedes,
        "state": batch.state.value,
        "ended_at": batch.ended_at,
        "ended_by": batch.ended_by,
        "verdict_file": batch.verdict_file,
    }


def _read_batch(row: Row[Any]) -> Batch:
    values = {name: getattr(row, name) for name in _PLAIN_COLUMNS}
    return Batch(agency=Agency(row.agency), state=BatchState(row.state), count=row._mapping["count"], **values)


_PLAIN_COLUMNS = (
    "id", "sequence", "key_id", "created_at", "created_by", "deadline", "manifest", "supersedes", "ended_at",
    "ended_by", "verdict_file",
)  # fmt: skip
