"""Letters to applicants, written by stores of accreditation in the transaction of the act that they announce."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import structlog

from accreditation.applications.domain.history import Step
from accreditation.applications.domain.links import ApplicantLinks
from accreditation.applications.storage.history import SqlHistory
from accreditation.badges.domain.badges import Badge, BadgeStatus
from accreditation.badges.storage.badges import BadgeCredentials, SqlBadges
from accreditation.doors.storage.presences import end_replaced_presences
from accreditation.doors.storage.roster import note_change
from accreditation.letters.actions.reminding import ReminderServices, remind_applicants
from accreditation.letters.actions.testing import SampleServices
from accreditation.letters.actions.writing import ApplicantLetters
from accreditation.letters.content import LetterContent
from accreditation.letters.domain import BadgeAct
from accreditation.letters.samples import LetterSamples
from accreditation.letters.storage import SqlOpenQuestions
from conference.mail.enclosures import MakeEnclosure
from conference.mail.outbox_acts import SqlWaitingLetters
from conference.mail.rendering import LetterRenderer
from conference.tasks import end
from conference.transactions import Transaction
from rostrum.parts.stores import application_store, badge_store, grant_store
from rostrum.runtime import Runtime

REMIND_EVERY_S = 300.0
"""Seconds between two searches for unanswered questions."""

_log = structlog.get_logger(__name__)


def applicant_letters(runtime: Runtime) -> ApplicantLetters:
    """Make the writer of letters to applicants."""
    return ApplicantLetters(
        applications=application_store(),
        history=SqlHistory(),
        writer=runtime.letters,
        content=LetterContent(runtime.event, runtime.catalogues),
        links=ApplicantLinks(runtime.link_key, runtime.settings.address),
        waiting=SqlWaitingLetters(runtime.clock),
        clock=runtime.clock,
    )


def reminder_services(runtime: Runtime) -> ReminderServices:
    """Make the services of the reminders."""
    return ReminderServices(
        transactions=runtime.transactions,
        questions=SqlOpenQuestions(application_store()),
        letters=applicant_letters(runtime),
        event=runtime.event,
    )


def sample_services(runtime: Runtime, make_enclosure: MakeEnclosure) -> SampleServices:
    """Make the services of the page of letters."""
    content = LetterContent(runtime.event, runtime.catalogues)
    return SampleServices(
        transactions=runtime.transactions,
        samples=LetterSamples(content, runtime.settings.address),
        renderer=LetterRenderer(runtime.event, runtime.catalogues),
        writer=runtime.letters,
        make_enclosure=make_enclosure,
        clock=runtime.clock,
        ids=runtime.ids,
    )


@asynccontextmanager
async def reminding(services: ReminderServices) -> AsyncIterator[None]:
    """Write due reminders until the block ends. A failure is logged, and the reminders stay due."""
    task = asyncio.create_task(_remind_regularly(services), name="reminders")
    try:
        yield
    finally:
        await end(task)


async def _remind_regularly(services: ReminderServices) -> None:
    while True:
        await asyncio.sleep(REMIND_EVERY_S)
        try:
            await remind_applicants(services)
        except Exception:
            _log.exception("letters.reminding_failed")


class AnnouncingHistory(SqlHistory):
    """Store of the steps of applications, which writes the letters about them."""

    def __init__(self, letters: ApplicantLetters) -> None:
        self._letters = letters

    async def add(self, transaction: Transaction, step: Step) -> None:
        """Add a step and write its letter, if it needs one."""
        await super().add(transaction, step)
        await self._letters.announce_step(transaction, step)


class AnnouncingBadges(SqlBadges):
    """Store of badges, which writes the letters about their printing, replacement and revocation."""

    def __init__(self, letters: ApplicantLetters) -> None:
        super().__init__(note_change, end_replaced_presences)
        self._letters = letters

    async def add(self, transaction: Transaction, badges_: Sequence[Badge]) -> None:
        """Store new issues and announce those that replace an earlier one."""
        await super().add(transaction, badges_)
        replacing = [badge for badge in badges_ if badge.serial > 1]
        await self._letters.announce_badges(transaction, BadgeAct.SUPERSEDED, replacing)

    async def save(self, transaction: Transaction, badge: Badge) -> None:
        """Save an issue and announce its revocation."""
        await super().save(transaction, badge)
        if badge.status is BadgeStatus.REVOKED:
            await self._letters.announce_badges(transaction, BadgeAct.REVOKED, [badge])

    async def mark_printed(self, transaction: Transaction, issues: Sequence[tuple[str, int]], *, at: datetime) -> None:
        """Save when these issues were printed, and announce that they can be collected."""
        await super().mark_printed(transaction, issues, at=at)
        newest = [await self.find_newest(transaction, badge_id, lock=False) for badge_id, _ in issues]
        printed = [badge for badge in newest if badge is not None]
        await self._letters.announce_badges(transaction, BadgeAct.PRINTED, printed)


class AnnouncingCredentials(BadgeCredentials):
    """Badges of applications, which announces that a badge with a corrected name is to be exchanged.

    Badges that end with their approval are not announced: the end of the approval is.
    """

    def __init__(self, letters: ApplicantLetters) -> None:
        super().__init__(badge_store(), grant_store().end_all)
        self._letters = letters

    async def print_again(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> bool:
        """Return whether a valid badge was printed, and write the letter about it (see `BadgeCredentials`)."""
        is_needed = await super().print_again(transaction, application_id, actor=actor, at=at)
        if is_needed:
            badges = await badge_store().find_newest_by_application(transaction, [application_id])
            await self._letters.announce_badges(transaction, BadgeAct.RENAMED, list(badges.values()))
        return is_needed
