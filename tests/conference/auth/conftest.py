"""Accounts, with the real algorithm made cheap."""

import pytest

from conference.auth.letters import StaffMail
from conference.auth.logins import Accounts
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.issued_secrets import IssuedSecrets
from conference.storage.transactions import Transactions
from tests.conference.roles import INSPECTOR, ROLE_TABLE
from tests.support.kept_letters import KeptLetters
from tests.support.passwords import cheap_passwords

PASSWORD = "correct horse battery"
ISSUED = IssuedSecrets(RandomIds(), b"k" * 32)


@pytest.fixture
def letters() -> KeptLetters:
    """The letters to staff."""
    return KeptLetters()


@pytest.fixture
def accounts(transactions: Transactions, clock: ManualClock, letters: KeptLetters) -> Accounts:
    """The real algorithm, made cheap."""
    mail = StaffMail(letters, "https://press.example")
    return Accounts(transactions, clock, RandomIds(), cheap_passwords(), ROLE_TABLE, ISSUED, mail=mail)


@pytest.fixture
async def administrator(accounts: Accounts) -> Staff:
    """The first administrator."""
    new = NewStaff("admin", "Ada Byron", frozenset({ADMINISTRATOR}), "en", PASSWORD)
    return await create_staff(accounts, new)


@pytest.fixture
async def officer(accounts: Accounts, administrator: Staff) -> Staff:
    """An officer, added by the administrator."""
    new = NewStaff("hanh", "Trần Thị Hạnh", frozenset({INSPECTOR}), "vi", PASSWORD)
    return await create_staff(accounts, new, by=administrator.id)
