"""Actions of an applicant."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

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
    withdraw_application,
)
from accreditation.applications.actions.outlet_choice import suggest_outlets
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, State
from accreditation.applications.domain.corrections import changed_fields
from accreditation.applications.domain.events import ApplicationCorrected, ApplicationSubmitted, ApplicationWithdrawn
from accreditation.applications.domain.history import Act, Change
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import record_finding
from accreditation.vetting.domain import FindingInput
from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.storage.audit import audit_log, verify
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, SECRET, applicant, application, upload
from tests.support.application_services import RecordedCredentials, save_applications

ANSWERS = Answers(applicant(), "Báo Nhân Dân", "reporter", "general")
ASK = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.PHOTO, Field.GIVEN_NAME))


async def submit(desk: ApplicationServices, answers: Answers = ANSWERS, *, secret: str = SECRET) -> Application:
    await save_draft_photo(desk, upload(), secret=secret)
    return await submit_application(desk, answers, secret=secret)


async def approve(desk: ApplicationServices, application: Application) -> Application:
    for agency, officer in ((Agency.ACCREDITATION, OFFICER_A), (Agency.SECURITY, OFFICER_B)):
        application = await record_finding(
            desk, APPROVE, agency=agency, seen=SeenVersion(application.id, application.version), staff=officer
        )
    return application


async def list_audit_actions(desk: ApplicationServices) -> list[tuple[str, str]]:
    async with desk.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq))
        assert (await verify(transaction.connection)).broken_at is None
        return [(row.action.removeprefix("accreditation:application:"), row.actor) for row in rows]


def record_events(bus: Bus, kinds: Iterable[type]) -> list[object]:
    events: list[object] = []

    async def notify(event: object) -> None:
        events.append(event)

    for kind in kinds:
        bus.subscribe(kind, notify)
    return events


@pytest.mark.usefixtures("each_database")
async def test_submission_saves_photo_outlet_audit_entry_and_event(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [ApplicationSubmitted])
    application = await submit(desk)
    assert await find_application(desk, secret=desk.links.secret_of(application)) == application
    assert (application.state, application.consent_at) == (State.SUBMITTED, desk.clock.now())
    assert await find_outlet(desk, application) == Outlet(application.outlet_id or "", "Báo Nhân Dân")
    assert (await read_photo(desk, application.photo_id or ""))[:2] == b"\xff\xd8"
    assert await find_draft_photo(desk, secret=SECRET) is None
    assert await list_audit_actions(desk) == [("submitted", "applicant")]
    assert events == [ApplicationSubmitted(application.id, desk.clock.now())]


async def test_second_submission_does_not_make_an_application_late(desk: ApplicationServices) -> None:
    await submit(desk)
    again = await submit_application(desk, ANSWERS, secret=SECRET, is_late=True)
    other = "another secret of a form"
    await save_draft_photo(desk, upload(), secret=other)
    late = await submit_application(desk, ANSWERS, secret=other, is_late=True)
    assert (again.is_late, late.is_late) == (False, True)
    assert (await find_application(desk, secret=desk.links.secret_of(late))).is_late


@pytest.mark.usefixtures("each_database")
async def test_submitting_twice_adds_one_application(desk: ApplicationServices) -> None:
    await save_draft_photo(desk, upload(), secret=SECRET)
    applications = await asyncio.gather(*(submit_application(desk, ANSWERS, secret=SECRET) for _ in range(6)))
    ids = {application.id for application in applications}
    assert len(ids) == 1
    repeated = await submit_application(desk, ANSWERS, secret=SECRET)
    assert {repeated.id} == ids
    assert await list_audit_actions(desk) == [("submitted", "applicant")]


async def test_submission_without_photo_saves_nothing(desk: ApplicationServices) -> None:
    with pytest.raises(RuleError) as caught:
        await submit_application(desk, ANSWERS, secret=SECRET)
    assert caught.value.code == "application.photo_missing"
    assert await suggest_outlets(desk, "Báo") == []
    assert await list_audit_actions(desk) == []


async def test_draft_photo_expires_after_three_days(desk: ApplicationServices, clock: ManualClock) -> None:
    photo = await save_draft_photo(desk, upload(), secret=SECRET)
    clock.advance(71 * 3600)
    assert await find_draft_photo(desk, secret=SECRET) == photo
    clock.advance(3600)
    assert await find_draft_photo(desk, secret=SECRET) is None
    await save_draft_photo(desk, upload(), secret="another form")
    with pytest.raises(NotFoundError):
        await read_photo(desk, photo.id)


async def test_invalid_upload_keeps_the_earlier_photo(desk: ApplicationServices) -> None:
    photo = await save_draft_photo(desk, upload(), secret=SECRET)
    with pytest.raises(InvalidError):
        await save_draft_photo(desk, b"%PDF-1.7", secret=SECRET)
    assert await find_draft_photo(desk, secret=SECRET) == photo


async def test_outlet_keeps_its_spelling_until_an_officer_confirms(
    desk: ApplicationServices,
) -> None:
    first = await submit(desk)
    second = await submit(desk, replace(ANSWERS, outlet="bao nhan-dan"), secret="second form")
    outlet = await find_outlet(desk, second)
    assert outlet is not None
    assert outlet.name == "bao nhan-dan"
    assert first.outlet_id != second.outlet_id
    assert await suggest_outlets(desk, "bao nhan") == []
    same = await submit(desk, secret="fourth form")
    assert same.outlet_id == first.outlet_id
    assert (await submit(desk, replace(ANSWERS, outlet=None), secret="third form")).outlet_id is None


@pytest.mark.usefixtures("each_database")
async def test_correction_saves_new_answers_and_a_new_photo(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [ApplicationCorrected])
    application = await submit(desk)
    checked = await record_finding(
        desk, ASK, agency=Agency.ACCREDITATION, seen=SeenVersion(application.id, 1), staff=OFFICER_A
    )
    await save_draft_photo(desk, upload(200), secret=desk.links.secret_of(application))
    answers = replace(ANSWERS, applicant=applicant(given_name="HOA"))
    corrected = await correct_application(
        desk, answers, secret=desk.links.secret_of(application), seen_version=checked.version
    )
    assert (corrected.state, corrected.applicant.given_name, corrected.checks) == (State.SUBMITTED, "HOA", {})
    assert corrected.photo_id != application.photo_id
    assert await find_application(desk, secret=desk.links.secret_of(application)) == corrected
    async with desk.transactions.read() as transaction:
        steps = await desk.history.list_steps(transaction, application.id)
    assert [step.act for step in steps] == [Act.SUBMITTED, Act.ASKED, Act.CORRECTED]
    assert steps[2].changes == (
        Change("given_name", "THI HOA", "HOA"),
        Change("photo", application.photo_id or "", corrected.photo_id or ""),
    )
    assert events == [ApplicationCorrected(application.id, desk.clock.now())]


async def test_correction_changes_only_requested_fields(desk: ApplicationServices) -> None:
    """Covers C10."""
    application = await submit(desk)
    ask = replace(ASK, fields=(Field.PHONE,))
    seen = SeenVersion(application.id, 1)
    checked = await record_finding(desk, ask, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A)
    secret = desk.links.secret_of(application)
    await save_draft_photo(desk, upload(200), secret=secret)
    hostile = Answers(applicant(phone="+84900000000", native_name="X", email="x@example.org"), None, "reporter", "pool")
    await correct_application(desk, hostile, secret=secret, seen_version=checked.version)
    corrected = await find_application(desk, secret=secret)
    assert changed_fields(application, corrected) == {Field.PHONE}
    assert corrected.consent_at == application.consent_at


async def test_answer_is_wanted_on_a_coming_day(desk: ApplicationServices) -> None:
    application, today = await submit(desk), desk.clock.now().astimezone(desk.rules.zone).date()
    seen = SeenVersion(application.id, 1)
    with pytest.raises(InvalidError) as caught:
        late = replace(ASK, answer_by=today - timedelta(days=1))
        await record_finding(desk, late, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A)
    assert caught.value.code == "vetting.answer_by_past"
    asked = await record_finding(
        desk, replace(ASK, answer_by=today), agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A
    )
    assert asked.checks[Agency.ACCREDITATION].answer_by == today


async def test_correction_without_photo_keeps_the_photo(desk: ApplicationServices) -> None:
    application = await submit(desk)
    checked = await record_finding(
        desk, ASK, agency=Agency.SECURITY, seen=SeenVersion(application.id, 1), staff=OFFICER_B
    )
    corrected = await correct_application(
        desk, ANSWERS, secret=desk.links.secret_of(application), seen_version=checked.version
    )
    assert corrected.photo_id == application.photo_id


async def test_correction_unrequested_or_outdated_is_refused(desk: ApplicationServices) -> None:
    application = await submit(desk)
    with pytest.raises(RuleError):
        await correct_application(desk, ANSWERS, secret=desk.links.secret_of(application), seen_version=1)
    await record_finding(desk, ASK, agency=Agency.ACCREDITATION, seen=SeenVersion(application.id, 1), staff=OFFICER_A)
    with pytest.raises(ConflictError):
        await correct_application(desk, ANSWERS, secret=desk.links.secret_of(application), seen_version=1)


async def test_withdrawal_of_an_approval_ends_badges(
    desk: ApplicationServices, bus: Bus, credentials: RecordedCredentials
) -> None:
    events = record_events(bus, [ApplicationWithdrawn])
    application = await approve(desk, await submit(desk))
    withdrawn = await withdraw_application(desk, secret=desk.links.secret_of(application))
    assert (withdrawn.state, withdrawn.is_approved) == (State.WITHDRAWN, False)
    assert credentials.ended == [(application.id, "withdrawn", "applicant")]
    assert events == [ApplicationWithdrawn(application.id, True, desk.clock.now())]
    assert (await list_audit_actions(desk))[-1] == ("withdrawn", "applicant")
    with pytest.raises(RuleError):
        await withdraw_application(desk, secret=desk.links.secret_of(application))


async def test_withdrawal_before_approval_ends_no_badges(
    desk: ApplicationServices, credentials: RecordedCredentials
) -> None:
    application = await submit(desk)
    await withdraw_application(desk, secret=desk.links.secret_of(application))
    assert credentials.ended == []


async def test_form_and_link_open_an_earlier_application(desk: ApplicationServices) -> None:
    earlier = application()
    await save_applications(desk, earlier)
    for secret in (SECRET, desk.links.secret_of(earlier)):
        assert await find_application(desk, secret=secret) == earlier


async def test_replaced_link_opens_nothing(desk: ApplicationServices) -> None:
    earlier = application()
    await save_applications(desk, replace(earlier, link_generation=1))
    for secret in (SECRET, desk.links.secret_of(earlier)):
        with pytest.raises(NotFoundError):
            await find_application(desk, secret=secret)


async def test_wrong_secret_finds_no_application(desk: ApplicationServices) -> None:
    application = await submit(desk)
    secret = desk.links.secret_of(application)
    wrong_secrets = ("", SECRET, secret[:-1], f"{secret}x", application.id, application.secret_hash, "\udcff" * 44)
    for wrong in wrong_secrets:
        with pytest.raises(RostrumError):
            await find_application(desk, secret=wrong)
        with pytest.raises(RostrumError):
            await withdraw_application(desk, secret=wrong)
