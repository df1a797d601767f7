"""Decisions that are withheld until an hour of the venue's clock: letters, releases, hand-overs, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from accreditation.applications.actions.applying import (
    appeal_refusal,
    correct_application,
    find_application,
    list_own_steps,
    withdraw_application,
)
from accreditation.applications.domain.applications import Agency, Application, State
from accreditation.applications.domain.history import Act
from accreditation.applications.domain.seen import SeenVersion
from accreditation.badges.actions.badges import hand_over_badges
from accreditation.badges.domain.badges import IdentityCheck
from accreditation.vetting.actions.releasing import count_withheld, release_all
from accreditation.vetting.actions.vetting import decide_appeal, revoke_approval, undo_finding
from bench.mail_server import Conduct
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, RuleError
from conference.ids import SequentialIds
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from rostrum.runtime import Runtime
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_OFFICER_A, REFUSE, applicant
from tests.support.badge_office import DESK_CLERK
from tests.support.letter_desk import ANSWERS, ASK, Desk, make_letter_desk
from tests.support.mail_office import MailOffice, open_office

TEN, SIX = datetime(2025, 10, 25, 3, tzinfo=UTC), datetime(2025, 10, 25, 11, tzinfo=UTC)
"""10:00 and 18:00 in Hà Nội; the clock stands at 09:00."""


@pytest.fixture
async def desk(runtime: Runtime, each_database: Database) -> Desk:
    event = structs.replace(runtime.event, decisions=("10:00", "18:00"))
    transactions = Transactions(each_database, runtime.bus)
    return await make_letter_desk(replace(runtime, event=event, database=each_database, transactions=transactions))


@pytest.fixture
async def office(desk: Desk, clock: ManualClock) -> AsyncIterator[MailOffice]:
    async with open_office(desk.runtime.transactions, clock, SequentialIds(), lambda *_: Conduct.ACCEPT) as opened:
        yield opened


async def shown(desk: Desk, application: Application) -> Application:
    return await find_application(desk.applications, secret=desk.applications.links.secret_of(application))


async def waiting_letters(desk: Desk) -> list[tuple[str, datetime]]:
    return [(row.kind, row.due_at) for row in await desk.written() if row.state == "waiting"]


async def undo(desk: Desk, application: Application) -> Application:
    seen = SeenVersion(application.id, application.version)
    return await undo_finding(desk.applications, agency=Agency.SECURITY, seen=seen, staff=OFFICER_B)


async def test_decision_is_shown_and_mailed_from_its_hour_on(
    desk: Desk, office: MailOffice, clock: ManualClock
) -> None:
    approved = await desk.approve(await desk.submit())
    assert (await shown(desk, approved)).state is State.IN_REVIEW
    assert [step.act for step in await list_own_steps(desk.applications, approved)] == [Act.SUBMITTED]
    await office.worker().send_due()
    assert await waiting_letters(desk) == [("application.approved", TEN)]
    clock.advance((TEN - clock.now()).total_seconds())
    assert (await shown(desk, approved)).state is State.APPROVED
    steps = await list_own_steps(desk.applications, approved)
    assert [(step.act, step.at) for step in steps][1:] == [(Act.CHECKED, TEN)]
    await office.worker().send_due()
    assert await waiting_letters(desk) == []


async def test_one_letter_for_what_finally_holds(desk: Desk, office: MailOffice, clock: ManualClock) -> None:
    undone = await undo(desk, await desk.approve(await desk.submit()))
    refused = await desk.find(undone, REFUSE, OFFICER_B)
    assert await waiting_letters(desk) == [("application.received", clock.now()), ("application.refused", TEN)]
    clock.advance((TEN - clock.now()).total_seconds())
    await office.worker().send_due()
    states = [(row.kind, row.state) for row in await desk.written()]
    assert states == [
        ("application.received", "sent"),
        ("application.approved", "cancelled"),
        ("application.refused", "sent"),
    ]
    steps = await list_own_steps(desk.applications, refused)
    assert [step.act for step in steps] == [Act.SUBMITTED, Act.CHECKED]


async def test_revocation_of_a_withheld_approval_is_a_refusal(desk: Desk, clock: ManualClock) -> None:
    approved = await desk.approve(await desk.submit())
    seen = SeenVersion(approved.id, approved.version)
    await revoke_approval(desk.applications, agency=Agency.SECURITY, seen=seen, staff=OFFICER_B, reason="conduct")
    assert (await waiting_letters(desk))[1:] == [("application.refused", TEN)]
    clock.advance(7200)
    assert [step.act for step in await list_own_steps(desk.applications, approved)] == [Act.SUBMITTED, Act.CHECKED]


async def test_appeal_counts_from_the_release_and_waits_for_its_own(desk: Desk, clock: ManualClock) -> None:
    refused = await desk.find(await desk.submit(), REFUSE, OFFICER_A)
    secret = desk.applications.links.secret_of(refused)
    with pytest.raises(RuleError, match=r"appeal\.not_possible"):
        await appeal_refusal(desk.applications, "Please.", secret=secret)
    clock.advance((TEN - clock.now()).total_seconds())
    appealed = await appeal_refusal(desk.applications, "Please.", secret=secret)
    seen = SeenVersion(appealed.id, appealed.version)
    dismissed = await decide_appeal(
        desk.applications, is_allowed=False, agency=Agency.ACCREDITATION, seen=seen, staff=OTHER_OFFICER_A
    )
    assert (await waiting_letters(desk))[-1] == ("application.appeal_dismissed", SIX)
    appeal = (await shown(desk, dismissed)).appeal
    assert appeal is not None
    assert appeal.is_allowed is None


@pytest.mark.parametrize("finding", ["approved", "refused"])
async def test_applicant_withdraws_while_the_decision_waits(desk: Desk, clock: ManualClock, finding: str) -> None:
    application = await desk.submit()
    decided = await (desk.approve(application) if finding == "approved" else desk.find(application, REFUSE, OFFICER_A))
    secret = desk.applications.links.secret_of(decided)
    withdrawn = await withdraw_application(desk.applications, secret=secret)
    assert withdrawn.state is State.WITHDRAWN
    clock.advance(86400)
    assert (await shown(desk, decided)).state is State.WITHDRAWN
    assert [kind for kind, _ in await waiting_letters(desk)] == ["application.received", "application.withdrawn"]
    steps = await list_own_steps(desk.applications, decided)
    assert [step.act for step in steps] == [Act.SUBMITTED, Act.WITHDRAWN]


async def test_applicant_answers_a_question_while_a_refusal_waits(desk: Desk, clock: ManualClock) -> None:
    asked = await desk.find(await desk.submit(), ASK, OFFICER_A)
    refused = await desk.find(asked, REFUSE, OFFICER_B)
    secret = desk.applications.links.secret_of(refused)
    assert (await shown(desk, refused)).state is State.INCOMPLETE
    answers = replace(ANSWERS, applicant=applicant(language="fr", phone="+84912345679"))
    corrected = await correct_application(desk.applications, answers, secret=secret, seen_version=asked.version)
    assert (corrected.state, corrected.applicant.phone) == (State.REFUSED, "+84912345679")
    assert (await shown(desk, refused)).state is State.SUBMITTED
    clock.advance(7200)
    assert (await shown(desk, refused)).state is State.REFUSED


async def test_release_now_is_of_what_an_accreditation_officer_saw(desk: Desk, clock: ManualClock) -> None:
    approved = await desk.approve(await desk.submit())
    with pytest.raises(ForbiddenError):
        await release_all(desk.applications, seen_count=1, staff=OFFICER_B)
    with pytest.raises(ConflictError, match=r"releases\.changed"):
        await release_all(desk.applications, seen_count=2, staff=OFFICER_A)
    clock.advance(60)
    assert await release_all(desk.applications, seen_count=1, staff=OFFICER_A) == 1
    assert (await shown(desk, approved)).state is State.APPROVED
    assert (await waiting_letters(desk))[1:] == [("application.approved", clock.now())]
    assert (await count_withheld(desk.applications)).count == 0
    steps = await list_own_steps(desk.applications, approved)
    assert [(step.act, step.at) for step in steps][1:] == [(Act.CHECKED, clock.now())]


async def test_hand_over_releases_its_decision(desk: Desk, clock: ManualClock) -> None:
    approved = await desk.approve(await desk.submit())
    badge = await desk.issue(approved)
    await desk.print_out(badge)
    assert (await waiting_letters(desk))[1:] == [("application.approved", TEN), ("badge.ready", TEN)]
    clock.advance(60)
    await hand_over_badges(desk.badges, [badge.id], identity=IdentityCheck.PASSPORT, staff=DESK_CLERK)
    assert (await shown(desk, approved)).state is State.APPROVED
    now = clock.now()
    assert (await waiting_letters(desk))[1:] == [("application.approved", now), ("badge.ready", now)]
