"""Accounts for tokens, the whole application, and applications on its database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from rostrum.runtime import Runtime
from tests.conference.auth.conftest import accounts, administrator, letters, officer
from tests.conftest import client
from tests.support.badge_office import Office, make_office

__all__ = ["accounts", "administrator", "client", "letters", "officer"]


@pytest.fixture
async def transactions(database: Database, bus: Bus) -> AsyncIterator[Transactions]:
    """Transactions whose writes in the background end before the database is closed."""
    opened = Transactions(database, bus)
    yield opened
    await opened.close()


@pytest.fixture
async def office(runtime: Runtime, clock: ManualClock, tmp_path: Path) -> Office:
    """A badge desk on the database of the whole application."""
    return await make_office(runtime.transactions, clock, RandomIds(), tmp_path)
