"""Answers to follow-up forms in the database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from accreditation.annexes.domain.answers import AnnexState, Answers
from accreditation.annexes.ports import AnswersPage, AnswersRow
from accreditation.applications.storage.erasing import of_application
from accreditation.applications.storage.tables import CODE, ID, applications, outlets
from conference.errors import ConflictError
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime
from conference.transactions import Transaction

annex_answers = Table(
    "annex_answers",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("annex", CODE, primary_key=True),
    Column("answers", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", ID),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_annex_answers_list", "annex", "state", "submitted_at"),
)
"""One row for each form that a person has sent: `answers` is a list of rows, each with the values by question."""

_OF = annex_answers.c


class SqlAnswers:
    """`accreditation.annexes.ports.AnswerStore` on SQLite and PostgreSQL."""

    async def find(self, transaction: Transaction, application_id: str, annex: str) -> Answers | None:
        """Find a person's answers to a form."""
        wanted = select(annex_answers).where(_OF.application_id == application_id, _OF.annex == annex)
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else _row_to_answers(row)

    async def list_of_person(self, transaction: Transaction, application_id: str) -> Mapping[str, Answers]:
        """Return a person's answers by form."""
        wanted = select(annex_answers).where(_OF.application_id == application_id)
        return {row.annex: _row_to_answers(row) for row in await transaction.connection.execute(wanted)}

    async def save(self, transaction: Transaction, answers: Answers) -> None:
        """Save new or changed answers. Raises ConflictError `annex.changed` unless it is the next version."""
        values = _values_of(answers)
        if answers.version == 1:
            if await self.find(transaction, answers.application_id, answers.annex) is not None:
                raise ConflictError("annex.changed")
            await transaction.connection.execute(insert(annex_answers).values(values))
            return
        change = update(annex_answers).where(*_is_version(answers, answers.version - 1)).values(values)
        if (await transaction.connection.execute(change)).rowcount != 1:
            raise ConflictError("annex.changed")

    async def delete(self, transaction: Transaction, answers: Answers) -> None:
        """Delete answers. Raises ConflictError `annex.changed` when they have changed since they were read."""
        removal = delete(annex_answers).where(*_is_version(answers, answers.version))
        if (await transaction.connection.execute(removal)).rowcount != 1:
            raise ConflictError("annex.changed")

    async def count_by_state(self, transaction: Transaction) -> Mapping[str, Mapping[AnnexState, int]]:
        """Count the answers by form and state."""
        wanted = select(_OF.annex, _OF.state, func.count().label("number")).group_by(_OF.annex, _OF.state)
        counts: dict[str, dict[AnnexState, int]] = {}
        for row in await transaction.connection.execute(wanted):
            counts.setdefault(row.annex, {})[AnnexState(row.state)] = row.number
        return counts

    async def list_page(
        self, transaction: Transaction, annex: str, *, state: AnnexState | None, first: int, most: int
    ) -> AnswersPage:
        """List the answers to a form, of one state or all, by the time of sending."""
        chosen = [_OF.annex == annex, *([_OF.state == state.value] if state else [])]
        people = annex_answers.join(applications, applications.c.id == _OF.application_id).outerjoin(
            outlets, outlets.c.id == applications.c.outlet_id
        )
        names = (
            applications.c.native_name,
            applications.c.family_name,
            applications.c.given_name,
            func.coalesce(outlets.c.name, "").label("outlet"),
        )
        wanted = select(annex_answers, *names).select_from(people).where(*chosen)
        ordered = wanted.order_by(_OF.submitted_at, _OF.application_id).offset(first).limit(most)
        rows = (await transaction.connection.execute(ordered)).all()
        counted = select(func.count()).select_from(annex_answers).where(*chosen)
        return AnswersPage([_row_to_list(row) for row in rows], await transaction.connection.scalar(counted) or 0)


def _is_version(answers: Answers, version: int) -> tuple[Any, ...]:
    return _OF.application_id == answers.application_id, _OF.annex == answers.annex, _OF.version == version


def _values_of(answers: Answers) -> dict[str, Any]:
    return {
        "application_id": answers.application_id,
        "annex": answers.annex,
        "answers": [dict(row) for row in answers.rows],
        "state": answers.state.value,
        "version": answers.version,
        "submitted_at": answers.submitted_at,
        "decided_at": answers.decided_at,
        "decided_by": answers.decided_by,
        "note": answers.note,
    }


def _row_to_answers(row: Row[Any]) -> Answers:
    return Answers(
        application_id=row.application_id,
        annex=row.annex,
        rows=tuple(row.answers),
        state=AnnexState(row.state),
        version=row.version,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        note=row.note,
    )


def _row_to_list(row: Row[Any]) -> AnswersRow:
    latin = " ".join(part for part in (row.given_name, row.family_name) if part)
    return AnswersRow(_row_to_answers(row), row.native_name, latin, row.outlet)


ERASERS = (
    RowEraser(
        name="annex_answers",
        classes=frozenset({DataClass.APPLICATIONS}),
        table=annex_answers,
        of_person=of_application(annex_answers.c.application_id),
    ),
)
