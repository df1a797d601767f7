"""`INSERT … ON CONFLICT`. SQLAlchemy has a class for each dialect; only that of the database is loaded."""

from typing import TYPE_CHECKING

from sqlalchemy import Table

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert


def insert_into(table: Table, dialect: str) -> "Insert":
    """Return an insert with `on_conflict_do_nothing` and `on_conflict_do_update`, which SQLite and PostgreSQL share."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table)  # type: ignore[return-value]
