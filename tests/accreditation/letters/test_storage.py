"""Unanswered questions and their reminders, on SQLite and PostgreSQL."""

from sqlalchemy import select

from accreditation.applications.domain.applications import State
from accreditation.letters.domain import LetterKind
from accreditation.letters.storage import SqlOpenQuestions
from conference.ids import SequentialIds
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from rostrum.parts.stores import application_store
from tests.support.badge_office import Office
from tests.support.letters import sample_letter

QUESTIONS = SqlOpenQuestions(application_store())


async def test_applications_that_wait_for_an_answer_are_listed(office: Office) -> None:
    await office.apply("app_1", state=State.INCOMPLETE, decision=None)
    await office.apply("app_2", state=State.IN_REVIEW, decision=None)
    async with office.transactions.read() as transaction:
        assert [one.id for one in await QUESTIONS.list_incomplete(transaction)] == ["app_1"]


async def test_reminders_that_were_written_are_listed(office: Office) -> None:
    outbox = SqlOutbox(office.clock, SequentialIds())
    async with office.transactions.write() as transaction:
        await outbox.add(transaction, sample_letter(kind=LetterKind.REMINDER.value, once="app_1:2"))
        await outbox.add(transaction, sample_letter(kind=LetterKind.QUESTION.value, once="app_1:2"))
        await outbox.add(transaction, sample_letter(kind=LetterKind.QUESTION.value, once="app_2:2"))
    async with office.transactions.read() as transaction:
        assert await QUESTIONS.list_reminders(transaction) == {"app_1:2"}
        assert len((await transaction.connection.execute(select(letters.c.id))).all()) == 3
