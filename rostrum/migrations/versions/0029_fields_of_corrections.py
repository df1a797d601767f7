"""Corrections by field: the topics of requests, of their history and of corrected applications become fields.

An act of its own in the history names the requests.
"""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_FIELDS_OF_TOPICS = {
    "names": ("native_name", "family_name", "given_name"),
    "function": ("function", "category"),
    "contact": ("email", "phone", "language"),
}
_AGENCIES = ("accreditation", "security")

_applications = sa.table(
    "applications",
    sa.column("id"),
    sa.column("checks"),
    *(sa.column(f"{agency}_{suffix}") for agency in _AGENCIES for suffix in ("corrected", "corrected_fields")),
)
_history = sa.table(
    "application_history", sa.column("application_id"), sa.column("version"), sa.column("act"), sa.column("details")
)


def upgrade() -> None:
    """Replace each topic by its fields; the columns of corrected topics are too short for the names of all fields."""
    for agency in _AGENCIES:
        op.add_column("applications", sa.Column(f"{agency}_corrected_fields", sa.String(200)))
    _replace_in_applications()
    _replace_in_history()
    for agency in _AGENCIES:
        op.drop_column("applications", f"{agency}_corrected")


def _replace_in_applications() -> None:
    connection, table = op.get_bind(), _applications
    are_corrected = (table.c[f"{agency}_corrected"].is_not(None) for agency in _AGENCIES)
    wanted = sa.select(table).where(sa.or_(table.c.checks != "{}", *are_corrected))
    for row in connection.execute(wanted).mappings().all():
        checks = {agency: _with_fields(check) for agency, check in json.loads(row["checks"]).items()}
        corrected = {
            f"{agency}_corrected_fields": _corrected_fields(row[f"{agency}_corrected"]) for agency in _AGENCIES
        }
        values = {"checks": json.dumps(checks, ensure_ascii=False), **corrected}
        connection.execute(sa.update(table).where(table.c.id == row["id"]).values(values))


def _replace_in_history() -> None:
    connection, table = op.get_bind(), _history
    for row in connection.execute(sa.select(table).where(table.c.details.contains('"topics"'))).all():
        details = json.dumps(_with_fields(json.loads(row.details)), ensure_ascii=False)
        this = sa.and_(table.c.application_id == row.application_id, table.c.version == row.version)
        connection.execute(sa.update(table).where(this).values(details=details, act="asked"))


def _with_fields(check: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in check.items() if name != "topics"}
    return {**kept, "fields": _fields_of(check.get("topics", ()))}


def _corrected_fields(topics: str | None) -> str | None:
    return None if topics is None else ",".join(sorted(_fields_of(filter(None, topics.split(",")))))


def _fields_of(topics: Iterable[str]) -> list[str]:
    return [field for topic in topics for field in _FIELDS_OF_TOPICS.get(topic, (topic,))]
