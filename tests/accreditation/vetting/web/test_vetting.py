"""The vetting pages: photos, the other agency's findings (A12)."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from accreditation.applications.actions.applying import save_draft_photo
from accreditation.applications.domain.applications import Agency, Application, Finding, State
from accreditation.vetting.domain import FindingInput, apply_finding
from conference.auth.roles import Role
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from tests.support.accreditation_pages import Client, SignIn, SignInAsEach, hidden
from tests.support.application_samples import NOON, SON, upload
from tests.support.letters import sample_letter
from tests.support.vetting_pages import A, B, load_application, services_of

AGENCIES = (roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER)


async def save_state(client: Client, candidate: Application, state: State) -> None:
    services = services_of(client)
    async with services.transactions.write() as transaction:
        await services.applications.save(transaction, replace(candidate, state=state, version=candidate.version + 1))


async def test_photo_is_shown_to_vetting_and_badge_desk_only(
    client: Client, sign_in_as_each: SignInAsEach, address: str
) -> None:
    candidate = await load_application(client, address)
    await save_state(client, candidate, State.APPROVED)
    async for role in sign_in_as_each(ROLE_TABLE.roles):
        is_allowed = role in (*AGENCIES, roles.BADGE_DESK)
        for path in (f"/staff/photos/{candidate.photo_id}", f"/staff/photos/{candidate.photo_id}/small"):
            assert (await client.get(path)).status == (200 if is_allowed else 403), (role.name, path)
        assert (await client.get("/staff/photos/photo_none")).status == (404 if is_allowed else 403), role.name


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.REFUSED, State.WITHDRAWN])
async def test_photo_of_an_applicant_without_badge_is_for_the_agencies(
    client: Client, sign_in_as_each: SignInAsEach, address: str, state: State
) -> None:
    candidate = await load_application(client, address)
    await save_state(client, candidate, state)
    async for role in sign_in_as_each((*AGENCIES, roles.BADGE_DESK)):
        for path in (f"/staff/photos/{candidate.photo_id}", f"/staff/photos/{candidate.photo_id}/small"):
            expected = 404 if role == roles.BADGE_DESK else 200
            assert (await client.get(path)).status == expected, (role.name, path)


async def test_photo_of_an_unsubmitted_form_is_shown_to_no_staff(client: Client, sign_in_as_each: SignInAsEach) -> None:
    draft = await save_draft_photo(services_of(client), upload(), secret="a form that is not submitted")
    async for role in sign_in_as_each((*AGENCIES, roles.BADGE_DESK)):
        for path in (f"/staff/photos/{draft.id}", f"/staff/photos/{draft.id}/small"):
            assert (await client.get(path)).status == 404, (role.name, path)


async def test_officer_cannot_use_the_other_agency_s_addresses(client: Client, sign_in: SignIn, address: str) -> None:
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(A)).text()
    form = {"csrf": hidden(page, "csrf"), "act": "approve", "version": "1", "seen": f"{candidate.id}:1"}
    assert (await client.post(f"{B}/applications/{candidate.id}", data=form)).status == 403
    assert (await client.post(f"{B}/many", data=form)).status == 403
    assert (await load_application(client, address)).checks == {}


async def test_other_agency_s_finding_is_shown_without_details(client: Client, sign_in: SignIn, address: str) -> None:
    candidate = await load_application(client, address)
    finding_input = FindingInput(finding=Finding.APPROVED, note="canary-note-of-security")
    desk = services_of(client)
    async with desk.transactions.write() as transaction:
        await desk.applications.save(
            transaction, apply_finding(candidate, finding_input, agency=Agency.SECURITY, officer=SON, at=NOON)
        )
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(A)).text()
    assert "Approves" in page
    assert "canary-note-of-security" not in page
    assert SON.id not in page
    await sign_in("mai", roles.SECURITY_OFFICER)
    assert "canary-note-of-security" in await (await client.get(B, params={"filter": "open"})).text()


@pytest.mark.parametrize(("role", "is_linked"), [(AGENCIES[0], True), (AGENCIES[1], False)], ids=("first", "second"))
async def test_letter_that_did_not_arrive_is_named_with_the_phone(
    client: Client, sign_in: SignIn, address: str, *, role: Role, is_linked: bool
) -> None:
    candidate = await load_application(client, address)
    page = f"/staff/vetting/{role.name.partition('_')[0]}?filter=all&id={candidate.id}"
    await sign_in("person", role)
    assert "A letter was not delivered" not in await (await client.get(page)).text()
    async with services_of(client).transactions.write() as transaction:
        await SqlOutbox(ManualClock(NOON), RandomIds()).add(transaction, sample_letter(about=candidate.id))
        refused = update(letters).where(letters.c.about == candidate.id).values(state="refused")
        await transaction.connection.execute(refused)
    html = await (await client.get(page)).text()
    assert "A letter was not delivered. Telephone the applicant." in html
    assert (f"/staff/letters/outbox?about={candidate.id}" in html) == is_linked
