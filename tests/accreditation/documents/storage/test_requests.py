"""Store of officers' requests."""

from accreditation.applications.domain.applications import Agency
from accreditation.documents.storage.requests import SqlRequests
from conference.storage.transactions import Transactions
from tests.support.application_samples import NOON
from tests.support.document_samples import request

STORE = SqlRequests()


async def test_open_requests_are_listed_until_they_are_answered(transactions: Transactions) -> None:
    letter, card = request(), request("card", Agency.SECURITY, 2)
    async with transactions.write() as transaction:
        await STORE.add(transaction, letter)
        await STORE.add(transaction, card)
        assert await STORE.list_open(transaction, "app_1") == [letter, card]
        await STORE.answer(transaction, "app_1", "letter", at=NOON)
        assert await STORE.list_open(transaction, "app_1") == [card]
        assert await STORE.list_open(transaction, "app_2") == []
