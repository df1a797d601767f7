"""Store of drafts on SQLite and PostgreSQL."""

from datetime import timedelta

from accreditation.applications.domain.drafts import SavedDraft, Typed
from accreditation.applications.storage.drafts import SqlDrafts
from conference.storage.transactions import Transactions
from tests.support.application_samples import NOON

STORE = SqlDrafts()
INSTANT = timedelta(microseconds=1)


def draft(value: str) -> SavedDraft:
    return SavedDraft({"outlet": Typed(value, NOON)}, NOON + timedelta(days=1))


async def test_later_save_replaces_the_draft(transactions: Transactions) -> None:
    for value in ("Báo", "日报 جريدة"):
        async with transactions.write() as transaction:
            await STORE.save(transaction, "h", draft(value))
    async with transactions.read() as transaction:
        assert await STORE.find(transaction, "h", now=NOON) == draft("日报 جريدة")
        assert await STORE.find(transaction, "other", now=NOON) is None


async def test_expired_draft_is_neither_found_nor_kept(transactions: Transactions) -> None:
    end = draft("").expires_at
    async with transactions.write() as transaction:
        await STORE.save(transaction, "h", draft("a"))
        assert await STORE.purge(transaction, now=end - INSTANT) == 0
        assert await STORE.find(transaction, "h", now=end - INSTANT) is not None
        assert await STORE.find(transaction, "h", now=end) is None
        assert await STORE.purge(transaction, now=end) == 1


async def test_deleted_draft_is_gone(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await STORE.save(transaction, "h", draft("a"))
        await STORE.delete(transaction, "h")
        await STORE.delete(transaction, "h")
        assert await STORE.find(transaction, "h", now=NOON, lock=True) is None
