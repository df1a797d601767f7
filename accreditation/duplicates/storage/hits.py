"""SQL store of hits."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, tuple_

from accreditation.applications.domain.duplicates import MAX_DUPLICATES, Duplicate, Trait
from accreditation.applications.storage.tables import applications
from accreditation.duplicates.domain.hits import HIDDEN_STATES, Hit, Pair, Settlement, Verdict
from accreditation.duplicates.storage.tables import duplicate_hits
from conference.storage.inserts import insert_into
from conference.transactions import Transaction

_KEY = (duplicate_hits.c.first_id, duplicate_hits.c.second_id)


class SqlHits:
    """`accreditation.duplicates.ports.Hits` on SQLite and PostgreSQL."""

    async def list_of(self, transaction: Transaction, application_id: str) -> list[Hit]:
        """Return all hits of an application, open and settled."""
        of_application = or_(*(column == application_id for column in _KEY))
        rows = await transaction.connection.execute(select(duplicate_hits).where(of_application))
        return [_row_to_hit(row) for row in rows]

    async def find(self, transaction: Transaction, pair: Pair, *, lock: bool = False) -> Hit | None:
        """Return the hit of a pair, or None; `lock` locks it until the transaction ends."""
        statement = select(duplicate_hits).where(_is_pair(pair))
        row = (await transaction.connection.execute(statement.with_for_update() if lock else statement)).first()
        return None if row is None else _row_to_hit(row)

    async def save(self, transaction: Transaction, hits: Sequence[Hit]) -> None:
        """Add the hits, or replace those of the same pairs."""
        for hit in hits:
            values = _values_of(hit)
            adding = insert_into(duplicate_hits, transaction.connection.dialect.name).values(
                first_id=hit.pair.first, second_id=hit.pair.second, **values
            )
            await transaction.connection.execute(adding.on_conflict_do_update(index_elements=_KEY, set_=values))

    async def delete(self, transaction: Transaction, pairs: Sequence[Pair]) -> None:
        """Delete the hits of these pairs."""
        if pairs:
            listed = [(pair.first, pair.second) for pair in pairs]
            await transaction.connection.execute(delete(duplicate_hits).where(tuple_(*_KEY).in_(listed)))

    async def list_open(self, transaction: Transaction, *, offset: int, limit: int) -> tuple[list[Hit], int]:
        """Return a page of the open hits with the most evidence first, and the number of all."""
        found = select(duplicate_hits).where(is_open()).order_by(duplicate_hits.c.bits.desc(), *_KEY)
        return await _list_page(transaction, found, offset=offset, limit=limit)

    async def list_settled(self, transaction: Transaction, *, offset: int, limit: int) -> tuple[list[Hit], int]:
        """Return a page of the settled hits, the latest first, and the number of all."""
        settled = select(duplicate_hits).where(duplicate_hits.c.verdict.is_not(None))
        found = settled.order_by(duplicate_hits.c.settled_at.desc(), *_KEY)
        return await _list_page(transaction, found, offset=offset, limit=limit)

    async def list_open_of(
        self, transaction: Transaction, application_ids: Collection[str]
    ) -> Mapping[str, tuple[Duplicate, ...]]:
        """Return application id → the other applications of its open hits, those with most evidence first."""
        ids = sorted(application_ids)
        statement = select(duplicate_hits).where(is_open(), or_(*(column.in_(ids) for column in _KEY)))
        found: dict[str, list[Duplicate]] = {}
        rows = await transaction.connection.execute(statement.order_by(duplicate_hits.c.bits.desc(), *_KEY))
        for hit in map(_row_to_hit, rows):
            for application_id in (hit.pair.first, hit.pair.second):
                other = Duplicate(hit.pair.other(application_id), hit.traits)
                found.setdefault(application_id, []).append(other)
        return {one: tuple(found[one][:MAX_DUPLICATES]) for one in ids if one in found}


def is_open() -> ColumnElement[bool]:
    """Return the condition of an open hit of two applications neither of which is withdrawn."""
    hidden = select(applications.c.id).where(applications.c.state.in_([state.value for state in HIDDEN_STATES]))
    return and_(duplicate_hits.c.verdict.is_(None), *(column.not_in(hidden) for column in _KEY))


@cache
def select_ids_of_hits() -> Select[tuple[str]]:
    """Return the query of the ids of the applications in open hits, which may repeat them."""
    first, second = (select(column.label("id")).where(is_open()) for column in _KEY)
    both = first.union_all(second).subquery()
    return select(both.c.id)


async def _list_page(transaction: Transaction, found: Select[Any], *, offset: int, limit: int) -> tuple[list[Hit], int]:
    counted = select(func.count()).select_from(found.order_by(None).subquery())
    total = await transaction.connection.scalar(counted)
    page = found.offset(offset).limit(limit)
    return [_row_to_hit(row) for row in await transaction.connection.execute(page)], total or 0


def _is_pair(pair: Pair) -> ColumnElement[bool]:
    return and_(duplicate_hits.c.first_id == pair.first, duplicate_hits.c.second_id == pair.second)


def _values_of(hit: Hit) -> dict[str, Any]:
    settled = hit.settlement
    return {
        "traits": ",".join(hit.traits),
        "bits": hit.bits,
        "found_at": hit.found_at,
        "verdict": settled.verdict.value if settled else None,
        "officer": settled.officer if settled else None,
        "note": settled.note if settled else "",
        "settled_at": settled.at if settled else None,
    }


def _row_to_hit(row: Row[Any]) -> Hit:
    settlement = None
    if row.verdict is not None:
        settlement = Settlement(verdict=Verdict(row.verdict), officer=row.officer, at=row.settled_at, note=row.note)
    return Hit(
        pair=Pair(row.first_id, row.second_id),
        traits=tuple(Trait(trait) for trait in row.traits.split(",") if trait),
        bits=row.bits,
        found_at=row.found_at,
        settlement=settlement,
    )
