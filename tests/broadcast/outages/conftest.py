"""Outages over the test's database, with letters in a list."""

from collections.abc import Collection

import pytest

from broadcast.outages.domain import OutageRules
from broadcast.outages.ports import OutageServices
from broadcast.outages.storage import SqlOutages
from conference.clock import ManualClock
from conference.ids import Ids
from conference.mail.letters import LetterRequest
from conference.storage.transactions import Transactions
from conference.transactions import Transaction


class KeptLetters:
    """A writer of letters that keeps what it is asked to write."""

    def __init__(self) -> None:
        self.requests: list[LetterRequest] = []

    async def write(self, transaction: Transaction, request: LetterRequest) -> str | None:
        """Keep the request."""
        self.requests.append(request)
        return str(len(self.requests))


async def find_languages(_transaction: Transaction, _addresses: Collection[str]) -> dict[str, str]:
    """One of the two addresses is that of an account."""
    return {"desk@example.org": "ar"}


@pytest.fixture
def letters() -> KeptLetters:
    """The letters that were written."""
    return KeptLetters()


@pytest.fixture
def services(transactions: Transactions, clock: ManualClock, ids: Ids, letters: KeptLetters) -> OutageServices:
    """The dependencies of the actions, with two addresses."""
    return OutageServices(
        transactions=transactions,
        store=SqlOutages(),
        rules=OutageRules(addresses=("av@example.org", "desk@example.org")),
        clock=clock,
        ids=ids,
        find_languages=find_languages,
        letters=letters,
    )
