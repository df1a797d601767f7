"""Progress and deviations of running scripts in the database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from broadcast.scripts.domain.running import CueProgress, Deviation
from broadcast.scripts.storage.tables import script_deviations, script_progress, scripts
from conference.errors import ConflictError
from conference.transactions import Transaction


class SqlRuns:
    """`broadcast.scripts.ports.RunStore` on SQLite and PostgreSQL."""

    async def count_change(self, transaction: Transaction, session_id: str, *, seen: int | None) -> None:
        """Count a change of the run `seen` (None: of any). Raises ConflictError `script.run_changed`."""
        same = scripts.c.session_id == session_id
        if seen is not None:
            same = and_(same, scripts.c.run == seen)
        counted = update(scripts).where(same).values(run=scripts.c.run + 1)
        if (await transaction.connection.execute(counted)).rowcount != 1:
            raise ConflictError("script.run_changed")

    async def list_progress(self, transaction: Transaction, session_id: str) -> Mapping[str, CueProgress]:
        """Return the progress by cue."""
        wanted = select(script_progress).where(script_progress.c.session_id == session_id)
        return {
            row.cue_id: CueProgress(cue_id=row.cue_id, started_at=row.started_at, done_at=row.done_at)
            for row in await transaction.connection.execute(wanted)
        }

    async def save_progress(self, transaction: Transaction, session_id: str, progress: CueProgress) -> None:
        """Save the progress of a cue."""
        values: dict[str, Any] = {"started_at": progress.started_at, "done_at": progress.done_at}
        statement = update(script_progress).where(_is_cue(session_id, progress.cue_id)).values(values)
        if (await transaction.connection.execute(statement)).rowcount == 0:
            keys = {"session_id": session_id, "cue_id": progress.cue_id}
            await transaction.connection.execute(insert(script_progress).values({**keys, **values}))

    async def remove_progress(self, transaction: Transaction, session_id: str, cue_id: str) -> None:
        """Remove the progress of a cue."""
        await transaction.connection.execute(delete(script_progress).where(_is_cue(session_id, cue_id)))

    async def list_deviations(self, transaction: Transaction, session_id: str) -> list[Deviation]:
        """List the deviations, in their order."""
        wanted = select(script_deviations).where(script_deviations.c.session_id == session_id)
        rows = await transaction.connection.execute(wanted.order_by(script_deviations.c.at, script_deviations.c.id))
        return [Deviation(**row._mapping) for row in rows]

    async def add_deviation(self, transaction: Transaction, deviation: Deviation) -> None:
        """Add a deviation."""
        names = ("id", "session_id", "cue_id", "text", "at", "staff_id", "name")
        values = {name: getattr(deviation, name) for name in names}
        await transaction.connection.execute(insert(script_deviations).values(values))

    async def remove_deviation(self, transaction: Transaction, session_id: str, deviation_id: str) -> bool:
        """Remove a deviation; return whether there was one."""
        one = and_(script_deviations.c.session_id == session_id, script_deviations.c.id == deviation_id)
        return (await transaction.connection.execute(delete(script_deviations).where(one))).rowcount == 1


def _is_cue(session_id: str, cue_id: str) -> Any:
    return and_(script_progress.c.session_id == session_id, script_progress.c.cue_id == cue_id)
