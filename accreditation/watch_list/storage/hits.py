"""SQL store of the hits of the watch-list. Notes are sealed by the vault."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, func, select

from accreditation.applications.storage.tables import applications
from accreditation.duplicates.storage.people import is_compared
from accreditation.watch_list.domain.hits import WatchHit, WatchSettlement, WatchVerdict
from accreditation.watch_list.domain.matching import WatchReason
from accreditation.watch_list.storage.entries import OWNER
from accreditation.watch_list.storage.tables import watch_comparisons, watch_hits
from conference.storage.inserts import insert_into
from conference.transactions import Transaction
from conference.vault.vault import Vault

_KEY = (watch_hits.c.application_id, watch_hits.c.entry_id)


class SqlWatchHits:
    """`accreditation.watch_list.ports.WatchHits` on SQLite and PostgreSQL."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def list_outdated(self, transaction: Transaction, list_version: int, *, limit: int) -> list[str]:
        """Return submitted applications that were not compared with this list since their data changed."""
        columns = watch_comparisons.c
        is_current = and_(
            columns.application_id == applications.c.id,
            columns.data_version == applications.c.data_version,
            columns.list_version == list_version,
        )
        outdated = (
            select(applications.c.id)
            .select_from(applications.outerjoin(watch_comparisons, is_current))
            .where(is_compared(), columns.application_id.is_(None))
            .order_by(applications.c.submitted_at, applications.c.id)
        )
        return list(await transaction.connection.scalars(outdated.limit(limit)))

    async def note_compared(
        self, transaction: Transaction, application_id: str, data_version: int, list_version: int
    ) -> None:
        """Note that an application was compared with this list."""
        values = {"data_version": data_version, "list_version": list_version}
        adding = insert_into(watch_comparisons, transaction.connection.dialect.name).values(
            application_id=application_id, **values
        )
        updating = adding.on_conflict_do_update(index_elements=[watch_comparisons.c.application_id], set_=values)
        await transaction.connection.execute(updating)

    async def list_of(self, transaction: Transaction, application_id: str) -> list[WatchHit]:
        """Return all hits of an application."""
        wanted = select(watch_hits).where(watch_hits.c.application_id == application_id)
        return await self._read_hits(transaction, (await transaction.connection.execute(wanted)).all())

    async def find(
        self, transaction: Transaction, application_id: str, entry_id: str, *, lock: bool = False
    ) -> WatchHit | None:
        """Return a hit, or None; `lock` locks it until the transaction ends."""
        wanted = select(watch_hits).where(_KEY[0] == application_id, _KEY[1] == entry_id)
        rows = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).all()
        hits = await self._read_hits(transaction, rows)
        return hits[0] if hits else None

    async def save(self, transaction: Transaction, hits: Sequence[WatchHit]) -> None:
        """Add the hits, or replace those of the same application and entry."""
        for hit in hits:
            settled = hit.settlement
            note = settled.note.encode() if settled and settled.note else None
            values = {
                "reasons": ",".join(hit.reasons),
                "found_at": hit.found_at,
                "verdict": settled.verdict.value if settled else None,
                "officer": settled.officer if settled else None,
                "settled_at": settled.at if settled else None,
                "note": await self._vault.seal(transaction, OWNER, _label_of(hit), note) if note else None,
            }
            adding = insert_into(watch_hits, transaction.connection.dialect.name).values(
                application_id=hit.application_id, entry_id=hit.entry_id, **values
            )
            await transaction.connection.execute(adding.on_conflict_do_update(index_elements=_KEY, set_=values))

    async def delete(self, transaction: Transaction, application_id: str, entry_ids: Collection[str]) -> None:
        """Delete these hits of an application."""
        if entry_ids:
            gone = and_(_KEY[0] == application_id, _KEY[1].in_(sorted(entry_ids)))
            await transaction.connection.execute(delete(watch_hits).where(gone))

    async def list_page(
        self, transaction: Transaction, *, settled: bool, offset: int, limit: int
    ) -> tuple[list[WatchHit], int]:
        """Return a page of the open or the settled hits, the newest first, and the number of all."""
        where = watch_hits.c.verdict.is_not(None) if settled else watch_hits.c.verdict.is_(None)
        total = await transaction.connection.scalar(select(func.count()).select_from(watch_hits).where(where))
        newest = select(watch_hits).where(where).order_by(watch_hits.c.found_at.desc(), *_KEY)
        rows = (await transaction.connection.execute(newest.offset(offset).limit(limit))).all()
        return await self._read_hits(transaction, rows), total or 0

    async def _read_hits(self, transaction: Transaction, rows: Sequence[Row[Any]]) -> list[WatchHit]:
        if not any(row.note for row in rows):
            return [_row_to_hit(row, "") for row in rows]
        cipher = await self._vault.get_cipher(transaction.connection, OWNER)
        notes = [cipher.unseal(_label_of(row), bytes(row.note)).decode() if row.note else "" for row in rows]
        return [_row_to_hit(row, note) for row, note in zip(rows, notes, strict=True)]


def _label_of(hit: WatchHit | Row[Any]) -> str:
    return f"note on {hit.application_id} {hit.entry_id}"


def _row_to_hit(row: Row[Any], note: str) -> WatchHit:
    settlement = None
    if row.verdict is not None:
        verdict = WatchVerdict(row.verdict)
        settlement = WatchSettlement(verdict=verdict, officer=row.officer, at=row.settled_at, note=note)
    return WatchHit(
        application_id=row.application_id,
        entry_id=row.entry_id,
        reasons=tuple(WatchReason(reason) for reason in row.reasons.split(",") if reason),
        found_at=row.found_at,
        settlement=settlement,
    )
