"""Running scripts in a rehearsal: in tables of its own, and each deviation is a note of the rehearsal too."""

from collections.abc import Callable

from broadcast.rehearsal.domain.notes import Note
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.ports import NoteStore
from broadcast.rehearsal.tables import RUN_TABLES
from broadcast.scripts.domain.running import Deviation
from broadcast.scripts.storage.running import SqlRuns
from conference.clock import Clock
from conference.transactions import Transaction


class RehearsedRuns(SqlRuns):
    """`broadcast.scripts.ports.RunStore` of a rehearsal, whose notes remain after its end. `clock` is the real one."""

    def __init__(self, notes: NoteStore, find_rehearsal: Callable[[], Rehearsal], clock: Clock) -> None:
        super().__init__(RUN_TABLES)
        self._notes = notes
        self._find_rehearsal = find_rehearsal
        self._clock = clock

    async def add_deviation(self, transaction: Transaction, deviation: Deviation) -> None:
        """Add a deviation, and the note with the same id, on the same cue."""
        await super().add_deviation(transaction, deviation)
        note = Note(
            id=deviation.id,
            rehearsal_id=self._find_rehearsal().id,
            session_id=deviation.session_id,
            cue_id=deviation.cue_id,
            text=deviation.text,
            written_by=deviation.staff_id,
            written_by_name=deviation.name,
            shown_at=deviation.at,
            written_at=self._clock.now(),
        )
        await self._notes.add_note(transaction, note)

    async def remove_deviation(self, transaction: Transaction, session_id: str, deviation_id: str) -> bool:
        """Remove a deviation and its note; return whether there was one."""
        is_removed = await super().remove_deviation(transaction, session_id, deviation_id)
        if is_removed:
            await self._notes.delete_note(transaction, deviation_id)
        return is_removed
