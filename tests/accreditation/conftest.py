"""A badge desk and doors over the test's database."""

from pathlib import Path

import pytest

from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from tests.support.application_services import credentials, desk, letters
from tests.support.badge_office import Office, make_office
from tests.support.scan_office import ScanOffice, make_scan_office

__all__ = ["credentials", "desk", "doors", "letters", "office"]


@pytest.fixture
async def office(transactions: Transactions, clock: ManualClock, ids: SequentialIds, tmp_path: Path) -> Office:
    """A badge desk, doors and one signing key; nobody has applied yet."""
    return await make_office(transactions, clock, ids, tmp_path)


@pytest.fixture
def doors(office: Office, ids: SequentialIds) -> ScanOffice:
    """The doors' devices and the node that they talk to."""
    return make_scan_office(office, ids)
