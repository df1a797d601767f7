"""Actions of officers: the rules of vetting hold on every route (A4, A27)."""

import asyncio
from dataclasses import replace

import pytest

from accreditation.applications.actions.applying import appeal_refusal, correct_application
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, Move, State
from accreditation.applications.domain.events import (
    AppealDecided,
    ApplicationApproved,
    ApplicationHeld,
    ApplicationRefused,
    ApplicationReopened,
    ApplicationResumed,
    ApprovalRevoked,
    CheckRecorded,
    FindingUndone,
    InformationRequested,
    RefusalAppealed,
)
from accreditation.applications.domain.history import Act, Change, shown_to, shown_to_applicant
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.ports import ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.bulk import vet_many
from accreditation.vetting.actions.vetting import (
    allowed_moves,
    correct_names,
    decide_appeal,
    hold_application,
    record_finding,
    reopen_application,
    resume_application,
    revoke_approval,
    undo_finding,
)
from accreditation.vetting.domain import FindingInput
from conference.auth.roles import Staff
from conference.bus import Bus
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RostrumError, RuleError
from rostrum import roles
from tests.accreditation.applications.actions.test_applying import list_audit_actions, record_events
from tests.support.application_samples import (
    APPROVE,
    OFFICER_A,
    OFFICER_B,
    OTHER_OFFICER_A,
    OTHER_STAFF,
    REFUSE,
    SECRET,
    applicant,
    application,
)
from tests.support.application_services import RecordedCredentials, get_application, save_applications

A, B = Agency.ACCREDITATION, Agency.SECURITY


async def submit_finding(
    desk: ApplicationServices, finding_input: FindingInput, agency: Agency, officer: Staff, version: int = 1
) -> Application:
    return await record_finding(desk, finding_input, agency=agency, seen=SeenVersion("app_1", version), staff=officer)


async def test_two_approvals_publish_events_and_audit_entries(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [CheckRecorded, ApplicationApproved, ApplicationRefused])
    await save_applications(desk, application())
    assert (await submit_finding(desk, APPROVE, A, OFFICER_A)).state is State.IN_REVIEW
    approved = await submit_finding(desk, APPROVE, B, OFFICER_B)
    assert (approved.state, await get_application(desk)) == (State.APPROVED, approved)
    now = desk.clock.now()
    assert events == [
        CheckRecorded("app_1", A, Finding.APPROVED, now),
        CheckRecorded("app_1", B, Finding.APPROVED, now),
        ApplicationApproved("app_1", now),
    ]
    assert await list_audit_actions(desk) == [("checked", "staff_linh"), ("checked", "staff_son")]


@pytest.mark.parametrize("agency", Agency)
@pytest.mark.parametrize("person", OTHER_STAFF, ids=lambda person: person.username)
async def test_other_roles_cannot_approve_alone_or_in_bulk(
    desk: ApplicationServices, agency: Agency, person: Staff
) -> None:
    await save_applications(desk, application())
    with pytest.raises(ForbiddenError):
        await submit_finding(desk, APPROVE, agency, person)
    for result in await vet_many(desk, APPROVE, agency=agency, seen=[SeenVersion("app_1", 1)], staff=person):
        assert isinstance(result.error, ForbiddenError)
    assert await get_application(desk) == application()
    assert await list_audit_actions(desk) == []


async def test_officer_who_changed_role_cannot_approve_again(desk: ApplicationServices) -> None:
    await save_applications(desk, application())
    await submit_finding(desk, APPROVE, A, OFFICER_A)
    changed_role = replace(OFFICER_A, roles=frozenset({roles.SECURITY_OFFICER}))
    with pytest.raises(RuleError) as caught:
        await submit_finding(desk, APPROVE, B, changed_role, version=2)
    assert caught.value.code == "vetting.same_person"
    [result] = await vet_many(desk, APPROVE, agency=B, seen=[SeenVersion("app_1", 2)], staff=changed_role)
    assert result.error is not None
    assert result.error.code == "vetting.same_person"
    assert (await get_application(desk)).state is State.IN_REVIEW


@pytest.mark.usefixtures("each_database")
async def test_concurrent_findings_of_one_agency_conflict(desk: ApplicationServices) -> None:
    await save_applications(desk, application())
    outcomes = await asyncio.gather(
        submit_finding(desk, APPROVE, A, OFFICER_A),
        submit_finding(desk, REFUSE, A, OTHER_OFFICER_A),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Application", "ConflictError"]
    assert len(await list_audit_actions(desk)) == 1


@pytest.mark.usefixtures("each_database")
async def test_concurrent_findings_of_two_agencies_are_both_saved(desk: ApplicationServices) -> None:
    await save_applications(desk, application())
    await asyncio.gather(submit_finding(desk, APPROVE, A, OFFICER_A), submit_finding(desk, APPROVE, B, OFFICER_B))
    assert (await get_application(desk)).state is State.APPROVED


async def test_refusal_requires_a_reason_code_of_the_event(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [ApplicationRefused])
    await save_applications(desk, application())
    for reason, kind in ((None, RuleError), ("whim", InvalidError)):
        with pytest.raises(kind):
            await submit_finding(desk, FindingInput(finding=Finding.REFUSED, reason=reason), A, OFFICER_A)
    assert (await submit_finding(desk, REFUSE, A, OFFICER_A)).state is State.REFUSED
    assert events == [ApplicationRefused("app_1", "outlet_not_verified", desk.clock.now())]


async def test_request_for_information_publishes_an_event(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [InformationRequested])
    await save_applications(desk, application())
    ask = FindingInput(finding=Finding.NEEDS_INFORMATION, fields=(Field.NATIVE_NAME,), message="Middle name?")
    assert (await submit_finding(desk, ask, B, OFFICER_B)).state is State.INCOMPLETE
    assert events == [InformationRequested("app_1", B, desk.clock.now())]


async def test_hold_and_resume(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [ApplicationHeld, ApplicationResumed])
    await save_applications(desk, application())
    on_hold = await hold_application(desk, agency=A, seen=SeenVersion("app_1", 1), staff=OFFICER_A, note="calls back")
    assert on_hold.state is State.ON_HOLD
    assert allowed_moves(on_hold) == {Move.RESUME, Move.WITHDRAW}
    with pytest.raises(RostrumError):
        await submit_finding(desk, APPROVE, B, OFFICER_B)
    with pytest.raises(RuleError):
        await resume_application(desk, agency=B, seen=SeenVersion.of(on_hold), staff=OFFICER_B)
    resumed = await resume_application(desk, agency=A, seen=SeenVersion.of(on_hold), staff=OTHER_OFFICER_A)
    assert resumed.state is State.SUBMITTED
    now = desk.clock.now()
    assert events == [ApplicationHeld("app_1", A, now), ApplicationResumed("app_1", A, now)]


async def test_revocation_ends_badges_and_may_be_reopened(
    desk: ApplicationServices, bus: Bus, credentials: RecordedCredentials
) -> None:
    events = record_events(bus, [ApprovalRevoked, ApplicationReopened])
    await save_applications(desk, application())
    await submit_finding(desk, APPROVE, A, OFFICER_A)
    await submit_finding(desk, APPROVE, B, OFFICER_B)
    with pytest.raises(InvalidError):
        await revoke_approval(desk, agency=B, seen=SeenVersion("app_1", 3), staff=OFFICER_B, reason="whim")
    revoked = await revoke_approval(desk, agency=B, seen=SeenVersion("app_1", 3), staff=OFFICER_B, reason="conduct")
    assert (revoked.state, credentials.ended) == (State.REFUSED, [("app_1", "conduct", "staff_son")])
    reopened = await reopen_application(desk, agency=B, seen=SeenVersion("app_1", 4), staff=OFFICER_B)
    assert (reopened.state, reopened.checks) == (State.SUBMITTED, {})
    now = desk.clock.now()
    assert events == [ApprovalRevoked("app_1", "conduct", now), ApplicationReopened("app_1", B, now)]
    assert [action for action, _ in await list_audit_actions(desk)] == ["checked", "checked", "revoked", "reopened"]


@pytest.mark.usefixtures("each_database")
async def test_undone_approval_ends_an_unprinted_badge(
    desk: ApplicationServices, bus: Bus, credentials: RecordedCredentials
) -> None:
    events = record_events(bus, [FindingUndone])
    await save_applications(desk, application())
    await submit_finding(desk, APPROVE, A, OFFICER_A)
    await submit_finding(desk, APPROVE, B, OFFICER_B)
    credentials.printed.add("app_1")
    with pytest.raises(RuleError) as caught:
        await undo_finding(desk, agency=B, seen=SeenVersion("app_1", 3), staff=OFFICER_B)
    assert (caught.value.code, credentials.ended) == ("vetting.printed", [])
    credentials.printed.clear()
    undone = await undo_finding(desk, agency=B, seen=SeenVersion("app_1", 3), staff=OFFICER_B)
    assert (undone.state, set(undone.checks), undone.decision) == (State.IN_REVIEW, {A}, None)
    assert credentials.ended == [("app_1", "undone", "staff_son")]
    assert events == [FindingUndone("app_1", B, True, desk.clock.now())]
    assert [action for action, _ in await list_audit_actions(desk)] == ["checked", "checked", "undone"]


async def edit_approved(desk: ApplicationServices, **changes: str) -> Application:
    """Approve the application and let its applicant change the data."""
    await save_applications(desk, application())
    await submit_finding(desk, APPROVE, A, OFFICER_A)
    approved = await submit_finding(desk, APPROVE, B, OFFICER_B)
    return await correct_application(
        desk, Answers(applicant(**changes), None, "reporter", "general"), secret=SECRET, seen_version=approved.version
    )


@pytest.mark.usefixtures("each_database")
async def test_edited_spelling_keeps_the_badge_until_a_refusal(
    desk: ApplicationServices, credentials: RecordedCredentials
) -> None:
    """Covers A15."""
    credentials.printed.add("app_1")
    edited = await edit_approved(desk, native_name="Nguyễn Thị Hòa")
    assert (edited.state, set(edited.checks), credentials.ended) == (State.IN_REVIEW, {B}, [])
    assert credentials.printed == set()
    async with desk.transactions.read() as transaction:
        *_, step = await desk.history.list_steps(transaction, "app_1")
    assert (step.act, step.changes) == (Act.EDITED, (Change("native_name", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa"),))
    refused = await submit_finding(desk, REFUSE, A, OFFICER_A, version=edited.version)
    assert (refused.state, credentials.ended) == (State.REFUSED, [("app_1", REFUSE.reason, "staff_linh")])


@pytest.mark.usefixtures("each_database")
async def test_edited_passport_country_supersedes_the_badge(
    desk: ApplicationServices, credentials: RecordedCredentials
) -> None:
    """Covers A15."""
    edited = await edit_approved(desk, country="LA")
    assert (edited.state, set(edited.checks)) == (State.IN_REVIEW, {A})
    assert credentials.ended == [("app_1", "superseded", "applicant")]
    again = await submit_finding(desk, APPROVE, B, OFFICER_B, version=edited.version)
    assert again.is_approved


async def test_hold_during_a_new_check_supersedes_the_badge(
    desk: ApplicationServices, credentials: RecordedCredentials
) -> None:
    edited = await edit_approved(desk, given_name="THI HOAI")
    await hold_application(desk, agency=A, seen=SeenVersion("app_1", edited.version), staff=OFFICER_A)
    assert credentials.ended == [("app_1", "superseded", "staff_linh")]


async def test_approved_application_is_edited_in_its_newest_version(desk: ApplicationServices) -> None:
    edited = await edit_approved(desk, phone="+84900000000")
    assert edited.is_approved
    answers = Answers(applicant(), None, "reporter", "general")
    with pytest.raises(ConflictError):
        await correct_application(desk, answers, secret=SECRET, seen_version=edited.version - 1)
    same = Answers(edited.applicant, None, "reporter", "general")
    with pytest.raises(RuleError) as caught:
        await correct_application(desk, same, secret=SECRET, seen_version=edited.version)
    assert caught.value.code == "application.unchanged"


@pytest.mark.usefixtures("each_database")
async def test_appeal_is_read_and_decided_by_another_officer(desk: ApplicationServices, bus: Bus) -> None:
    events = record_events(bus, [RefusalAppealed, AppealDecided])
    await save_applications(desk, application())
    await submit_finding(desk, REFUSE, A, OFFICER_A)
    appealed = await appeal_refusal(desk, "My outlet is registered", secret=SECRET)
    async with desk.transactions.read() as transaction:
        for agency, found in ((A, ["app_1"]), (B, [])):
            page = await desk.applications.search(transaction, ApplicationSearch(appealed_to=agency))
            assert [row.id for row in page.rows] == found
    seen = SeenVersion("app_1", appealed.version)
    with pytest.raises(RuleError) as caught:
        await decide_appeal(desk, is_allowed=True, agency=A, seen=seen, staff=OFFICER_A)
    assert caught.value.code == "vetting.own_refusal"
    with pytest.raises(ConflictError):
        outdated = SeenVersion("app_1", appealed.version - 1)
        await decide_appeal(desk, is_allowed=True, agency=A, seen=outdated, staff=OTHER_OFFICER_A)
    allowed = await decide_appeal(desk, is_allowed=True, agency=A, seen=seen, staff=OTHER_OFFICER_A, message="Yes")
    assert (await get_application(desk), allowed.state) == (allowed, State.SUBMITTED)
    async with desk.transactions.read() as transaction:
        steps = await desk.history.list_steps(transaction, "app_1")
        assert (await desk.applications.search(transaction, ApplicationSearch(appealed_to=A))).rows == ()
    assert [step.act for step in steps] == [Act.CHECKED, Act.APPEALED, Act.APPEAL_ALLOWED]
    assert [shown_to(step, B).message for step in steps] == ["", "", ""]
    assert [step.message for step in shown_to_applicant(steps, steps[-1].at)] == ["", "My outlet is registered", "Yes"]
    now = desk.clock.now()
    assert events == [RefusalAppealed("app_1", now), AppealDecided("app_1", True, now)]


@pytest.mark.usefixtures("each_database")
async def test_undo_from_an_outdated_page_is_a_conflict(desk: ApplicationServices) -> None:
    await save_applications(desk, application())
    await submit_finding(desk, APPROVE, A, OFFICER_A)
    with pytest.raises(ConflictError):
        await undo_finding(desk, agency=A, seen=SeenVersion("app_1", 1), staff=OFFICER_A)


async def test_corrected_name_keeps_the_approval_and_prints_again(
    desk: ApplicationServices, credentials: RecordedCredentials
) -> None:
    await save_applications(desk, application())
    await submit_finding(desk, APPROVE, A, OFFICER_A)
    await submit_finding(desk, APPROVE, B, OFFICER_B)
    credentials.printed.add("app_1")
    typed = {"native_name": "Nguyễn Thị Hòa", "family_name": "Nguyen", "given_name": "Thi Hoa"}
    renamed = await correct_names(desk, typed, seen=SeenVersion("app_1", 3), staff=OTHER_OFFICER_A)
    assert (renamed.state, renamed.applicant.native_name, credentials.ended) == (State.APPROVED, "Nguyễn Thị Hòa", [])
    assert credentials.printed == set()
    async with desk.transactions.read() as transaction:
        step = (await desk.history.list_steps(transaction, "app_1"))[-1]
    assert (step.act, step.officer) == (Act.RENAMED, "staff_mai")
    assert step.changes == (Change("native_name", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa"),)
    assert (await list_audit_actions(desk))[-1] == ("renamed", "staff_mai")
    with pytest.raises(InvalidError):
        await correct_names(desk, {**typed, "native_name": ""}, seen=SeenVersion("app_1", 4), staff=OFFICER_A)


async def test_unknown_application_is_not_found(desk: ApplicationServices) -> None:
    with pytest.raises(NotFoundError):
        await submit_finding(desk, APPROVE, A, OFFICER_A)
