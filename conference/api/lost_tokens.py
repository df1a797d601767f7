"""Revocation of tokens in the transaction in which their owner loses a permission or the account."""

from collections.abc import Collection
from datetime import datetime

from conference.api import token_rows
from conference.audit import AuditEntry
from conference.auth.roles import RoleTable
from conference.transactions import Transaction

REVOKED = "conference:token:revoked"


async def revoke_lost(
    transaction: Transaction, roles: RoleTable, staff_id: str, *, kept: Collection[str], by: str, at: datetime
) -> int:
    """Revoke a person's tokens with a scope that is none of the permissions `kept`; return how many."""
    revoked = 0
    for token in await token_rows.list_rows(transaction.connection, roles, staff_id=staff_id):
        if token.scopes <= frozenset(kept):
            continue
        await token_rows.revoke_row(transaction.connection, token.id, at)
        await transaction.record(AuditEntry(REVOKED, by, token.id, at, {"owner": staff_id}))
        revoked += 1
    return revoked
