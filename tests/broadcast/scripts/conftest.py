"""Services of scripts on a database."""

import pytest

from broadcast.scripts.services import ScriptServices
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from tests.support.scripts import script_services


@pytest.fixture
def services(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> ScriptServices:
    """Services on the test's database, with the sessions `opening` and `signing`."""
    return script_services(transactions, clock, ids)
