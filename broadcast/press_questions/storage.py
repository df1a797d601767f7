"""Requests to put questions at press conferences, in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Index, Integer, Row, String, Table, delete, func, insert, select, update

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
    Column("application_id", String(48)),
    Index("ix_press_questions_session", "session_id", "number", unique=True),
    Index("ix_press_questions_application", "application_id"),
)

closed_question_lists = Table(
    "closed_question_lists",
    METADATA,
    Column("session_id", String(160), primary_key=True),
    Column("closed_at", UtcDateTime, nullable=False),
)


def is_of_application(application_id: str) -> ColumnElement[bool]:
    """Return the condition of the requests that a journalist made on their own page."""
    return press_questions.c.application_id == application_id


QUESTION_ERASERS = (
    RowEraser(
        name="press_questions",
        classes=frozenset({DataClass.CONTACTS}),
        table=press_questions,
        of_person=is_of_application,
    ),
)


class SqlPressQuestions:
    """The requests of all press conferences on SQLite and PostgreSQL. Requests are deleted by retention alone."""

    async def add(self, transaction: Transaction, question: Question) -> None:
        """Add a request."""
        await transaction.connection.execute(insert(press_questions).values(_question_values(question)))

    async def save(self, transaction: Transaction, question: Question) -> None:
        """Save a request that has changed."""
        changed = update(press_questions).where(press_questions.c.id == question.id)
        await transaction.connection.execute(changed.values(_question_values(question)))

    async def list_of_session(self, transaction: Transaction, session_id: str) -> list[Question]:
        """Return the requests of a press conference in the order in which they came."""
        query = select(press_questions).where(press_questions.c.session_id == session_id)
        query = query.order_by(press_questions.c.requested_at, press_questions.c.id)
        rows = await transaction.connection.execute(query)
        return [_row_to_question(row) for row in rows]

    async def find(self, transaction: Transaction, question_id: str) -> Question | None:
        """Return a request, None for an unknown id."""
        query = select(press_questions).where(press_questions.c.id == question_id)
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else _row_to_question(row)

    async def list_of_application(self, transaction: Transaction, application_id: str) -> list[Question]:
        """Return the requests that a journalist made on their own page, in the order in which they came."""
        query = select(press_questions).where(is_of_application(application_id))
        query = query.order_by(press_questions.c.requested_at, press_questions.c.id)
        rows = await transaction.connection.execute(query)
        return [_row_to_question(row) for row in rows]

    async def list_closed(self, transaction: Transaction) -> frozenset[str]:
        """Return the ids of the sessions whose lists are closed to requests of journalists."""
        return frozenset(await transaction.connection.scalars(select(closed_question_lists.c.session_id)))

    async def close(self, transaction: Transaction, session_id: str, *, at: datetime) -> None:
        """Close an open list to requests of journalists."""
        values = {"session_id": session_id, "closed_at": at}
        await transaction.connection.execute(insert(closed_question_lists).values(values))

    async def reopen(self, transaction: Transaction, session_id: str) -> None:
        """Open a list to requests of journalists again."""
        closed = delete(closed_question_lists).where(closed_question_lists.c.session_id == session_id)
        await transaction.connection.execute(closed)

    async def last_numbers(self, transaction: Transaction) -> Mapping[str, int]:
        """Return session id → number of the last change of its list, for those with requests."""
        query = select(press_questions.c.session_id, func.max(press_questions.c.number).label("number"))
        rows = await transaction.connection.execute(query.group_by(press_questions.c.session_id))
        return {row.session_id: row.number for row in rows}

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
