"""Commands over the test's database, with two paired screens."""

import pytest

from broadcast.screen_control.ports import ControlServices
from broadcast.screen_control.storage import SqlControlStore
from conference.clock import ManualClock
from conference.ids import Ids
from conference.storage.transactions import Transactions
from conference.transactions import Transaction

PAIRED = ["door", "lobby-1"]


async def list_paired(_transaction: Transaction) -> list[str]:
    """The names of the paired screens."""
    return PAIRED


def prepare(content: bytes) -> bytes:
    """The content after a prefix; ValueError without one."""
    if not content.startswith(b"image:"):
        raise ValueError
    return content.removeprefix(b"image:")


@pytest.fixture
def services(transactions: Transactions, clock: ManualClock, ids: Ids) -> ControlServices:
    """The dependencies of the actions."""
    return ControlServices(
        transactions=transactions,
        store=SqlControlStore(),
        list_screens=list_paired,
        clock=clock,
        ids=ids,
        ticket_key=b"k" * 32,
        prepare_picture=prepare,
    )
