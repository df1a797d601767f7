"""Letters of applicants: acts of applicants, officers and the badge desk write them in their own transaction."""

from dataclasses import replace

import pytest

from accreditation.applications.actions.applying import (
    correct_application,
    find_application,
    submit_application,
    withdraw_application,
)
from accreditation.applications.domain.applications import Agency, Finding
from accreditation.applications.domain.seen import SeenVersion
from accreditation.badges.actions.badges import reissue_badge, revoke_badge
from accreditation.vetting.actions.vetting import (
    correct_names,
    hold_application,
    reopen_application,
    resume_application,
    revoke_approval,
    undo_finding,
)
from accreditation.vetting.domain import FindingInput
from conference.errors import RuleError
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.runtime import Runtime
from tests.support.application_samples import OFFICER_A, OFFICER_B, REFUSE, SECRET, applicant
from tests.support.badge_office import DESK_CLERK
from tests.support.letter_desk import ANSWERS, ASK, Desk, make_letter_desk


@pytest.fixture
async def desk(runtime: Runtime) -> Desk:
    return await make_letter_desk(runtime)


async def test_submission_is_confirmed_in_the_applicant_s_language(desk: Desk) -> None:
    application = await desk.submit()
    (letter,) = await desk.written()
    assert (letter.kind, letter.about, letter.address) == ("application.received", application.id, "hoa@example.org")
    assert (letter.language, letter.confidential) == ("fr", True)
    assert "Demande reçue" in letter.subject


async def test_link_of_a_letter_opens_the_application(desk: Desk) -> None:
    application = await desk.submit()
    await desk.find(application, ASK, OFFICER_A)
    for letter in await desk.written():
        (link,) = [line for line in letter.text.splitlines() if line.startswith("http")]
        path = link.removeprefix(f"{desk.runtime.settings.address}/fr/applications/")
        opened = await find_application(desk.applications, secret=path.removesuffix("/correct"))
        assert opened.id == application.id
        assert path.endswith("/correct") == (letter.kind == "application.question")


async def test_form_sent_twice_is_confirmed_once(desk: Desk) -> None:
    await desk.submit()
    await submit_application(desk.applications, ANSWERS, secret=SECRET)
    assert await desk.kinds() == ["application.received"]


async def test_approval_by_both_agencies_writes_one_letter(desk: Desk) -> None:
    await desk.approve(await desk.submit())
    assert await desk.kinds() == ["application.received", "application.approved"]


async def test_question_carries_the_officer_s_message(desk: Desk) -> None:
    await desk.find(await desk.submit(), ASK, OFFICER_B)
    question = (await desk.written())[-1]
    assert question.kind == "application.question"
    assert "Your number, please." in question.text


async def test_each_act_of_officers_and_applicant_writes_its_letter(desk: Desk) -> None:
    services, application = desk.applications, await desk.submit()
    seen = SeenVersion.of(application)
    held = await hold_application(services, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A, note="secret")
    seen = SeenVersion.of(held)
    resumed = await resume_application(services, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A)
    asked = await desk.find(resumed, ASK, OFFICER_B)
    secret = services.links.secret_of(asked)
    answers = replace(ANSWERS, applicant=applicant(language="fr", phone="+84912345679"))
    corrected = await correct_application(services, answers, secret=secret, seen_version=asked.version)
    refused = await desk.find(corrected, REFUSE, OFFICER_B)
    reopened = await reopen_application(services, agency=Agency.SECURITY, seen=SeenVersion.of(refused), staff=OFFICER_B)
    approved = await desk.approve(reopened)
    await revoke_approval(
        services, agency=Agency.SECURITY, seen=SeenVersion.of(approved), staff=OFFICER_B, reason="conduct"
    )
    assert await desk.kinds() == [
        "application.received",
        "application.on_hold",
        "application.resumed",
        "application.question",
        "application.refused",
        "application.reopened",
        "application.approved",
        "application.revoked",
    ]
    assert not any(word == "secret" for row in await desk.written() for word in row.text.split())


async def test_undone_approval_is_announced(desk: Desk) -> None:
    approved = await desk.approve(await desk.submit())
    seen = SeenVersion.of(approved)
    await undo_finding(desk.applications, agency=Agency.SECURITY, seen=seen, staff=OFFICER_B)
    assert (await desk.kinds())[1:] == ["application.approved", "application.reopened"]


async def test_withdrawal_of_an_approved_application_writes_one_letter(desk: Desk) -> None:
    approved = await desk.approve(await desk.submit())
    await desk.issue(approved)
    await withdraw_application(desk.applications, secret=desk.applications.links.secret_of(approved))
    assert (await desk.kinds())[2:] == ["application.withdrawn"]


async def test_printing_is_announced_once_for_each_issue(desk: Desk) -> None:
    badge = await desk.issue(await desk.approve(await desk.submit()))
    await desk.print_out(badge)
    await desk.print_out(badge)
    assert (await desk.kinds())[2:] == ["badge.ready"]
    assert badge.number in (await desk.written())[-1].text


async def test_replaced_and_revoked_badges_are_announced(desk: Desk) -> None:
    badge = await desk.issue(await desk.approve(await desk.submit()))
    await reissue_badge(desk.badges, badge.id, reason="lost", staff=DESK_CLERK)
    await revoke_badge(desk.badges, badge.id, reason="conduct", staff=DESK_CLERK)
    assert (await desk.kinds())[2:] == ["badge.changed", "application.revoked"]


@pytest.mark.parametrize("is_printed", [False, True])
async def test_corrected_name_is_announced_if_the_badge_is_printed(desk: Desk, is_printed: bool) -> None:
    approved = await desk.approve(await desk.submit())
    badge = await desk.issue(approved)
    if is_printed:
        await desk.print_out(badge)
    typed = {"native_name": "Nguyễn Thị Hoà", "family_name": "NGUYEN", "given_name": "THI HOA"}
    seen = SeenVersion.of(approved)
    await correct_names(desk.applications, typed, seen=seen, staff=OFFICER_A)
    assert (await desk.kinds())[2:] == (["badge.ready", "badge.changed"] if is_printed else [])


async def test_act_that_is_rolled_back_leaves_no_letter(desk: Desk) -> None:
    application = await desk.submit()
    with pytest.raises(RuleError):
        await desk.find(application, FindingInput(finding=Finding.REFUSED), OFFICER_A)
    badge = await desk.issue(await desk.approve(application))
    with pytest.raises(ZeroDivisionError):
        async with desk.badges.transactions.write() as transaction:
            at = desk.runtime.clock.now()
            await desk.badges.badges.mark_printed(transaction, [(badge.id, badge.serial)], at=at)
            raise ZeroDivisionError
    assert await desk.kinds() == ["application.received", "application.approved"]


async def test_address_that_takes_no_letters_does_not_stop_an_act(desk: Desk) -> None:
    odd = replace(ANSWERS, applicant=applicant(email='"a b"@example.org'))
    application = await desk.submit(odd)
    assert (await desk.approve(application)).is_approved
    assert await desk.kinds() == []


async def test_demonstration_data_write_no_letters(runtime: Runtime) -> None:
    desk = Desk(runtime, assemble_accreditation(runtime, announcing=False))
    await desk.approve(await desk.submit())
    assert await desk.kinds() == []
