"""SQL store of drafts of forms that are not submitted yet."""

from datetime import datetime

from sqlalchemy import delete, select

from accreditation.applications.domain.drafts import SavedDraft, Typed
from accreditation.applications.storage.tables import application_drafts
from conference.storage import locks
from conference.storage.inserts import insert_into
from conference.transactions import Transaction


class SqlDrafts:
    """`accreditation.applications.ports.Drafts` on SQLite and PostgreSQL."""

    async def find(
        self, transaction: Transaction, secret_hash: str, *, now: datetime, lock: bool = False
    ) -> SavedDraft | None:
        """Return the draft, or None without one or after its end; `lock` locks it until the transaction ends."""
        if lock:
            await locks.hold(transaction.connection, [f"draft {secret_hash}"])
        wanted = select(application_drafts).where(
            application_drafts.c.secret_hash == secret_hash, application_drafts.c.expires_at > now
        )
        row = (await transaction.connection.execute(wanted)).first()
        if row is None:
            return None
        fields = {name: Typed(value, datetime.fromisoformat(at)) for name, (value, at) in row.fields.items()}
        return SavedDraft(fields, row.expires_at)

    async def save(self, transaction: Transaction, secret_hash: str, draft: SavedDraft) -> None:
        """Add the draft, or replace the one of this form."""
        values = {
            "fields": {name: [typed.value, typed.at.isoformat()] for name, typed in draft.fields.items()},
            "expires_at": draft.expires_at,
        }
        adding = insert_into(application_drafts, transaction.connection.dialect.name).values(
            secret_hash=secret_hash, **values
        )
        await transaction.connection.execute(
            adding.on_conflict_do_update(index_elements=[application_drafts.c.secret_hash], set_=values)
        )

    async def delete(self, transaction: Transaction, secret_hash: str) -> None:
        """Delete the draft, if there is one."""
        await transaction.connection.execute(
            delete(application_drafts).where(application_drafts.c.secret_hash == secret_hash)
        )

    async def purge(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete the expired drafts; return how many."""
        expired = delete(application_drafts).where(application_drafts.c.expires_at <= now)
        return (await transaction.connection.execute(expired)).rowcount
