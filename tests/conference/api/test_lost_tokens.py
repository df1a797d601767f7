"""Tokens that need a permission that their owner loses."""

from conference.api.lost_tokens import revoke_lost
from conference.api.tokens import NewToken, add_token, list_tokens
from conference.auth.logins import Accounts
from conference.auth.roles import Staff
from tests.conference.roles import INSPECT
from tests.conftest import MORNING


async def test_only_tokens_with_a_lost_permission_are_revoked(accounts: Accounts, officer: Staff) -> None:
    await add_token(accounts, NewToken("n", frozenset({INSPECT}), 1), owner=officer)
    revoked = []
    for kept in ({INSPECT, "more"}, set[str](), set[str]()):
        async with accounts.transactions.write() as transaction:
            revoked.append(
                await revoke_lost(transaction, accounts.roles, officer.id, kept=kept, by="staff_1", at=MORNING)
            )
    assert revoked == [0, 1, 0]
    assert await list_tokens(accounts) == []
