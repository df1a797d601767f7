"""Both databases, with one application."""

import pytest

from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store
from tests.support.application_samples import application
from tests.support.each_database import database

__all__ = ["database"]


@pytest.fixture(autouse=True)
async def one_application(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
