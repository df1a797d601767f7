"""What an applicant does, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import select

from accreditation.applications.actions.applying import (
    correct_application,
    find_application,
    find_draft_photo,
    find_outlet,
    read_photo,
    save_draft_photo,
    submit_application,
    suggest_outlets,
    withdraw_application,
)
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Agency, Application, Finding, State, Topic
from accreditation.applications.domain.events import ApplicationCorrected, ApplicationSubmitted, ApplicationWithdrawn
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import SeenVersion, record_finding
from accreditation.vetting.domain import FindingInput
from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.storage.audit import audit_log, verify
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, SECRET, applicant, upload
from tests.support.application_services import Ended

ANSWERS = Answers(applicant(), "Báo Nhân Dân", "reporter", "general")
ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, topics=(Topic.PHOTO,))


async def hand_in(desk: ApplicationServices, answers: Answers = ANSWERS, *, secret: str = SECRET) -> Application:
    await save_draft_photo(desk, upload(), secret=secret)
    return await submit_application(desk, answers, secret=secret)


async def approve(desk: ApplicationServices, application: Application) -> Application:
    for agency, officer in ((Agency.ACCREDITATION, OFFICER_A), (Agency.SECURITY, OFFICER_B)):
        application = await record_finding(
            desk, APPROVE, agency=agency, seen=SeenVersion(application.id, application.version), staff=officer
        )
    return application


async def trail(desk: ApplicationServices) -> list[tuple[str, str]]:
    async with desk.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq))
        assert (await verify(transaction.connection)).broken_at is None
        return [(row.action.removeprefix("accreditation:application:"), row.actor) for row in rows]


def listen(bus: Bus, kinds: Iterable[type]) -> list[object]:
    heard: list[object] = []

    async def notify(event: object) -> None:
        heard.append(event)

    for kind in kinds:
        bus.subscribe(kind, notify)
    return heard


async def test_application_handed_in_is_there_with_photo_outlet_trail_and_event(
    desk: ApplicationServices, bus: Bus
) -> None:
    heard = listen(bus, [ApplicationSubmitted])
    application = await hand_in(desk)
    assert await find_application(desk, secret=SECRET) == application
    assert (application.state, application.consent_at) == (State.SUBMITTED, desk.clock.now())
    assert await find_outlet(desk, application) == Outlet(application.outlet_id or "", "Báo Nhân Dân")
    assert (await read_photo(desk, application.photo_id or ""))[:2] == b"\xff\xd8"
    assert await find_draft_photo(desk, secret=SECRET) is None
    assert await trail(desk) == [("submitted", "applicant")]
    assert heard == [ApplicationSubmitted(application.id, desk.clock.now())]


async def test_handing_in_twice_is_once(desk: ApplicationServices) -> None:
    await save_draft_photo(desk, upload(), secret=SECRET)
    every = await asyncio.gather(*(submit_application(desk, ANSWERS, secret=SECRET) for _ in range(6)))
    kept = {one.id for one in every}
    assert len(kept) == 1
    again = await submit_application(desk, ANSWERS, secret=SECRET)
    assert {again.id} == kept
    assert await trail(desk) == [("submitted", "applicant")]


async def test_no_photo_no_application_and_nothing_else_kept(desk: ApplicationServices) -> None:
    with pytest.raises(RuleError) as caught:
        await submit_application(desk, ANSWERS, secret=SECRET)
    assert caught.value.code == "application.photo_missing"
    with pytest.raises(NotFoundError):
        await find_application(desk, secret=SECRET)
    assert await suggest_outlets(desk, "Báo") == []
    assert await trail(desk) == []


async def test_kept_photo_waits_a_day_for_its_form(desk: ApplicationServices, clock: ManualClock) -> None:
    kept = await save_draft_photo(desk, upload(), secret=SECRET)
    clock.advance(23 * 3600)
    assert await find_draft_photo(desk, secret=SECRET) == kept
    clock.advance(3600)
    assert await find_draft_photo(desk, secret=SECRET) is None
    await save_draft_photo(desk, upload(), secret="another form")
    with pytest.raises(NotFoundError):
        await read_photo(desk, kept.id)


async def test_upload_that_is_no_photo_leaves_the_earlier_one(desk: ApplicationServices) -> None:
    kept = await save_draft_photo(desk, upload(), secret=SECRET)
    with pytest.raises(InvalidError):
        await save_draft_photo(desk, b"%PDF-1.7", secret=SECRET)
    assert await find_draft_photo(desk, secret=SECRET) == kept


async def test_outlet_is_matched_by_any_spelling_and_unconfirmed_ones_are_nobody_s_business(
    desk: ApplicationServices,
) -> None:
    first = await hand_in(desk)
    second = await hand_in(desk, replace(ANSWERS, outlet="bao  nhan-dan"), secret="second form")
    assert first.outlet_id == second.outlet_id
    assert await suggest_outlets(desk, "bao nhan") == []
    assert (await hand_in(desk, replace(ANSWERS, outlet=None), secret="third form")).outlet_id is None


async def test_correction_brings_new_answers_and_a_new_photo(desk: ApplicationServices, bus: Bus) -> None:
    heard = listen(bus, [ApplicationCorrected])
    application = await hand_in(desk)
    asked = await record_finding(
        desk, ASK, agency=Agency.ACCREDITATION, seen=SeenVersion(application.id, 1), staff=OFFICER_A
    )
    await save_draft_photo(desk, upload(200), secret=SECRET)
    better = replace(ANSWERS, applicant=applicant(given_name="HOA"))
    fixed = await correct_application(desk, better, secret=SECRET, seen_version=asked.version)
    assert (fixed.state, fixed.applicant.given_name, fixed.checks) == (State.SUBMITTED, "HOA", {})
    assert fixed.photo_id != application.photo_id
    assert await find_application(desk, secret=SECRET) == fixed
    with pytest.raises(NotFoundError):
        await read_photo(desk, application.photo_id or "")
    assert heard == [ApplicationCorrected(application.id, desk.clock.now())]


async def test_correction_keeps_the_photo_when_none_is_sent(desk: ApplicationServices) -> None:
    application = await hand_in(desk)
    asked = await record_finding(
        desk, ASK, agency=Agency.SECURITY, seen=SeenVersion(application.id, 1), staff=OFFICER_B
    )
    fixed = await correct_application(desk, ANSWERS, secret=SECRET, seen_version=asked.version)
    assert fixed.photo_id == application.photo_id


async def test_correction_that_nobody_asked_for_or_that_is_outdated_is_refused(desk: ApplicationServices) -> None:
    application = await hand_in(desk)
    with pytest.raises(RuleError):
        await correct_application(desk, ANSWERS, secret=SECRET, seen_version=1)
    await record_finding(desk, ASK, agency=Agency.ACCREDITATION, seen=SeenVersion(application.id, 1), staff=OFFICER_A)
    with pytest.raises(ConflictError):
        await correct_application(desk, ANSWERS, secret=SECRET, seen_version=1)


async def test_withdrawal_ends_what_an_approval_gave_out(
    desk: ApplicationServices, bus: Bus, credentials: Ended
) -> None:
    heard = listen(bus, [ApplicationWithdrawn])
    application = await approve(desk, await hand_in(desk))
    gone = await withdraw_application(desk, secret=SECRET)
    assert (gone.state, gone.is_approved) == (State.WITHDRAWN, False)
    assert credentials.ended == [(application.id, "withdrawn", "applicant")]
    assert heard == [ApplicationWithdrawn(application.id, True, desk.clock.now())]
    assert (await trail(desk))[-1] == ("withdrawn", "applicant")
    with pytest.raises(RuleError):
        await withdraw_application(desk, secret=SECRET)


async def test_withdrawal_before_an_approval_ends_nothing(desk: ApplicationServices, credentials: Ended) -> None:
    await hand_in(desk)
    await withdraw_application(desk, secret=SECRET)
    assert credentials.ended == []


async def test_wrong_secret_opens_nothing(desk: ApplicationServices) -> None:
    application = await hand_in(desk)
    for wrong in ("", SECRET[:-1], application.id, application.secret_hash, "\udcff"):
        with pytest.raises(RostrumError):
            await find_application(desk, secret=wrong)
        with pytest.raises(RostrumError):
            await withdraw_application(desk, secret=wrong)
