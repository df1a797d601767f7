"""Queries of the outbox."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.letters import Attachment
from conference.mail.outbox_list import OutboxSearch, find_letter, find_problems, list_letters, list_printable
from conference.mail.states import LetterState
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from tests.support.letters import sample_letter


@pytest.fixture
def outbox(clock: ManualClock, ids: SequentialIds) -> SqlOutbox:
    return SqlOutbox(clock, ids)


async def found(transaction: Transaction, search: OutboxSearch) -> list[str]:
    rows, total = await list_letters(transaction, search, limit=9, offset=0)
    assert total == len(rows)
    return [row.about for row in rows]


async def test_letters_are_found_by_words_state_and_subject_matter(
    transactions: Transactions, outbox: SqlOutbox
) -> None:
    async with transactions.write() as transaction:
        for about, name, address in (
            ("app_1", "Nguyễn Văn Đức", "duc@example.org"),
            ("app_2", "王小明", "wang@bücher.example"),
            ("app_3", "", "50%_off@example.org"),
        ):
            await outbox.add(transaction, sample_letter(about=about, name=name, address=address))
        await transaction.connection.execute(update(letters).where(letters.c.about == "app_2").values(state="sent"))
        assert await found(transaction, OutboxSearch()) == ["app_3", "app_2", "app_1"]
        for words, about in (
            ("nguyen duc", "app_1"),
            ("DUC@example.org", "app_1"),
            ("wang@xn--bcher-kva.example", "app_2"),
            ("王小明", "app_2"),
            ("app_3", "app_3"),
        ):
            assert await found(transaction, OutboxSearch(words=words)) == [about], words
        assert await found(transaction, OutboxSearch(words="nobody")) == []
        assert await found(transaction, OutboxSearch(state=LetterState.SENT)) == ["app_2"]
        assert await found(transaction, OutboxSearch(about="app_1", state=LetterState.SENT)) == []
        page, total = await list_letters(transaction, OutboxSearch(), limit=1, offset=1)
    assert ([row.about for row in page], total) == (["app_2"], 3)


async def test_letter_is_read_with_its_files(transactions: Transactions, outbox: SqlOutbox) -> None:
    file = Attachment(file_name="a.png", content_type="image/png", content=b"x", content_id="a")
    async with transactions.write() as transaction:
        letter_id = str(await outbox.add(transaction, sample_letter(attachments=(file,))))
        view = await find_letter(transaction, letter_id)
        assert await find_letter(transaction, "ltr_0") is None
    assert view is not None
    assert (view.text, view.html, view.files) == (sample_letter().text, sample_letter().html, [file])


async def test_problems_are_found_by_what_letters_are_about(transactions: Transactions, outbox: SqlOutbox) -> None:
    async with transactions.write() as transaction:
        for state in LetterState:
            await outbox.add(transaction, sample_letter(about=f"app_{state.value}"))
            one = letters.c.about == f"app_{state.value}"
            await transaction.connection.execute(update(letters).where(one).values(state=state.value))
        problems = await find_problems(transaction, [f"app_{state.value}" for state in LetterState])
        assert await find_problems(transaction, []) == {}
    assert {about: [row.state for row in rows] for about, rows in problems.items()} == {
        "app_refused": ["refused"],
        "app_failed": ["failed"],
        "app_unclear": ["unclear"],
        "app_bounced": ["bounced"],
    }


async def test_letters_to_print_are_due_and_without_secrets(
    transactions: Transactions, outbox: SqlOutbox, clock: ManualClock
) -> None:
    later = clock.now().replace(year=2026)
    letter = sample_letter()
    async with transactions.write() as transaction:
        for number, one in enumerate((letter, replace(letter, confidential=True), replace(letter, not_before=later))):
            await outbox.add(transaction, replace(one, once=str(number)))
        printable = await list_printable(transaction, clock.now(), limit=9)
    assert [view.row.confidential for view in printable] == [False]
