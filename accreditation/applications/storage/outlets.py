"""SQL store of outlets; each name of an outlet is one row of aliases, unique as it is spelt."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Insert

from accreditation.applications.domain.outlets import (
    MIN_SIMILARITY,
    Outlet,
    OutletKind,
    alias_key,
    similarity,
    spelling_key,
)
from accreditation.applications.ports import NoteChange
from accreditation.applications.storage.tables import applications, outlet_aliases, outlets
from conference.errors import ConflictError, NotFoundError
from conference.storage.inserts import insert_into
from conference.texts.folding import fold, fold_to_key, searchable
from conference.transactions import Transaction

_MAX_KEYS = 500
"""Maximum number of keys in one statement: well under the 999 variables that old builds of SQLite allow."""


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

    async def get(self, transaction: Transaction, outlet_id: str, *, lock: bool = False) -> Outlet:
        """Return the outlet with its aliases; `lock` locks it until the end. Raises NotFoundError, also when merged."""
        outlet = await self.find(transaction, outlet_id, lock=lock)
        if outlet is None:
            raise NotFoundError("outlet.unknown")
        return outlet

    async def find(self, transaction: Transaction, outlet_id: str, *, lock: bool = False) -> Outlet | None:
        """Return the outlet with its aliases, or None, also for a merged one; `lock` locks it until the end."""
        outlet = await self._find_any(transaction, outlet_id, lock=lock)
        return outlet if outlet is not None and outlet.merged_into is None else None

    async def get_any(self, transaction: Transaction, outlet_id: str) -> Outlet:
        """Return the outlet, also a merged one. Raises NotFoundError."""
        outlet = await self._find_any(transaction, outlet_id, lock=False)
        if outlet is None:
            raise NotFoundError("outlet.unknown")
        return outlet

    async def _find_any(self, transaction: Transaction, outlet_id: str, *, lock: bool) -> Outlet | None:
        if lock:
            await transaction.connection.execute(
                select(outlets.c.id).where(outlets.c.id == outlet_id).with_for_update()
            )
        return next(iter(await self.list_by_ids(transaction, [outlet_id])), None)

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
        return await self.list_by_ids(transaction, (await transaction.connection.scalars(statement)).all())

    async def list_page(
        self, transaction: Transaction, words: str, *, offset: int, limit: int
    ) -> tuple[Sequence[Outlet], int]:
        """Return a page of the outlets by name, and the number of all; of those with the words if some are given."""
        chosen = select(outlets.c.id, outlets.c.name).where(outlets.c.merged_into.is_(None))
        typed = fold(words)
        if typed:
            found = outlet_aliases.c.search_words.contains(typed, autoescape=True)
            chosen = chosen.where(outlets.c.id.in_(select(outlet_aliases.c.outlet_id).where(found)))
        total = await transaction.connection.scalar(select(func.count()).select_from(chosen.subquery()))
        page = chosen.order_by(outlets.c.name, outlets.c.id).offset(offset).limit(limit)
        ids = [row.id for row in await transaction.connection.execute(page)]
        return await self.list_by_ids(transaction, ids), total or 0

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
        return await self.list_by_ids(
            transaction, [outlet_id for outlet_id in ranked[:limit] if best[outlet_id] >= MIN_SIMILARITY]
        )

    async def verify(self, transaction: Transaction, outlet_id: str, name: str) -> None:
        """Confirm an outlet under this name, which becomes one of its aliases. Raises NotFoundError."""
        values = {"name": name, "verified": True, "version": outlets.c.version + 1}
        statement = update(outlets).where(outlets.c.id == outlet_id).values(values)
        if (await transaction.connection.execute(statement)).rowcount != 1:
            raise NotFoundError("outlet.unknown")
        await self.add_aliases(transaction, outlet_id, [name])
        await self._note_applicants(transaction, outlet_id)

    async def save(self, transaction: Transaction, outlet: Outlet) -> None:
        """Save a changed outlet with all its names.

        Names of other outlets stay with those. Raises ConflictError `outlet.changed` unless its version is the stored
        one plus one.
        """
        names = (outlet.name, *outlet.aliases)
        changing = update(outlets).where(outlets.c.id == outlet.id, outlets.c.version == outlet.version - 1)
        if (await transaction.connection.execute(changing.values(_values_of(outlet)))).rowcount != 1:
            raise ConflictError("outlet.changed", name=outlet.name)
        removed = delete(outlet_aliases).where(
            outlet_aliases.c.outlet_id == outlet.id, outlet_aliases.c.alias_key.not_in([*map(alias_key, names)])
        )
        await transaction.connection.execute(removed)
        await self.add_aliases(transaction, outlet.id, names)
        await self._note_applicants(transaction, outlet.id)

    async def merge(
        self, transaction: Transaction, source_id: str, target_id: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Merge the source outlet into the target; return the moved applications and aliases, by id and key.

        The row of the source stays, so that the merge can be undone. Raises NotFoundError.
        """
        for outlet_id in (source_id, target_id):
            await self.get(transaction, outlet_id)
        keys = await transaction.connection.scalars(
            select(outlet_aliases.c.alias_key).where(outlet_aliases.c.outlet_id == source_id)
        )
        aliases = tuple(keys)
        moved = await transaction.connection.scalars(
            select(applications.c.id).where(applications.c.outlet_id == source_id).order_by(applications.c.id)
        )
        applicants = tuple(moved)
        await self._move_rows(transaction, (applicants, aliases), from_id=source_id, to_id=target_id)
        ended = {"merged_into": target_id, "alias_key": _key_of_merged(source_id), "version": outlets.c.version + 1}
        await transaction.connection.execute(update(outlets).where(outlets.c.id == source_id).values(ended))
        return applicants, aliases

    async def unmerge(
        self,
        transaction: Transaction,
        source_id: str,
        target_id: str,
        *,
        applicants: Sequence[str],
        aliases: Sequence[str],
    ) -> None:
        """Move applications and aliases that the target still has back to the source, which exists again."""
        await self._move_rows(transaction, (applicants, aliases), from_id=target_id, to_id=source_id)
        source = await self.get_any(transaction, source_id)
        values = {"merged_into": None, "alias_key": alias_key(source.name), "version": source.version + 1}
        await transaction.connection.execute(update(outlets).where(outlets.c.id == source_id).values(values))

    async def _move_rows(
        self, transaction: Transaction, moved: tuple[Sequence[str], Sequence[str]], *, from_id: str, to_id: str
    ) -> None:
        """Move applications and aliases, by id and key, that the first outlet has to the second."""
        applicants, aliases = moved
        for table, column, keys in (
            (applications, applications.c.id, applicants),
            (outlet_aliases, outlet_aliases.c.alias_key, aliases),
        ):
            for start in range(0, len(keys), _MAX_KEYS):
                batch = column.in_(keys[start : start + _MAX_KEYS])
                moving = update(table).where(batch, table.c.outlet_id == from_id)
                await transaction.connection.execute(moving.values(outlet_id=to_id))
        for application_id in applicants:
            self._note_change(transaction, application_id)

    async def list_by_ids(self, transaction: Transaction, outlet_ids: Sequence[str]) -> list[Outlet]:
        """Return the outlets that exist, merged ones too, in the order of `outlet_ids`."""
        if not outlet_ids:
            return []
        joined = outlets.outerjoin(outlet_aliases, outlet_aliases.c.outlet_id == outlets.c.id)
        columns = select(outlets, outlet_aliases.c.alias).select_from(joined).where(outlets.c.id.in_(outlet_ids))
        found: dict[str, list[Row[Any]]] = {}
        for row in await transaction.connection.execute(columns.order_by(outlet_aliases.c.alias)):
            found.setdefault(row.id, []).append(row)
        return [
            _row_to_outlet(rows[0], [row.alias for row in rows if row.alias is not None])
            for outlet_id in outlet_ids
            if (rows := found.get(outlet_id))
        ]

    async def _note_applicants(self, transaction: Transaction, outlet_id: str) -> None:
        """Note a change of each applicant of the outlet, because the roster shows its name."""
        applicants = select(applications.c.id).where(applications.c.outlet_id == outlet_id)
        for application_id in await transaction.connection.scalars(applicants):
            self._note_change(transaction, application_id)


def _insert_if_absent(connection: AsyncConnection, table: Table, row: Mapping[str, object]) -> Insert:
    """Return an insert that does nothing when the row exists."""
    return insert_into(table, connection.dialect.name).values(dict(row)).on_conflict_do_nothing()


def _values_of(outlet: Outlet) -> dict[str, object]:
    return {
        "name": outlet.name,
        "alias_key": alias_key(outlet.name),
        "verified": outlet.verified,
        "kind": outlet.kind.value if outlet.kind else None,
        "country": outlet.country,
        "quota": outlet.quota,
        "late_places": outlet.late_places,
        "late_until": outlet.late_until,
        "blocked_at": outlet.blocked_at,
        "version": outlet.version,
    }


def _row_to_outlet(row: Row[Any], names: Sequence[str]) -> Outlet:
    return Outlet(
        id=row.id,
        name=row.name,
        verified=row.verified,
        aliases=tuple(name for name in names if name != row.name),
        kind=OutletKind(row.kind) if row.kind else None,
        country=row.country,
        quota=row.quota,
        late_places=row.late_places,
        late_until=row.late_until,
        blocked_at=row.blocked_at,
        merged_into=row.merged_into,
        version=row.version,
    )


def _key_of_merged(outlet_id: str) -> str:
    """Return the key of a merged outlet: no name has it, because names have no control characters."""
    return f"\x01{outlet_id}"
