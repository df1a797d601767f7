"""The token of the request that is being carried out: its id is in the audit entries of the request's acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from conference.audit import AuditEntry

_TOKEN_ID: ContextVar[str] = ContextVar("acting_token", default="")

DETAIL = "token"
"""Name of the detail of an audit entry that holds the id of the token."""


@contextmanager
def acting_with(token_id: str) -> Iterator[None]:
    """Let the block act with a token."""
    before = _TOKEN_ID.set(token_id)
    try:
        yield
    finally:
        _TOKEN_ID.reset(before)


def add_token(entry: AuditEntry) -> AuditEntry:
    """Return the entry with the id of the token that acts; unchanged where none does."""
    token_id = _TOKEN_ID.get()
    return replace(entry, details={**entry.details, DETAIL: token_id}) if token_id else entry
