"""The register of signatories in a rehearsal."""

import pytest

from broadcast.rehearsal.register import RehearsedRegister
from broadcast.signing.storage import SqlRegister
from conference.errors import RuleError
from conference.storage.transactions import Transactions


async def test_register_of_the_live_day_is_read_and_never_written(transactions: Transactions) -> None:
    register = RehearsedRegister(SqlRegister())
    async with transactions.write() as transaction:
        assert await register.list_stored(transaction) == await SqlRegister().list_stored(transaction)
        with pytest.raises(RuleError, match=r"rehearsal\.live_register"):
            await register.save(transaction, [])
        assert await register.list_proposals(transaction) == []
        assert not await register.remove_proposal(transaction, "proposal_1")
