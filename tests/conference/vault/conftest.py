"""Both databases, and a vault with a key that does not change."""

import pytest

from conference.clock import ManualClock
from conference.vault.keyring import fixed_key_ring, make_wrapping_key
from conference.vault.vault import Vault
from tests.support.each_database import database

__all__ = ["database"]

KEY = make_wrapping_key(bytes(range(32)))
OTHER_KEY = make_wrapping_key(bytes(range(1, 33)))


@pytest.fixture
def vault(clock: ManualClock) -> Vault:
    return Vault(fixed_key_ring([KEY]), clock)
