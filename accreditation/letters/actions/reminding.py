"""Reminders of questions that applicants have not answered."""

from dataclasses import dataclass
from datetime import timedelta

from accreditation.applications.domain.applications import Application
from accreditation.letters.actions.writing import ApplicantLetters
from accreditation.letters.domain import LetterCause, find_reminders
from accreditation.letters.ports import OpenQuestions
from conference.event import Event
from conference.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderServices:
    """Dependencies of the reminders."""

    transactions: Transactions
    questions: OpenQuestions
    letters: ApplicantLetters
    event: Event


async def remind_applicants(services: ReminderServices) -> int:
    """Write the reminders that are due, each in a transaction of its own; return how many were written.

    None is written from `decided_by` on, when the decisions are to be made.
    """
    decided_by = services.event.applications.decided_by
    if decided_by is not None and services.letters.clock.now() >= decided_by:
        return 0
    async with services.transactions.read() as transaction:
        applications = await services.questions.list_incomplete(transaction)
        written = await services.questions.list_reminders(transaction)
    due = [one.id for one in applications if any(cause.once not in written for cause in _find_due(services, one))]
    return sum([await _remind_applicant(services, application_id) for application_id in due])


async def _remind_applicant(services: ReminderServices, application_id: str) -> int:
    """Write the reminders of an application that are still due; return how many."""
    letters = services.letters
    async with services.transactions.write() as transaction:
        application = await letters.applications.get(transaction, application_id, lock=True)
        ids = [await letters.write(transaction, cause, application) for cause in _find_due(services, application)]
    return len([letter_id for letter_id in ids if letter_id is not None])


def _find_due(services: ReminderServices, application: Application) -> list[LetterCause]:
    after = timedelta(hours=services.event.reminder_hours)
    return find_reminders(application, after=after, now=services.letters.clock.now())
