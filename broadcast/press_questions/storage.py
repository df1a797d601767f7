"""Requests to put questions at press conferences, in the database."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Index, Integer, Row, String, Table, func, insert, select, update

from broadcast.press_questions.domain import Question, State
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

press_questions = Table(
    "press_questions",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("session_id", String(160), nullable=False),
    Column("name", String(120), nullable=False),
    Column("outlet", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("badge", String(20), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("previous", String(16)),
    Column("changed_at", UtcDateTime),
    Column("officer_id", String(40), nullable=False),
    Column("officer", String(200), nullable=False),
    Index("ix_press_questions_session", "session_id", "number", unique=True),
)

QUESTION_ERASERS = (RowEraser(name="press_questions", classes=frozenset({DataClass.CONTACTS}), table=press_questions),)


class SqlPressQuestions:
    """The requests of all press conferences on SQLite and PostgreSQL. A row is deleted by retention alone."""

    async def add(self, transaction: Transaction, question: Question) -> None:
        """Add a request."""
        await transaction.connection.execute(insert(press_questions).values(_question_values(question)))

    async def save(self, transaction: Transaction, question: Question) -> None:
        """Save a request that has changed."""
        changed = update(press_questions).where(press_questions.c.id == question.id)
        await transaction.connection.execute(changed.values(_question_values(question)))

    async def has(self, transaction: Transaction, question_id: str) -> bool:
        """Return whether a request with this id was added, for any press conference."""
        query = select(press_questions.c.id).where(press_questions.c.id == question_id)
        return await transaction.connection.scalar(query) is not None

    async def list_of_session(self, transaction: Transaction, session_id: str) -> list[Question]:
        """Return the requests of a press conference in the order in which they came."""
        query = select(press_questions).where(press_questions.c.session_id == session_id)
        query = query.order_by(press_questions.c.requested_at, press_questions.c.id)
        rows = await transaction.connection.execute(query)
        return [_row_to_question(row) for row in rows]

    async def last_number(self, transaction: Transaction, session_id: str) -> int:
        """Return the number of the last change of a list, 0 for an empty one."""
        query = select(func.max(press_questions.c.number)).where(press_questions.c.session_id == session_id)
        return int(await transaction.connection.scalar(query) or 0)

    async def count_waiting(self, transaction: Transaction) -> Mapping[str, int]:
        """Return session id → number of waiting requests, for those with some."""
        query = select(press_questions.c.session_id, func.count().label("waiting")).where(
            press_questions.c.state == State.WAITING.value
        )
        rows = await transaction.connection.execute(query.group_by(press_questions.c.session_id))
        return {row.session_id: row.waiting for row in rows}


def _question_values(question: Question) -> dict[str, Any]:
    return msgspec.structs.asdict(question) | {
        "state": question.state.value,
        "previous": question.previous.value if question.previous else None,
    }


def _row_to_question(row: Row[*tuple[Any, ...]]) -> Question:
    values = dict(row._mapping)
    previous = values["previous"]
    return Question(**(values | {"state": State(values["state"]), "previous": State(previous) if previous else None}))
