"""Rehearsals, notes and the debrief list in the database, on SQLite and PostgreSQL by the same queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from broadcast.rehearsal.domain.notes import DebriefItem, Note
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.domain.timing import Pace
from broadcast.rehearsal.tables import (
    ALERT_TABLES,
    BOARD_TABLES,
    NODE_TABLE,
    RUN_TABLES,
    debrief_items,
    rehearsal_notes,
    rehearsals,
)
from conference.transactions import Transaction

AnyRow = Row[*tuple[Any, ...]]

_NOTE_COLUMNS = tuple(column.name for column in rehearsal_notes.columns)
_ITEM_COLUMNS = tuple(column.name for column in debrief_items.columns)


class SqlRehearsals:
    """`broadcast.rehearsal.ports.RehearsalStore` over the transaction's connection. Stateless."""

    async def add(self, transaction: Transaction, rehearsal: Rehearsal) -> None:
        """Add a rehearsal."""
        values = {
            "id": rehearsal.id,
            "day": rehearsal.day.isoformat(),
            "token_digest": rehearsal.token_digest,
            "started_at": rehearsal.started_at,
            "started_by": rehearsal.started_by,
            "started_by_name": rehearsal.started_by_name,
            "ended_at": rehearsal.ended_at,
            **_pace_values(rehearsal.pace),
        }
        await transaction.connection.execute(insert(rehearsals).values(values))

    async def save_pace(self, transaction: Transaction, rehearsal_id: str, pace: Pace) -> None:
        """Replace the pace of a rehearsal."""
        statement = update(rehearsals).where(rehearsals.c.id == rehearsal_id).values(_pace_values(pace))
        await transaction.connection.execute(statement)

    async def save_end(self, transaction: Transaction, rehearsal: Rehearsal) -> None:
        """Store when a rehearsal has ended."""
        statement = update(rehearsals).where(rehearsals.c.id == rehearsal.id).values(ended_at=rehearsal.ended_at)
        await transaction.connection.execute(statement)

    async def find_running(self, transaction: Transaction) -> Rehearsal | None:
        """Return the running rehearsal, or None."""
        statement = select(rehearsals).where(rehearsals.c.ended_at.is_(None)).order_by(rehearsals.c.started_at.desc())
        row = (await transaction.connection.execute(statement.limit(1))).first()
        return None if row is None else _row_to_rehearsal(row)

    async def find_by_token(self, transaction: Transaction, digest: str) -> Rehearsal | None:
        """Return the rehearsal, running or ended, whose token has this digest, or None."""
        statement = select(rehearsals).where(rehearsals.c.token_digest == digest)
        row = (await transaction.connection.execute(statement)).first()
        return None if row is None else _row_to_rehearsal(row)

    async def list_latest(self, transaction: Transaction, *, limit: int) -> list[Rehearsal]:
        """Return the latest rehearsals, newest first."""
        statement = select(rehearsals).order_by(rehearsals.c.started_at.desc(), rehearsals.c.id.desc()).limit(limit)
        return [_row_to_rehearsal(row) for row in await transaction.connection.execute(statement)]

    async def clear_board(self, transaction: Transaction, epoch: str) -> None:
        """Delete board, alerts and runs of scripts of earlier rehearsals, and begin an empty board in another epoch."""
        of_runs = (RUN_TABLES.deviations, RUN_TABLES.progress, RUN_TABLES.runs)
        of_alerts = (ALERT_TABLES.alerts, ALERT_TABLES.receipts)
        for table in (BOARD_TABLES.entries, BOARD_TABLES.changes, NODE_TABLE, *of_runs, *of_alerts):
            await transaction.connection.execute(delete(table))
        await transaction.connection.execute(update(BOARD_TABLES.head).values(epoch=epoch, offset=0))


class SqlNotes:
    """`broadcast.rehearsal.ports.NoteStore` over the transaction's connection. Stateless."""

    async def add_note(self, transaction: Transaction, note: Note) -> None:
        """Add a note."""
        values = {name: getattr(note, name) for name in _NOTE_COLUMNS}
        await transaction.connection.execute(insert(rehearsal_notes).values(values))

    async def find_note(self, transaction: Transaction, note_id: str) -> Note | None:
        """Return a note, or None."""
        statement = select(rehearsal_notes).where(rehearsal_notes.c.id == note_id)
        row = (await transaction.connection.execute(statement)).first()
        return None if row is None else _row_to_note(row)

    async def delete_note(self, transaction: Transaction, note_id: str) -> None:
        """Delete a note. What the debrief list has made of it stays."""
        await transaction.connection.execute(delete(rehearsal_notes).where(rehearsal_notes.c.id == note_id))

    async def list_notes(self, transaction: Transaction, rehearsal_id: str) -> list[Note]:
        """Return the notes of a rehearsal in the order in which they were written."""
        statement = (
            select(rehearsal_notes)
            .where(rehearsal_notes.c.rehearsal_id == rehearsal_id)
            .order_by(rehearsal_notes.c.written_at, rehearsal_notes.c.id)
        )
        return [_row_to_note(row) for row in await transaction.connection.execute(statement)]

    async def add_item(self, transaction: Transaction, item: DebriefItem) -> None:
        """Add an item to the debrief list."""
        await transaction.connection.execute(insert(debrief_items).values(_item_values(item)))

    async def save_item(self, transaction: Transaction, item: DebriefItem, *, expected: int) -> bool:
        """Replace an item that still has the version `expected`; return False if it has another one."""
        is_expected = (debrief_items.c.id == item.id) & (debrief_items.c.version == expected)
        statement = update(debrief_items).where(is_expected).values(_item_values(item))
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def find_item(self, transaction: Transaction, item_id: str) -> DebriefItem | None:
        """Return an item, or None."""
        statement = select(debrief_items).where(debrief_items.c.id == item_id)
        row = (await transaction.connection.execute(statement)).first()
        return None if row is None else _row_to_item(row)

    async def list_items(self, transaction: Transaction) -> Sequence[DebriefItem]:
        """Return all items: open ones by deadline, those without one last, then the done ones, latest first."""
        rows = await transaction.connection.execute(select(debrief_items).order_by(debrief_items.c.created_at))
        items = [_row_to_item(row) for row in rows]
        is_open = [item for item in items if item.done_at is None]
        done = [item for item in items if item.done_at is not None]
        is_open.sort(key=lambda item: item.deadline or date.max)
        done.sort(key=lambda item: item.done_at or item.created_at, reverse=True)
        return [*is_open, *done]


def _pace_values(pace: Pace) -> dict[str, object]:
    return {"set_at": pace.set_at, "shown_at": pace.shown_at, "rate": pace.rate, "is_paused": pace.is_paused}


def _row_to_rehearsal(row: AnyRow) -> Rehearsal:
    return Rehearsal(
        id=row.id,
        day=date.fromisoformat(row.day),
        pace=Pace(set_at=row.set_at, shown_at=row.shown_at, rate=row.rate, is_paused=bool(row.is_paused)),
        token_digest=row.token_digest,
        started_at=row.started_at,
        started_by=row.started_by,
        started_by_name=row.started_by_name,
        ended_at=row.ended_at,
    )


def _row_to_note(row: AnyRow) -> Note:
    return Note(**row._mapping)


def _item_values(item: DebriefItem) -> dict[str, object]:
    values = {name: getattr(item, name) for name in _ITEM_COLUMNS}
    return {**values, "deadline": item.deadline.isoformat() if item.deadline else ""}


def _row_to_item(row: AnyRow) -> DebriefItem:
    values = dict(row._mapping)
    deadline = values.pop("deadline")
    return DebriefItem(**values, deadline=date.fromisoformat(deadline) if deadline else None)
