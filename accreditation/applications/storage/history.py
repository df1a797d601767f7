"""SQL store of the steps of applications."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from accreditation.applications.domain.applications import Agency, Field, Finding, Outcome
from accreditation.applications.domain.history import Act, Change, Step
from accreditation.applications.storage.tables import application_history
from conference.transactions import Transaction


class SqlHistory:
    """`accreditation.applications.ports.History` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, step: Step) -> None:
        """Add a step."""
        await transaction.connection.execute(insert(application_history).values(_values_of(step)))

    async def list_steps(self, transaction: Transaction, application_id: str) -> list[Step]:
        """List the steps of an application, oldest first."""
        wanted = select(application_history).where(application_history.c.application_id == application_id)
        rows = await transaction.connection.execute(wanted.order_by(application_history.c.version))
        return [_row_to_step(row) for row in rows]

    async def list_last_times(
        self, transaction: Transaction, application_ids: Sequence[str], acts: Collection[Act]
    ) -> Mapping[str, Mapping[Act, datetime]]:
        """Return the time of the last step of each of these acts, by application; those without one are absent."""
        steps = application_history.c
        last = select(steps.application_id, steps.act, func.max(steps.at, type_=steps.at.type).label("at"))
        wanted = last.where(steps.application_id.in_(application_ids), steps.act.in_([act.value for act in acts]))
        times: dict[str, dict[Act, datetime]] = {}
        for row in await transaction.connection.execute(wanted.group_by(steps.application_id, steps.act)):
            times.setdefault(row.application_id, {})[Act(row.act)] = row.at
        return times


def _values_of(step: Step) -> dict[str, Any]:
    details = {
        "finding": step.finding.value if step.finding else None,
        "fields": [field.value for field in step.fields],
        "outcome": step.outcome.value if step.outcome else None,
        "answer_by": step.answer_by.isoformat() if step.answer_by else None,
        "message": step.message,
        "reason": step.reason,
        "note": step.note,
        "released_at": step.released_at.isoformat() if step.released_at else None,
        "ends_withheld": step.ends_withheld,
        "changes": [[change.field, change.before, change.after] for change in step.changes],
    }
    return {
        "application_id": step.application_id,
        "version": step.version,
        "at": step.at,
        "act": step.act.value,
        "agency": step.agency.value if step.agency else None,
        "officer": step.officer,
        "details": {name: value for name, value in details.items() if value},
    }


def _row_to_step(row: Row[Any]) -> Step:
    details: Mapping[str, Any] = row.details
    return Step(
        application_id=row.application_id,
        version=row.version,
        at=row.at,
        act=Act(row.act),
        agency=Agency(row.agency) if row.agency else None,
        officer=row.officer,
        finding=Finding(details["finding"]) if "finding" in details else None,
        fields=tuple(Field(field) for field in details.get("fields", ())),
        message=details.get("message", ""),
        reason=details.get("reason"),
        note=details.get("note", ""),
        changes=tuple(Change(*change) for change in details.get("changes", ())),
        outcome=Outcome(details["outcome"]) if "outcome" in details else None,
        answer_by=date.fromisoformat(details["answer_by"]) if "answer_by" in details else None,
        released_at=datetime.fromisoformat(details["released_at"]) if "released_at" in details else None,
        ends_withheld=details.get("ends_withheld", False),
    )
