"""Requests to put questions in the database."""

import msgspec

from broadcast.press_questions.domain import Act, change_state
from broadcast.press_questions.storage import SqlPressQuestions
from conference.storage.transactions import Transactions
from tests.broadcast.press_questions.samples import LAN, make_question
from tests.support.each_database import database

__all__ = ["database"]


async def test_requests_are_listed_and_changed(transactions: Transactions) -> None:
    store, first, second = SqlPressQuestions(), make_question(1, "en"), make_question(2, "fr")
    other = msgspec.structs.replace(make_question(3, "ar"), session_id="other")
    async with transactions.write() as transaction:
        assert await store.last_number(transaction, "briefing") == 0
        for question in (second, first, other):
            await store.add(transaction, question)
        called = change_state([first, second], "q1", Act.CALL, LAN)
        await store.save(transaction, called)
        assert await store.list_of_session(transaction, "briefing") == [called, second]
        assert await store.last_number(transaction, "briefing") == 3
        assert await store.count_waiting(transaction) == {"briefing": 1, "other": 1}
        assert [await store.has(transaction, one) for one in ("q3", "q4")] == [True, False]
