"""SQL store of the people on the lists of crews."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from accreditation.applications.storage.tables import applications
from accreditation.outlets.domain.crews import CrewMember, MemberState
from accreditation.outlets.storage.tables import crew_members
from conference.errors import ConflictError
from conference.transactions import Transaction


class SqlCrewMembers:
    """`accreditation.outlets.ports.CrewMembers` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, members: Sequence[CrewMember]) -> None:
        """Add people."""
        if members:
            await transaction.connection.execute(insert(crew_members), [_values_of(member) for member in members])

    async def save(self, transaction: Transaction, member: CrewMember) -> None:
        """Save a changed member. Raises ConflictError `crew.changed` unless its version is the stored one plus one."""
        changing = update(crew_members).where(
            crew_members.c.id == member.id, crew_members.c.version == member.version - 1
        )
        if (await transaction.connection.execute(changing.values(_values_of(member)))).rowcount != 1:
            raise ConflictError("crew.changed")

    async def find(self, transaction: Transaction, member_id: str, *, lock: bool = False) -> CrewMember | None:
        """Return the member, or None; `lock` locks it until the end."""
        return await self._find_where(transaction, crew_members.c.id == member_id, lock=lock)

    async def find_by_form(self, transaction: Transaction, form_hash: str) -> CrewMember | None:
        """Return the member who has opened the form of this digest, or None."""
        return await self._find_where(transaction, crew_members.c.form_hash == form_hash, lock=False)

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[CrewMember]:
        """List the members of an outlet in the order in which they were added."""
        wanted = select(crew_members).where(crew_members.c.outlet_id == outlet_id)
        rows = await transaction.connection.execute(wanted.order_by(crew_members.c.added_at, crew_members.c.id))
        return [_row_to_member(row) for row in rows]

    async def list_applications(self, transaction: Transaction, outlet_id: str) -> Mapping[str, str]:
        """Return member id → id of the application that the member has handed in."""
        joined = crew_members.join(applications, applications.c.secret_hash == crew_members.c.form_hash)
        wanted = select(crew_members.c.id, applications.c.id).select_from(joined)
        rows = await transaction.connection.execute(wanted.where(crew_members.c.outlet_id == outlet_id))
        return {row[0]: row[1] for row in rows}

    async def _find_where(
        self, transaction: Transaction, where: ColumnElement[bool], *, lock: bool
    ) -> CrewMember | None:
        wanted = select(crew_members).where(where)
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else _row_to_member(row)


def _values_of(member: CrewMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "outlet_id": member.outlet_id,
        "letter_id": member.letter_id,
        "typed": dict(member.values),
        "state": member.state.value,
        "form_hash": member.form_hash,
        "added_at": member.added_at,
        "apply_until": member.apply_until,
        "replaces": member.replaces,
        "version": member.version,
    }


def _row_to_member(row: Row[Any]) -> CrewMember:
    columns = dict(row._mapping)
    typed, state = columns.pop("typed"), MemberState(columns.pop("state"))
    return CrewMember(**columns, values=typed, state=state)
