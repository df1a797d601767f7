"""Progress and deviations of running scripts in the database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from broadcast.scripts.domain.running import CueProgress, Deviation
from broadcast.scripts.storage.tables import LIVE_RUNS, RunTables
from conference.errors import ConflictError
from conference.storage.inserts import insert_into
from conference.transactions import Transaction


class SqlRuns:
    """`broadcast.scripts.ports.RunStore` on SQLite and PostgreSQL, for the runs of these tables."""

    def __init__(self, tables: RunTables = LIVE_RUNS) -> None:
        self._runs, self._progress, self._deviations = tables.runs, tables.progress, tables.deviations

    async def get_number(self, transaction: Transaction, session_id: str) -> int:
        """Return the number of the latest change of a run, 0 before the first."""
        wanted = select(self._runs.c.number).where(self._runs.c.session_id == session_id)
        return (await transaction.connection.execute(wanted)).scalar() or 0

    async def count_change(self, transaction: Transaction, session_id: str, *, seen: int | None) -> None:
        """Count a change of the run `seen` (None: of any). Raises ConflictError `script.run_changed`."""
        connection = transaction.connection
        new = insert_into(self._runs, connection.dialect.name).values(session_id=session_id, number=0)
        await connection.execute(new.on_conflict_do_nothing(index_elements=["session_id"]))
        same = self._runs.c.session_id == session_id
        if seen is not None:
            same = and_(same, self._runs.c.number == seen)
        counted = update(self._runs).where(same).values(number=self._runs.c.number + 1)
        if (await connection.execute(counted)).rowcount != 1:
            raise ConflictError("script.run_changed")

    async def list_progress(self, transaction: Transaction, session_id: str) -> Mapping[str, CueProgress]:
        """Return the progress by cue."""
        wanted = select(self._progress).where(self._progress.c.session_id == session_id)
        return {
            row.cue_id: CueProgress(cue_id=row.cue_id, started_at=row.started_at, done_at=row.done_at)
            for row in await transaction.connection.execute(wanted)
        }

    async def save_progress(self, transaction: Transaction, session_id: str, progress: CueProgress) -> None:
        """Save the progress of a cue."""
        values: dict[str, Any] = {"started_at": progress.started_at, "done_at": progress.done_at}
        statement = update(self._progress).where(self._is_cue(session_id, progress.cue_id)).values(values)
        if (await transaction.connection.execute(statement)).rowcount == 0:
            keys = {"session_id": session_id, "cue_id": progress.cue_id}
            await transaction.connection.execute(insert(self._progress).values({**keys, **values}))

    async def remove_progress(self, transaction: Transaction, session_id: str, cue_id: str) -> None:
        """Remove the progress of a cue."""
        await transaction.connection.execute(delete(self._progress).where(self._is_cue(session_id, cue_id)))

    async def list_deviations(self, transaction: Transaction, session_id: str) -> list[Deviation]:
        """List the deviations, in their order."""
        of, columns = self._deviations, self._deviations.c
        wanted = select(of).where(columns.session_id == session_id).order_by(columns.at, columns.id)
        return [Deviation(**row._mapping) for row in await transaction.connection.execute(wanted)]

    async def add_deviation(self, transaction: Transaction, deviation: Deviation) -> None:
        """Add a deviation."""
        values = {column.name: getattr(deviation, column.name) for column in self._deviations.columns}
        await transaction.connection.execute(insert(self._deviations).values(values))

    async def remove_deviation(self, transaction: Transaction, session_id: str, deviation_id: str) -> bool:
        """Remove a deviation; return whether there was one."""
        one = and_(self._deviations.c.session_id == session_id, self._deviations.c.id == deviation_id)
        return (await transaction.connection.execute(delete(self._deviations).where(one))).rowcount == 1

    def _is_cue(self, session_id: str, cue_id: str) -> Any:
        return and_(self._progress.c.session_id == session_id, self._progress.c.cue_id == cue_id)
