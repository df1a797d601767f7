"""SQL store of outlets; each name of an outlet is one row of aliases, unique as it is spelt."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Insert

from accreditation.applications.domain.outlets import MIN_SIMILARITY, Outlet, alias_key, similarity, spelling_key
from accreditation.applications.ports import NoteChange
from accreditation.applications.storage.tables import applications, outlet_aliases, outlets
from conference.errors import NotFoundError
from conference.storage.inserts import insert_into
from conference.texts.folding import fold, fold_to_key, searchable
from conference.transactions import Transaction


class SqlOutlets:
    """`accreditation.applications.ports.Outlets` on SQLite and PostgreSQL."""

    def __init__(self, note_change: NoteChange) -> None:
        self._note_change = note_change

    async def add(self, transaction: Transaction, outlet: Outlet) -> Outlet:
        """Add an outlet unless its name is an alias already; return the outlet that has the name."""
        existing = await self.find_by_alias(transaction, outlet.name)
        if existing is not None:
            return existing
        key = alias_key(outlet.name)
        row = {"id": outlet.id, "name": outlet.name, "alias_key": key, "verified": outlet.verified}
        added = await transaction.connection.execute(_insert_if_absent(transaction.connection, outlets, row))
        if added.rowcount == 1:
            await self.add_aliases(transaction, outlet.id, (outlet.name, *outlet.aliases))
        return await self.find_by_alias(transaction, outlet.name) or outlet

    async def add_aliases(self, transaction: Transaction, outlet_id: str, names: Sequence[str]) -> None:
        """Add names to the outlet; names of another outlet stay with that outlet."""
        for name in names:
            words = searchable(name)
            row = {"alias_key": alias_key(name), "alias": name, "outlet_id": outlet_id, "search_words": words}
            await transaction.connection.execute(_insert_if_absent(transaction.connection, outlet_aliases, row))

    async def get(self, transaction: Transaction, outlet_id: str) -> Outlet:
        """Return the outlet with its aliases. Raises NotFoundError."""
        outlet = await self.find(transaction, outlet_id)
        if outlet is None:
            raise NotFoundError("outlet.unknown")
        return outlet

    async def find(self, transaction: Transaction, outlet_id: str, *, lock: bool = False) -> Outlet | None:
        """Return the outlet with its aliases, or None; `lock` locks it until the end."""
        if lock:
            await transaction.connection.execute(
                select(outlets.c.id).where(outlets.c.id == outlet_id).with_for_update()
            )
        return next(iter(await self._list_by_ids(transaction, [outlet_id])), None)

    async def find_by_alias(self, transaction: Transaction, name: str) -> Outlet | None:
        """Return the outlet that has this name, or a confirmed outlet that has it in other case and spaces, or None."""
        statement = select(outlet_aliases.c.outlet_id).where(outlet_aliases.c.alias_key == alias_key(name))
        outlet_id = await transaction.connection.scalar(statement)
        outlet_id = outlet_id or await self._find_confirmed_id(transaction, name)
        return None if outlet_id is None else await self.get(transaction, outlet_id)

    async def _find_confirmed_id(self, transaction: Transaction, name: str) -> str | None:
        statement = (
            select(outlet_aliases.c.outlet_id, outlet_aliases.c.alias)
            .join(outlets, outlets.c.id == outlet_aliases.c.outlet_id)
            .where(outlets.c.verified, outlet_aliases.c.search_words == searchable(name))
            .order_by(outlet_aliases.c.alias_key)
        )
        rows = await transaction.connection.execute(statement)
        return next((outlet_id for outlet_id, alias in rows if spelling_key(alias) == spelling_key(name)), None)

    async def list_matching(
        self, transaction: Transaction, text: str, *, limit: int, verified_only: bool
    ) -> list[Outlet]:
        """Return outlets with a name that begins with `text`, then those with a name that contains it."""
        typed = fold(text)
        if not typed:
            return []
        words = outlet_aliases.c.search_words
        rank = func.min(case((words.startswith(typed, autoescape=True), 0), else_=1))
        in_one_word = words.contains(fold_to_key(text), autoescape=True)
        statement = (
            select(outlets.c.id)
            .join(outlet_aliases, outlet_aliases.c.outlet_id == outlets.c.id)
            .where(or_(words.contains(typed, autoescape=True), in_one_word))
            .group_by(outlets.c.id, outlets.c.name)
            .order_by(rank, outlets.c.name)
            .limit(limit)
        )
        if verified_only:
            statement = statement.where(outlets.c.verified)
        return await self._list_by_ids(transaction, (await transaction.connection.scalars(statement)).all())

    async def list_similar(self, transaction: Transaction, outlet: Outlet, *, limit: int) -> list[Outlet]:
        """Return outlets that may be the same: other spellings of its name, and confirmed ones with a similar name."""
        columns = select(outlet_aliases.c.outlet_id, outlet_aliases.c.alias, outlets.c.verified)
        others = columns.join(outlets, outlet_aliases.c.outlet_id == outlets.c.id).where(outlets.c.id != outlet.id)
        key = fold_to_key(outlet.name)
        best: dict[str, float] = {}
        for outlet_id, alias, verified in await transaction.connection.execute(others):
            other_key = fold_to_key(alias)
            if key and (verified or other_key == key):
                best[outlet_id] = max(best.get(outlet_id, 0.0), similarity(key, other_key))
        ranked = sorted(best, key=lambda outlet_id: (-best[outlet_id], outlet_id))
        return await self._list_by_ids(
            transaction, [outlet_id for outlet_id in ranked[:limit] if best[outlet_id] >= MIN_SIMILARITY]
        )

    async def verify(self, transaction: Transaction, outlet_id: str, name: str) -> None:
        """Confirm an outlet under this name, which becomes one of its aliases. Raises NotFoundError."""
        statement = update(outlets).where(outlets.c.id == outlet_id).values(name=name, verified=True)
        if (await transaction.connection.execute(statement)).rowcount != 1:
            raise NotFoundError("outlet.unknown")
        await self.add_aliases(transaction, outlet_id, [name])
        await self._note_applicants(transaction, outlet_id)

    async def merge(self, transaction: Transaction, source_id: str, target_id: str) -> int:
        """Merge the source outlet into the target; return the number of applications moved. Raises NotFoundError."""
        for outlet_id in (source_id, target_id):
            await self.get(transaction, outlet_id)
        move_aliases = update(outlet_aliases).where(outlet_aliases.c.outlet_id == source_id)
        await transaction.connection.execute(move_aliases.values(outlet_id=target_id))
        move = update(applications).where(applications.c.outlet_id == source_id).values(outlet_id=target_id)
        await self._note_applicants(transaction, source_id)
        moved = await transaction.connection.execute(move)
        await transaction.connection.execute(delete(outlets).where(outlets.c.id == source_id))
        return moved.rowcount

    async def _list_by_ids(self, transaction: Transaction, outlet_ids: Sequence[str]) -> list[Outlet]:
        rows = await transaction.connection.execute(select(outlets).where(outlets.c.id.in_(outlet_ids)))
        by_id = {row.id: row for row in rows}
        statement = (
            select(outlet_aliases.c.outlet_id, outlet_aliases.c.alias)
            .where(outlet_aliases.c.outlet_id.in_(outlet_ids))
            .order_by(outlet_aliases.c.alias)
        )
        aliases: dict[str, list[str]] = {outlet_id: [] for outlet_id in outlet_ids}
        for outlet_id, alias in await transaction.connection.execute(statement):
            aliases[outlet_id].append(alias)
        return [
            Outlet(outlet_id, row.name, row.verified, tuple(a for a in aliases[outlet_id] if a != row.name))
            for outlet_id in outlet_ids
            if (row := by_id.get(outlet_id))
        ]

    async def _note_applicants(self, transaction: Transaction, outlet_id: str) -> None:
        """Note a change of each applicant of the outlet, because the roster shows its name."""
        applicants = select(applications.c.id).where(applications.c.outlet_id == outlet_id)
        for application_id in await transaction.connection.scalars(applicants):
            self._note_change(transaction, application_id)


def _insert_if_absent(connection: AsyncConnection, table: Table, row: Mapping[str, object]) -> Insert:
    """Return an insert that does nothing when the row exists."""
    return insert_into(table, connection.dialect.name).values(dict(row)).on_conflict_do_nothing()
