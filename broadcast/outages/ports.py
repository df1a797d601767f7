"""Ports of outages: their store, and the dependencies of the actions. Stores are stateless."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from broadcast.outages.domain import Outage, OutageRules
from conference.clock import Clock
from conference.ids import Ids
from conference.mail.letters import LetterWriter
from conference.transactions import Transaction, Transactions

MOST_OUTAGES = 200
"""Outages that the console and the API list."""


class OutageStore(Protocol):
    """Store of outages: at most one of a screen is open."""

    async def add(self, transaction: Transaction, outages: Sequence[Outage]) -> None:
        """Add open outages. Raises the database's IntegrityError if one of these screens has an open one."""
        ...

    async def list_open(self, transaction: Transaction) -> list[Outage]:
        """Return the outages whose screens are not right yet, by screen."""
        ...

    async def end(self, transaction: Transaction, ids: Collection[str], at: datetime) -> None:
        """Save when the screens of some outages were right again."""
        ...

    async def acknowledge(self, transaction: Transaction, notice: str, *, staff_id: str, at: datetime) -> bool:
        """Save who has acknowledged a notice; return False if there is none that waits for it."""
        ...

    async def list_unacknowledged(self, transaction: Transaction, *, limit: int) -> list[Outage]:
        """Return the outages of notices that wait to be acknowledged, the latest notice first, then by screen."""
        ...


FindLanguages = Callable[[Transaction, Collection[str]], Awaitable[Mapping[str, str]]]
"""Returns the languages of the staff accounts with some e-mail addresses, by address."""


class OutageServices(Struct, frozen=True, kw_only=True):
    """Dependencies: the store, the rules of the event, the writer of letters, the console's address.

    `letters` is None where the site sends no mail. `language` is that of letters to addresses without an account.
    """

    transactions: Transactions
    store: OutageStore
    rules: OutageRules
    clock: Clock
    ids: Ids
    find_languages: FindLanguages
    letters: LetterWriter | None = None
    language: str = "en"
    address: str = ""
