"""Verdicts of an agency that does not sign in: all recorded, or none, with why."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accreditation.applications.domain.applications import Agency, Finding, State
from accreditation.applications.domain.history import Act
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.exchange.actions.agency_keys import withdraw_key
from accreditation.exchange.actions.batches import read_batches, withdraw_batch
from accreditation.exchange.actions.verdicts import VerdictReport, apply_verdicts, review_verdicts
from accreditation.exchange.domain.batches import BatchState
from accreditation.exchange.domain.verdicts import Verdict
from accreditation.vetting.actions.vetting import hold_application, record_finding
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError
from tests.accreditation.applications.actions.test_applying import list_audit_actions
from tests.support.agency_files import officer_key
from tests.support.agency_office import ADMINISTRATOR, FIRST, SECOND, AgencyOffice
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, OTHER_STAFF
from tests.support.application_services import get_application

A, B = Agency.ACCREDITATION, Agency.SECURITY
SAID = (Verdict.APPROVED, Verdict.REFUSED, Verdict.UNDECIDED)


async def _answer_batch(agency: AgencyOffice) -> bytes:
    return await agency.answer(await agency.open(await agency.write()), *SAID)


async def _apply_file(agency: AgencyOffice, data: bytes) -> VerdictReport:
    return await apply_verdicts(agency.services, data, staff=OFFICER_A)


async def _require_refused(agency: AgencyOffice, data: bytes, *expected: tuple[str, int]) -> None:
    """Check that a file is refused with these faults, and that no application has changed."""
    review = await review_verdicts(agency.services, data, staff=OFFICER_A)
    report = await _apply_file(agency, data)
    assert [(one.code, one.row) for one in report.faults] == list(expected)
    assert review.faults == report.faults
    for number in (1, 2, 3):
        assert B not in (await get_application(agency.services.applications, f"app_{number}")).checks


@pytest.mark.usefixtures("each_database")
async def test_verdicts_are_recorded_as_findings(desk: ApplicationServices, agency: AgencyOffice) -> None:
    """Covers A27."""
    data = await _answer_batch(agency)
    report = await _apply_file(agency, data)
    assert report.is_accepted
    approved, refused, undecided = [await get_application(desk, f"app_{number}") for number in (1, 2, 3)]
    assert (approved.state, approved.checks[B].finding) == (State.IN_REVIEW, Finding.APPROVED)
    assert approved.checks[B].officer == FIRST.key.actor
    assert (refused.state, refused.checks[B].reason) == (State.REFUSED, "outlet_not_verified")
    assert (undecided.state, dict(undecided.checks)) == (State.SUBMITTED, {})
    [batch] = (await read_batches(agency.services, B, staff=OFFICER_A)).batches
    assert (batch.state, batch.verdict_file) == (BatchState.ANSWERED, report.file.digest)
    await record_finding(desk, APPROVE, agency=A, seen=SeenVersion("app_1", approved.version), staff=OFFICER_A)
    assert (await get_application(desk, "app_1")).is_approved
    assert [one.application_id for one in (await agency.open(await agency.write())).people] == ["app_3"]


async def test_report_changes_nothing(desk: ApplicationServices, agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    before = await list_audit_actions(desk)
    report = await review_verdicts(agency.services, data, staff=OFFICER_A)
    assert (report.is_accepted, [report.counts[one] for one in Verdict]) == (True, [1, 1, 1])
    assert [one.name for one in report.signers] == ["First", "Second"]
    assert await list_audit_actions(desk) == before
    assert dict((await get_application(desk, "app_1")).checks) == {}


async def test_trail_has_the_keys_of_both_officers(desk: ApplicationServices, agency: AgencyOffice) -> None:
    await _apply_file(agency, await _answer_batch(agency))
    assert (await list_audit_actions(desk))[-3:] == [
        ("checked", FIRST.key.actor),
        ("checked", FIRST.key.actor),
        ("accreditation:batch:answered", OFFICER_A.id),
    ]
    async with desk.transactions.read() as transaction:
        steps = await desk.history.list_steps(transaction, "app_1")
    assert (steps[-1].act, steps[-1].officer) == (Act.CHECKED, FIRST.key.actor)


async def test_file_counts_once(agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    await _apply_file(agency, data)
    again = await _apply_file(agency, data)
    assert [one.code for one in again.faults] == ["verdict.replayed"]
    reformatted = json.dumps(json.loads(data)).encode()
    assert [one.code for one in (await _apply_file(agency, reformatted)).faults] == ["verdict.answered"]


@pytest.mark.usefixtures("each_database")
async def test_file_that_comes_twice_at_once_counts_once(desk: ApplicationServices, agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    reports = await asyncio.gather(_apply_file(agency, data), _apply_file(agency, data))
    assert sorted([fault.code for fault in one.faults] for one in reports) == [[], ["verdict.replayed"]]
    actions = [action for action, _ in await list_audit_actions(desk)]
    assert (actions.count("checked"), actions.count("accreditation:batch:answered")) == (2, 1)


async def test_registrar_of_a_key_is_no_second_person(desk: ApplicationServices, agency: AgencyOffice) -> None:
    """Covers A27."""
    data = await _answer_batch(agency)
    registrar = replace(OFFICER_A, id=ADMINISTRATOR.id)
    await record_finding(desk, APPROVE, agency=A, seen=SeenVersion("app_1", 1), staff=registrar)
    await _require_refused(agency, data, ("verdict.registrar_approved", 1))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda file: file["rows"][1].update(verdict="approved", reason=""), [("verdict.row_changed", 2)]),
        (lambda file: file["rows"].reverse(), [("verdict.row_changed", 1), ("verdict.row_changed", 3)]),
        (lambda file: file["rows"].pop(), [("verdict.signature_wrong", 0)]),
        (lambda file: file["rows"][0].update(id="app_9"), [("verdict.row_changed", 1)]),
        (lambda file: file["signatures"].pop(), [("verdict.one_officer", 0)]),
        (lambda file: file["signatures"].clear(), [("verdict.one_officer", 0)]),
        (lambda file: file.update(event="rome-2026"), [("verdict.other_event", 0)]),
        (lambda file: file.update(batch="batch_9"), [("verdict.batch_unknown", 0)]),
        (lambda file: file.update(manifest="0" * 64), [("verdict.other_manifest", 0)]),
    ],
)
async def test_changed_file_is_refused_as_a_whole(
    agency: AgencyOffice, change: Callable[[Any], object], expected: list[tuple[str, int]]
) -> None:
    file = json.loads(await _answer_batch(agency))
    change(file)
    await _require_refused(agency, json.dumps(file).encode(), *expected)


async def test_file_of_an_earlier_batch_is_refused(agency: AgencyOffice) -> None:
    first = await agency.write()
    data = await agency.answer(await agency.open(first), *SAID)
    await agency.write(supersedes=first.batch.id)
    await _require_refused(agency, data, ("verdict.batch_superseded", 0))


async def test_file_of_a_withdrawn_batch_is_refused(agency: AgencyOffice) -> None:
    written = await agency.write()
    data = await agency.answer(await agency.open(written), *SAID)
    await withdraw_batch(agency.services, written.batch.id, staff=OFFICER_A)
    await _require_refused(agency, data, ("verdict.batch_withdrawn", 0))


async def test_file_that_comes_late_is_refused(agency: AgencyOffice, clock: ManualClock) -> None:
    data = await _answer_batch(agency)
    clock.advance(8 * 86_400)
    await _require_refused(agency, data, ("verdict.too_late", 0))


async def test_withdrawn_and_unregistered_keys_are_refused(agency: AgencyOffice) -> None:
    opened = await agency.open(await agency.write())
    stranger = await agency.answer(opened, *SAID, officers=(FIRST, officer_key("Stranger")))
    await _require_refused(agency, stranger, ("verdict.key_unknown", 0))
    await withdraw_key(agency.services, SECOND.key.id, staff=ADMINISTRATOR)
    await _require_refused(agency, await agency.answer(opened, *SAID), ("verdict.key_unknown", 0))


async def test_application_changed_since_is_named(desk: ApplicationServices, agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    await hold_application(desk, agency=A, seen=SeenVersion("app_2", 1), staff=OFFICER_A)
    await _require_refused(agency, data, ("verdict.application_changed", 2))


async def test_finding_of_the_agency_since_is_named(desk: ApplicationServices, agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    await record_finding(desk, APPROVE, agency=B, seen=SeenVersion("app_1", 1), staff=OFFICER_B)
    report = await _apply_file(agency, data)
    assert [(one.code, one.row) for one in report.faults] == [("verdict.application_changed", 1)]
    assert (await get_application(desk, "app_2")).state is State.SUBMITTED


async def test_finding_of_the_other_agency_is_no_change(desk: ApplicationServices, agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    await record_finding(desk, APPROVE, agency=A, seen=SeenVersion("app_1", 1), staff=OFFICER_A)
    assert (await _apply_file(agency, data)).is_accepted
    assert (await get_application(desk, "app_1")).is_approved


async def test_refusal_is_in_the_trail(desk: ApplicationServices, agency: AgencyOffice) -> None:
    file = json.loads(await _answer_batch(agency))
    file["rows"][1].update(verdict="approved", reason="")
    await _apply_file(agency, json.dumps(file).encode())
    assert (await list_audit_actions(desk))[-1] == ("accreditation:batch:verdicts_refused", OFFICER_A.id)


async def test_officers_of_the_other_agency_alone_hand_in_files(agency: AgencyOffice) -> None:
    data = await _answer_batch(agency)
    for stranger in (OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await apply_verdicts(agency.services, data, staff=stranger)
    with pytest.raises(InvalidError, match=r"verdict\.unreadable"):
        await _apply_file(agency, b"{}")
