"""SQL store of the list. Entries are sealed by the vault under an owner of their own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from accreditation.applications.storage.passport_secret import PassportSecret
from accreditation.watch_list.domain.entries import WatchEntry, entry_from_json, entry_id, entry_keys, entry_to_json
from accreditation.watch_list.ports import CheckedList, ImportedList
from accreditation.watch_list.storage.tables import watch_entries, watch_hits, watch_imports, watch_keys, watch_lists
from conference.transactions import Transaction
from conference.vault.vault import Vault

OWNER = "watch-list"
"""Owner of the data key that seals entries, checked lists and notes."""

MAX_CANDIDATES = 500


class SqlWatchList:
    """`accreditation.watch_list.ports.WatchList` on SQLite and PostgreSQL."""

    def __init__(self, vault: Vault, secret: PassportSecret) -> None:
        self._vault = vault
        self._secret = secret

    async def find_current(self, transaction: Transaction) -> ImportedList | None:
        """Return the list in force, or None."""
        newest = select(watch_lists).order_by(watch_lists.c.version.desc()).limit(1)
        row = (await transaction.connection.execute(newest)).first()
        return None if row is None else ImportedList(row.version, row.at, row.officer, row.entries)

    async def replace(self, transaction: Transaction, entries: Sequence[WatchEntry], imported: ImportedList) -> None:
        """Put these entries in the place of all earlier ones, and end open hits of entries that are gone."""
        connection, key = transaction.connection, await self._secret.ensure(transaction)
        cipher = await self._vault.ensure_cipher(transaction, OWNER)
        by_id = {entry_id(key, entry): entry for entry in entries}
        for table in (watch_keys, watch_entries):
            await connection.execute(delete(table))
        rows = [
            {"id": one, "sealed": cipher.seal(_label_of(one), entry_to_json(entry))} for one, entry in by_id.items()
        ]
        keys = [{"key": found, "entry_id": one} for one, entry in by_id.items() for found in entry_keys(key, entry)]
        if rows:
            await connection.execute(insert(watch_entries), rows)
            await connection.execute(insert(watch_keys), keys)
        gone = watch_hits.c.verdict.is_(None) & watch_hits.c.entry_id.not_in(select(watch_entries.c.id))
        await connection.execute(delete(watch_hits).where(gone))
        values = {"version": imported.version, "at": imported.at, "officer": imported.officer, "entries": len(rows)}
        await connection.execute(insert(watch_lists).values(values))

    async def list_entries(self, transaction: Transaction, entry_ids: Collection[str]) -> Mapping[str, WatchEntry]:
        """Return the entries of these ids that are in the list."""
        wanted = select(watch_entries).where(watch_entries.c.id.in_(sorted(entry_ids)))
        rows = (await transaction.connection.execute(wanted)).all()
        if not rows:
            return {}
        cipher = await self._vault.get_cipher(transaction.connection, OWNER)
        return {row.id: entry_from_json(cipher.unseal(_label_of(row.id), bytes(row.sealed))) for row in rows}

    async def list_candidates(self, transaction: Transaction, keys: Collection[int]) -> Mapping[str, WatchEntry]:
        """Return the entries that have one of the keys, at most `MAX_CANDIDATES`."""
        found = select(watch_keys.c.entry_id).where(watch_keys.c.key.in_(sorted(keys))).distinct()
        ids = list(await transaction.connection.scalars(found.order_by(watch_keys.c.entry_id).limit(MAX_CANDIDATES)))
        return await self.list_entries(transaction, ids) if ids else {}

    async def save_checked(self, transaction: Transaction, officer: str, checked: CheckedList) -> None:
        """Save a checked list in the place of an earlier one of this officer."""
        await self.delete_checked(transaction, officer)
        sealed = await self._vault.seal(transaction, OWNER, f"checked list of {officer}", checked.content)
        values = {"officer": officer, "digest": checked.digest, "sealed": sealed, "expires_at": checked.expires_at}
        await transaction.connection.execute(insert(watch_imports).values(values))

    async def find_checked(self, transaction: Transaction, officer: str, *, now: datetime) -> CheckedList | None:
        """Return the officer's checked list, None without one and after its end."""
        wanted = select(watch_imports).where(watch_imports.c.officer == officer, watch_imports.c.expires_at > now)
        row = (await transaction.connection.execute(wanted)).first()
        if row is None:
            return None
        label = f"checked list of {officer}"
        content = await self._vault.unseal(transaction.connection, OWNER, label, bytes(row.sealed))
        return CheckedList(row.digest, content, row.expires_at)

    async def delete_checked(self, transaction: Transaction, officer: str) -> None:
        """Delete the officer's checked list, if there is one."""
        await transaction.connection.execute(delete(watch_imports).where(watch_imports.c.officer == officer))


def _label_of(entry: str) -> str:
    return f"watch-list entry {entry}"
