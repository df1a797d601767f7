"""Reminders of questions that applicants have not answered."""

from dataclasses import replace

import pytest
from msgspec import structs

from accreditation.applications.actions.applying import (
    correct_application,
)
from accreditation.letters.actions.reminding import remind_applicants
from conference.clock import ManualClock
from rostrum.parts.letters import reminder_services
from rostrum.runtime import Runtime
from tests.support.application_samples import OFFICER_B, applicant
from tests.support.badge_office import EVENT
from tests.support.letter_desk import ANSWERS, ASK, Desk, make_letter_desk

TWO_DAYS_S = 48 * 3600
WITHOUT_END = structs.replace(EVENT.applications, decided_by=None)
"""Times of applications of an event that does not say when decisions are made."""


@pytest.fixture
async def desk(runtime: Runtime) -> Desk:
    return await make_letter_desk(runtime)


async def test_unanswered_question_is_repeated_once(desk: Desk, clock: ManualClock) -> None:
    await desk.find(await desk.submit(), ASK, OFFICER_B)
    services = reminder_services(desk.runtime)
    assert await remind_applicants(services) == 0
    clock.advance(TWO_DAYS_S)
    early = replace(services, event=structs.replace(desk.runtime.event, applications=WITHOUT_END))
    assert [await remind_applicants(early) for _ in range(2)] == [1, 0]
    reminder = (await desk.written())[-1]
    assert reminder.kind == "application.reminder"
    assert "Your number, please." in reminder.text


async def test_answered_question_is_not_repeated(desk: Desk, clock: ManualClock) -> None:
    asked = await desk.find(await desk.submit(), ASK, OFFICER_B)
    answers = replace(ANSWERS, applicant=applicant(language="fr", phone="+84912345679"))
    secret = desk.applications.links.secret_of(asked)
    await correct_application(desk.applications, answers, secret=secret, seen_version=asked.version)
    clock.advance(TWO_DAYS_S)
    services = reminder_services(desk.runtime)
    event = structs.replace(desk.runtime.event, applications=WITHOUT_END)
    assert await remind_applicants(replace(services, event=event)) == 0


async def test_question_is_not_repeated_after_the_decisions(desk: Desk, clock: ManualClock) -> None:
    await desk.find(await desk.submit(), ASK, OFFICER_B)
    clock.advance(TWO_DAYS_S)
    assert await remind_applicants(reminder_services(desk.runtime)) == 0
