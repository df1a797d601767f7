"""The site's services with its letters: acts of applicants, officers and the badge desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from accreditation.applications.actions.applying import (
    submit_application,
)
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, secret_digest
from accreditation.applications.domain.seen import SeenVersion
from accreditation.badges.actions.badges import issue_badge
from accreditation.badges.domain.badges import Badge
from accreditation.vetting.actions.vetting import (
    record_finding,
)
from accreditation.vetting.domain import FindingInput
from conference.auth.roles import Staff
from conference.mail.tables import letters
from rostrum.parts.accreditation import AccreditationServices, assemble_accreditation
from rostrum.runtime import Runtime
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, SECRET, applicant, photo
from tests.support.badge_office import DESK_CLERK, QUICK_PRESS

ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHONE,), message="Your number, please.")
ANSWERS = Answers(applicant(language="fr"), None, "reporter", "general")


class Desk:
    """Services of the site, with short forms of the acts of a test."""

    def __init__(self, runtime: Runtime, services: AccreditationServices) -> None:
        self.runtime, self.applications, self.badges = runtime, services.applications, services.badges

    async def submit(self, answers: Answers = ANSWERS) -> Application:
        services, expires_at = self.applications, self.runtime.clock.now() + timedelta(hours=1)
        async with services.transactions.write() as transaction:
            await services.photos.add_draft(
                transaction, "photo_1", photo(), secret_hash=secret_digest(SECRET), expires_at=expires_at
            )
        return await submit_application(services, answers, secret=SECRET)

    async def find(self, before: Application, finding_input: FindingInput, officer: Staff) -> Application:
        agency = Agency.ACCREDITATION if officer is OFFICER_A else Agency.SECURITY
        seen = SeenVersion(before.id, before.version)
        return await record_finding(self.applications, finding_input, agency=agency, seen=seen, staff=officer)

    async def approve(self, before: Application) -> Application:
        return await self.find(await self.find(before, APPROVE, OFFICER_A), APPROVE, OFFICER_B)

    async def issue(self, application: Application) -> Badge:
        return await issue_badge(self.badges, application.id, staff=DESK_CLERK)

    async def print_out(self, badge: Badge) -> None:
        async with self.badges.transactions.write() as transaction:
            at = self.runtime.clock.now()
            await self.badges.badges.mark_printed(transaction, [(badge.id, badge.serial)], at=at)

    async def written(self) -> Sequence[Row[Any]]:
        async with self.applications.transactions.read() as transaction:
            return (await transaction.connection.execute(select(letters).order_by(letters.c.id))).all()

    async def kinds(self) -> list[str]:
        return [row.kind for row in await self.written()]


async def make_letter_desk(runtime: Runtime) -> Desk:
    """Make the site's services, with a signing key and a quick press."""
    services = assemble_accreditation(runtime)
    badges = replace(services.badges, press=QUICK_PRESS)
    async with runtime.transactions.write() as transaction:
        await badges.keys.create(transaction, now=runtime.clock.now() - timedelta(days=1))
    return Desk(runtime, replace(services, badges=badges))
