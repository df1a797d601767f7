"""Queue of the worker in the database: letters that a process holds, and their outcomes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, delete, func, literal, or_, select, update

from conference.mail.letters import Attachment
from conference.mail.messages import StoredLetter
from conference.mail.outcomes import Outcome, Reason
from conference.mail.states import LetterState
from conference.mail.tables import letter_files, letters
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

_ENDED = frozenset(LetterState) - {LetterState.WAITING, LetterState.SENDING}
_NO_TEXTS = {"text": "", "html": "", "enclosing_text": "", "enclosing_html": ""}


class SqlQueue:
    """Letters that are due. A letter is held by one process at a time, `holder`, until its time is over."""

    async def has_due(self, transaction: Transaction, now: datetime) -> bool:
        """Whether a letter is due that no process holds."""
        return await transaction.connection.scalar(select(letters.c.id).where(_is_due(now)).limit(1)) is not None

    async def claim(
        self, transaction: Transaction, holder: str, *, now: datetime, until: datetime, most: int
    ) -> Sequence[StoredLetter]:
        """Hold letters that are due, and return them, those first that have been due for longest."""
        connection = transaction.connection
        due = select(letters).where(_is_due(now)).order_by(letters.c.due_at, letters.c.id).limit(most)
        rows = (await connection.execute(due.with_for_update(skip_locked=True))).all()
        claimed = [row.id for row in rows]
        if not claimed:
            return ()
        await connection.execute(
            update(letters).where(letters.c.id.in_(claimed)).values(holder=holder, held_until=until)
        )
        files = await list_files(transaction, claimed)
        return [_row_to_letter(row, files[row.id]) for row in rows]

    async def begin_sending(
        self, transaction: Transaction, letter_id: str, holder: str, *, now: datetime, until: datetime
    ) -> bool:
        """Set a held letter to `sending`; False if it is held no more, because it was cancelled, for example."""
        begin = _held(letter_id, holder).where(letters.c.state == LetterState.WAITING.value)
        values = {
            "state": LetterState.SENDING.value,
            "held_until": until,
            "tried_since": func.coalesce(letters.c.tried_since, literal(now, UtcDateTime)),
        }
        return (await transaction.connection.execute(begin.values(values))).rowcount == 1

    async def record(
        self,
        transaction: Transaction,
        letter_id: str,
        holder: str,
        *,
        outcome: Outcome,
        now: datetime,
        due_at: datetime,
    ) -> bool:
        """Record the outcome of an attempt, and hold the letter no more. `due_at` is that of a next attempt.

        A late outcome also replaces `unclear`. Returns False if the letter is held no more. The text of a confidential
        letter is deleted once the letter is sent.
        """
        values: dict[str, Any] = {
            "state": outcome.state.value,
            "reason": outcome.reason.value,
            "answer": outcome.answer,
            "attempts": letters.c.attempts + 1,
            "tried_since": func.coalesce(letters.c.tried_since, literal(now, UtcDateTime)),
            "due_at": due_at,
            "holder": None,
            "held_until": None,
            "ended_at": now if outcome.state in _ENDED else None,
        }
        recorded = await transaction.connection.execute(_held(letter_id, holder).values(values))
        if recorded.rowcount and outcome.state is LetterState.SENT:
            await delete_secrets(transaction, letter_id)
        return recorded.rowcount == 1

    async def release(self, transaction: Transaction, holders: Collection[str]) -> None:
        """Hold no letter any more that is still waiting."""
        held = letters.c.holder.in_(holders) & (letters.c.state == LetterState.WAITING.value)
        await transaction.connection.execute(update(letters).where(held).values(holder=None, held_until=None))

    async def settle_interrupted(self, transaction: Transaction, now: datetime) -> int:
        """Set letters to `unclear` whose process ended while it sent them, and return their number.

        The process may only be slow: its holder stays, so that an outcome can still be recorded.
        """
        interrupted = (letters.c.state == LetterState.SENDING.value) & (letters.c.held_until <= now)
        values = {"state": LetterState.UNCLEAR.value, "reason": Reason.PROGRAM_ENDED.value, "ended_at": now}
        return (await transaction.connection.execute(update(letters).where(interrupted).values(values))).rowcount

    async def has_interrupted(self, transaction: Transaction, now: datetime) -> bool:
        """Whether `settle_interrupted` would find a letter."""
        interrupted = (letters.c.state == LetterState.SENDING.value) & (letters.c.held_until <= now)
        return await transaction.connection.scalar(select(letters.c.id).where(interrupted).limit(1)) is not None


async def delete_secrets(transaction: Transaction, letter_id: str) -> None:
    """Delete text and files of a letter if it is confidential."""
    secret = (letters.c.id == letter_id) & letters.c.confidential
    deleted = await transaction.connection.execute(update(letters).where(secret).values(_NO_TEXTS))
    if deleted.rowcount:
        await transaction.connection.execute(delete(letter_files).where(letter_files.c.letter_id == letter_id))


def _is_due(now: datetime) -> ColumnElement[bool]:
    is_free = or_(letters.c.held_until.is_(None), letters.c.held_until <= now)
    return (letters.c.state == LetterState.WAITING.value) & (letters.c.due_at <= now) & is_free


def _held(letter_id: str, holder: str) -> Update:
    return update(letters).where(letters.c.id == letter_id, letters.c.holder == holder)


async def list_files(transaction: Transaction, letter_ids: Collection[str]) -> Mapping[str, list[Attachment]]:
    """Return the files of letters, in their order; an unknown id has none."""
    wanted = select(letter_files).where(letter_files.c.letter_id.in_(letter_ids))
    files = defaultdict[str, list[Attachment]](list)
    for row in await transaction.connection.execute(wanted.order_by(letter_files.c.letter_id, letter_files.c.position)):
        files[row.letter_id].append(
            Attachment(
                file_name=row.file_name,
                content_type=row.content_type,
                content=row.content,
                content_id=row.content_id,
            )
        )
    return files


def _row_to_letter(row: Row[Any], files: Sequence[Attachment]) -> StoredLetter:
    return StoredLetter(
        id=row.id,
        kind=row.kind,
        address=row.address,
        name=row.name,
        language=row.language,
        subject=row.subject,
        text=row.text,
        html=row.html,
        about=row.about,
        encloses=row.encloses,
        enclosing_text=row.enclosing_text,
        enclosing_html=row.enclosing_html,
        attempts=row.attempts,
        tried_since=row.tried_since,
        files=files,
    )
