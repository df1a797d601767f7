"""The register on SQLite and PostgreSQL."""

from broadcast.signing.domain import Proposal, Signatory
from broadcast.signing.storage import ERASERS, SqlRegister
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]

ENTRY = Signatory(
    country="VN",
    order=1,
    signer_name="Nguyễn An",
    signer_rank="Minister",
    powers_at=MORNING,
    powers_by="Lan",
    declined_at=NOON,
    badge_id="badge_7",
    badge_number="D-0007",
)


async def test_entry_is_kept_whole_and_versioned(transactions: Transactions) -> None:
    store = SqlRegister()
    for version in (1, 2):
        async with transactions.write() as transaction:
            stored = await store.list_stored(transaction)
            await store.save(transaction, stored or [ENTRY])
        async with transactions.read() as transaction:
            (entry,) = await store.list_stored(transaction)
        assert entry.version == version
        assert (entry.signer_name, entry.powers_at, entry.declined_at, entry.badge_id) == (
            "Nguyễn An",
            MORNING,
            NOON,
            "badge_7",
        )


async def test_proposal_is_removed_once(transactions: Transactions) -> None:
    store = SqlRegister()
    proposal = Proposal(
        id="p1", country="QA", in_plenary=False, proposed_by="staff_1", proposed_by_name="Lan", proposed_at=MORNING
    )
    async with transactions.write() as transaction:
        await store.add_proposal(transaction, proposal)
        assert await store.list_proposals(transaction) == [proposal]
        assert [await store.remove_proposal(transaction, "p1") for _ in range(2)] == [True, False]


async def test_names_of_signers_are_deleted(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await SqlRegister().save(transaction, [ENTRY])
        assert await ERASERS[0].erase(transaction, limit=10) == 1
        assert await SqlRegister().list_stored(transaction) == []
