"""The store of statements and links."""

from broadcast.statements.domain import Media, Purpose, Statement, StatementLink
from broadcast.statements.storage import SqlStatements
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]


async def test_rows_come_back_as_they_were_stored(transactions: Transactions) -> None:
    store = SqlStatements()
    statement = Statement(
        id="stm_1", session_id="debate", speaker_id="VN", media=Media.PDF, size=3, received_at=MORNING
    )
    link = StatementLink(
        id="lnk_1", digest="d", purpose=Purpose.HAND_IN, session_id="debate", speaker_id="VN", expires_at=NOON
    )
    async with transactions.write() as transaction:
        await store.save_statement(transaction, statement, b"one")
        await store.save_statement(transaction, statement, b"two")
        await store.add_link(transaction, link)
    async with transactions.read() as transaction:
        assert await store.list_statements(transaction, "debate") == [statement]
        assert await store.list_all(transaction) == [statement]
        assert await store.get_sealed(transaction, "stm_1") == b"two"
        assert (await store.find_link(transaction, "d"), await store.list_links(transaction, "debate")) == (
            link,
            [link],
        )
        assert await store.find_statement(transaction, "debate", "FR") is None
    async with transactions.write() as transaction:
        revoked = await store.revoke_links(transaction, "debate", "VN", purpose=Purpose.HAND_IN, now=MORNING)
        assert (revoked, await store.list_links(transaction, "debate")) == (1, [])
