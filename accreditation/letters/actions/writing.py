"""Letters to applicants, written in the transaction of the act that they announce."""

from collections.abc import Sequence

import structlog
from msgspec import Struct

from accreditation.annexes.domain.answers import Answers
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.history import Act, Step
from accreditation.applications.domain.links import ApplicantLinks
from accreditation.applications.ports import Applications, History
from accreditation.badges.domain.badges import Badge
from accreditation.letters.content import PAGES, LetterContent
from accreditation.letters.domain import (
    WITHHELD,
    BadgeAct,
    LetterCause,
    find_cause,
    make_annex_cause,
    make_badge_cause,
)
from conference.clock import Clock
from conference.errors import InvalidError
from conference.mail.letters import LetterRequest, LetterWriter, WaitingLetters
from conference.transactions import Transaction

_BATCH = 500
"""Badges whose holders are read by one query."""

_log = structlog.get_logger(__name__)


class ApplicantLetters(Struct, frozen=True, kw_only=True):
    """Writer of the letters to applicants."""

    applications: Applications
    history: History
    writer: LetterWriter
    content: LetterContent
    links: ApplicantLinks
    waiting: WaitingLetters
    clock: Clock

    async def announce_step(self, transaction: Transaction, step: Step) -> None:
        """Write the letter that the step of an application needs, if any. The application is saved already.

        Letters of a withheld decision are cancelled when it is taken back, and due when it is released.
        """
        if step.ends_withheld:
            await self.waiting.cancel(transaction, step.application_id, WITHHELD)
        if step.act is Act.RELEASED:
            await self.waiting.release(transaction, step.application_id, WITHHELD)
            return
        application = await self.applications.get(transaction, step.application_id)
        is_undo = step.act is Act.UNDONE
        earlier = await self.history.list_steps(transaction, application.id) if is_undo else []
        cause = find_cause(step, application, [one for one in earlier if one.version < step.version])
        if cause is not None:
            await self.write(transaction, cause, application)

    async def announce_badges(self, transaction: Transaction, act: BadgeAct, badges: Sequence[Badge]) -> None:
        """Write to the holders of these badges what was done."""
        for start in range(0, len(badges), _BATCH):
            batch = badges[start : start + _BATCH]
            people = await self.applications.list_by_ids(transaction, [badge.application_id for badge in batch])
            by_id = {application.id: application for application in people}
            for badge in batch:
                application = by_id[badge.application_id]
                await self.write(transaction, make_badge_cause(act, badge, application), application)

    async def announce(self, transaction: Transaction, answers: Answers, application: Application) -> None:
        """Write the letter about the decision on a follow-up form."""
        await self.write(transaction, make_annex_cause(answers), application)

    async def write(self, transaction: Transaction, cause: LetterCause, application: Application) -> str | None:
        """Write a letter; return its id, or None for one written before and for an address that takes no letters."""
        request = self._make_request(cause, application)
        try:
            return await self.writer.write(transaction, request)
        except InvalidError as error:
            _log.warning("letters.not_written", application=application.id, kind=cause.kind.value, code=error.code)
            return None

    def _make_request(self, cause: LetterCause, application: Application) -> LetterRequest:
        applicant, link = application.applicant, self.links.applicant_link(application, application.applicant.language)
        return LetterRequest(
            kind=cause.kind.value,
            about=application.id,
            once=cause.once,
            address=applicant.email,
            name=applicant.native_name,
            language=applicant.language,
            values=self.content.values_of(cause, application, now=self.clock.now()),
            link=link + PAGES.get(cause.kind, ""),
            confidential=True,
            not_before=cause.not_before,
            enclosure=self.content.enclosure_of(cause, application),
        )
