"""Requests to put questions in the database."""

import msgspec

from broadcast.press_questions.domain import Act, change_state
from broadcast.press_questions.storage import QUESTION_ERASERS, SqlPressQuestions
from conference.storage.transactions import Transactions
from tests.broadcast.press_questions.samples import LAN, NOON, make_question
from tests.support.each_database import database

__all__ = ["database"]


async def test_requests_are_listed_and_changed(transactions: Transactions) -> None:
    store, first, second = SqlPressQuestions(), make_question(1, "en"), make_question(2, "fr")
    other = msgspec.structs.replace(make_question(3, "ar"), session_id="other")
    async with transactions.write() as transaction:
        assert await store.last_numbers(transaction) == {}
        for question in (second, first, other):
            await store.add(transaction, question)
        called = change_state([first, second], "q1", Act.CALL, LAN)
        await store.save(transaction, called)
        assert await store.list_of_session(transaction, "briefing") == [called, second]
        assert await store.last_numbers(transaction) == {"briefing": 3, "other": 3}
        assert await store.count_waiting(transaction) == {"briefing": 1, "other": 1}
        assert [await store.find(transaction, one) for one in ("q3", "q4")] == [other, None]


async def test_lists_are_closed_and_opened_again(transactions: Transactions) -> None:
    store = SqlPressQuestions()
    async with transactions.write() as transaction:
        await store.close(transaction, "briefing", at=NOON)
        await store.close(transaction, "other", at=NOON)
        await store.reopen(transaction, "other")
        assert await store.list_closed(transaction) == {"briefing"}


async def test_requests_of_a_journalist_are_listed_and_erased(transactions: Transactions) -> None:
    store, (eraser,) = SqlPressQuestions(), QUESTION_ERASERS
    own = msgspec.structs.replace(make_question(1, "en"), application_id="app_1")
    async with transactions.write() as transaction:
        for question in (make_question(2, "fr"), own):
            await store.add(transaction, question)
        assert await store.list_of_application(transaction, "app_1") == [own]
        assert await eraser.erase_person(transaction, "app_1") == 1
        assert [one.id for one in await store.list_of_session(transaction, "briefing")] == ["q2"]
