"""Commands to screens and their latest pictures, on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row, String, Table, delete, insert, select, update

from broadcast.screen_control.domain import CommandKind, ScreenCommand, ScreenPicture
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

screen_commands = Table(
    "screen_commands",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("batch", String(40), nullable=False),
    Column("screen", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("sent_at", UtcDateTime),
    Column("answer", String(16), nullable=False, server_default=""),
    Column("answered_at", UtcDateTime),
    Index("ix_screen_commands_batch", "batch"),
    Index("ix_screen_commands_asked", "asked_at"),
)

screen_pictures = Table(
    "screen_pictures",
    METADATA,
    Column("screen", String(40), primary_key=True),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("image", LargeBinary, nullable=False),
)

_COMMAND, _PICTURE = screen_commands.c, screen_pictures.c


class SqlControlStore:
    """`broadcast.screen_control.ports.ControlStore` over the transaction's connection."""

    async def add(self, transaction: Transaction, commands: Sequence[ScreenCommand]) -> None:
        """Add commands."""
        rows = [
            {
                "id": one.id,
                "batch": one.batch,
                "screen": one.screen,
                "kind": one.kind.value,
                "asked_at": one.asked_at,
                "asked_by": one.asked_by,
            }
            for one in commands
        ]
        await transaction.connection.execute(insert(screen_commands), rows)

    async def list_unsent(self, transaction: Transaction, *, since: datetime) -> list[ScreenCommand]:
        """Return the commands since a moment that no node has sent, oldest first."""
        query = select(screen_commands).where(_COMMAND.sent_at.is_(None), _COMMAND.asked_at >= since)
        return _to_commands(await transaction.connection.execute(query.order_by(_COMMAND.asked_at, _COMMAND.id)))

    async def mark_sent(self, transaction: Transaction, ids: Collection[str], at: datetime) -> None:
        """Save when commands were sent."""
        await transaction.connection.execute(update(screen_commands).where(_COMMAND.id.in_(ids)).values(sent_at=at))

    async def save_answer(self, transaction: Transaction, command_id: str, answer: str, at: datetime) -> None:
        """Save the first answer of a screen."""
        unanswered = (_COMMAND.id == command_id) & (_COMMAND.answer == "")
        statement = update(screen_commands).where(unanswered).values(answer=answer, answered_at=at)
        await transaction.connection.execute(statement)

    async def find(self, transaction: Transaction, command_id: str) -> ScreenCommand | None:
        """Return a command, locked until a writing transaction ends; None for an unknown id."""
        query = select(screen_commands).where(_COMMAND.id == command_id).with_for_update()
        found = _to_commands(await transaction.connection.execute(query))
        return found[0] if found else None

    async def list_batch(self, transaction: Transaction, batch: str) -> list[ScreenCommand]:
        """Return the commands of one act by screen."""
        query = select(screen_commands).where(_COMMAND.batch == batch).order_by(_COMMAND.screen)
        return _to_commands(await transaction.connection.execute(query))

    async def delete_before(self, transaction: Transaction, before: datetime) -> None:
        """Delete the commands from before a moment."""
        await transaction.connection.execute(delete(screen_commands).where(_COMMAND.asked_at < before))

    async def save_picture(self, transaction: Transaction, picture: ScreenPicture) -> None:
        """Replace the picture of a screen."""
        await transaction.connection.execute(delete(screen_pictures).where(_PICTURE.screen == picture.screen))
        row = {"screen": picture.screen, "taken_at": picture.taken_at, "image": picture.image}
        await transaction.connection.execute(insert(screen_pictures).values(row))

    async def find_picture(self, transaction: Transaction, screen: str) -> ScreenPicture | None:
        """Return the picture of a screen, or None."""
        query = select(screen_pictures).where(_PICTURE.screen == screen)
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else ScreenPicture(screen=row.screen, taken_at=row.taken_at, image=row.image)

    async def list_picture_times(self, transaction: Transaction) -> Mapping[str, datetime]:
        """Return when the picture of each screen was taken."""
        rows = await transaction.connection.execute(select(_PICTURE.screen, _PICTURE.taken_at))
        return {row.screen: row.taken_at for row in rows}

    async def keep_pictures_of(self, transaction: Transaction, screens: Collection[str]) -> None:
        """Delete the pictures of all other screens."""
        await transaction.connection.execute(delete(screen_pictures).where(_PICTURE.screen.not_in(screens)))


def _to_commands(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[ScreenCommand]:
    return [
        ScreenCommand(
            id=row.id,
            batch=row.batch,
            screen=row.screen,
            kind=CommandKind(row.kind),
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            sent_at=row.sent_at,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
    ]
