"""The vetting queue: who may open it, what it shows of the other agency, what its buttons do (A4, A12, A27)."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.applications import Agency, Application, Finding, State
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.applications import values_of
from accreditation.applications.storage.tables import applications
from accreditation.applications.web.context import APPLICATION_PAGES
from accreditation.vetting.domain import FindingInput, apply_finding
from conference.auth.roles import Role
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from tests.support.accreditation_pages import Client, SignIn, apply, enter_again, hidden
from tests.support.application_samples import LINH, NOON, SON, applicant, application

A = "/staff/vetting/accreditation"
B = "/staff/vetting/security"
VETTERS = {roles.ACCREDITATION_OFFICER: A, roles.SECURITY_OFFICER: B}


@pytest.fixture
async def address(client: Client) -> str:
    return await apply(client)


def desk_of(client: Client) -> ApplicationServices:
    assert client.app is not None
    return client.app[APPLICATION_PAGES].services


async def load(client: Client, address: str) -> Application:
    return await find_application(desk_of(client), secret=address.rpartition("/")[2])


async def act(client: Client, queue: str, one: Application, button: str, /, **fields: str) -> tuple[int, str]:
    """Press a button of the page; gives the status and the page or address that follows."""
    page = await (await client.get(queue, params={"id": one.id})).text()
    form = {"csrf": hidden(page, "csrf"), "act": button, "version": str(one.version), "following": "", **fields}
    response = await client.post(f"{queue}/applications/{one.id}", data=form, allow_redirects=False)
    return response.status, response.headers.get("Location") or unescape(await response.text())


@pytest.mark.parametrize("role", ROLE_TABLE.roles, ids=lambda role: role.name)
@pytest.mark.parametrize("queue", [A, B])
async def test_queue_opens_to_its_own_officers_only(client: Client, sign_in: SignIn, role: Role, queue: str) -> None:
    await sign_in("person", role)
    assert (await client.get(queue)).status == (200 if VETTERS.get(role) == queue else 403)


async def test_queue_of_nobody_leads_to_the_sign_in(client: Client, address: str) -> None:
    one = await load(client, address)
    for path in (A, B, f"/staff/photos/{one.photo_id}", f"/staff/photos/{one.photo_id}/small"):
        response = await client.get(path, allow_redirects=False)
        assert (response.status, response.headers["Location"].split("?")[0]) == (303, "/staff/sign-in")


@pytest.mark.parametrize("role", ROLE_TABLE.roles, ids=lambda role: role.name)
async def test_photo_is_shown_to_those_who_vet_and_print(
    client: Client, sign_in: SignIn, address: str, role: Role
) -> None:
    one = await load(client, address)
    await sign_in("person", role)
    sees = role in (roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER, roles.BADGE_DESK)
    for path in (f"/staff/photos/{one.photo_id}", f"/staff/photos/{one.photo_id}/small"):
        assert (await client.get(path)).status == (200 if sees else 403)
    assert (await client.get("/staff/photos/photo_none")).status == (404 if sees else 403)


async def test_two_officers_approve_through_their_pages(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER, language="vi")
    one = await load(client, address)
    status, location = await act(client, A, one, "approve")
    assert status == 303
    assert "Đã ghi nhận" in await (await client.get(location)).text()
    assert (await load(client, address)).state is State.IN_REVIEW
    await sign_in("son", roles.SECURITY_OFFICER)
    status, _ = await act(client, B, await load(client, address), "approve")
    assert (status, (await load(client, address)).state) == (303, State.APPROVED)


async def test_officer_of_one_agency_cannot_use_the_other_s_addresses(
    client: Client, sign_in: SignIn, address: str
) -> None:
    one = await load(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(A)).text()
    form = {"csrf": hidden(page, "csrf"), "act": "approve", "version": "1", "seen": f"{one.id}:1"}
    assert (await client.post(f"{B}/applications/{one.id}", data=form)).status == 403
    assert (await client.post(f"{B}/many", data=form)).status == 403
    assert (await load(client, address)).checks == {}


async def test_other_agency_s_finding_is_shown_as_its_state_only(client: Client, sign_in: SignIn, address: str) -> None:
    one = await load(client, address)
    secretive = FindingInput(finding=Finding.APPROVED, note="canary-note-of-security")
    desk = desk_of(client)
    async with desk.transactions.write() as transaction:
        await desk.applications.save(
            transaction, apply_finding(one, secretive, agency=Agency.SECURITY, officer=SON, at=NOON)
        )
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(A)).text()
    assert "Approves" in page
    assert "canary-note-of-security" not in page
    assert SON.id not in page
    await sign_in("mai", roles.SECURITY_OFFICER)
    assert "canary-note-of-security" in await (await client.get(B, params={"filter": "open"})).text()


async def test_refusal_needs_a_reason_and_carries_it(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    one = await load(client, address)
    status, page = await act(client, A, one, "refuse")
    assert status == 409
    assert "Choose the reason." in page
    status, _ = await act(client, A, one, "refuse", reason="late", note="third time")
    refused = await load(client, address)
    assert (status, refused.state) == (303, State.REFUSED)
    assert refused.decision is not None
    assert refused.decision.reason == "late"


async def test_question_goes_out_with_its_topics(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("son", roles.SECURITY_OFFICER)
    one = await load(client, address)
    assert (await act(client, B, one, "ask", message="x"))[0] == 409
    await act(client, B, one, "ask", topic_photo="on", topic_names="on", message="Line 1\r\nLine 2")
    check = (await load(client, address)).checks[Agency.SECURITY]
    assert ([topic.value for topic in check.topics], check.message) == (["names", "photo"], "Line 1\nLine 2")


async def test_outdated_page_is_told_and_changes_nothing(client: Client, sign_in: SignIn, address: str) -> None:
    """Covers C7."""
    one = await load(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await act(client, A, one, "approve")
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    status, page = await act(client, A, one, "refuse", reason="late")
    assert status == 409
    assert "has changed since the page was opened" in page
    assert (await load(client, address)).state is State.IN_REVIEW


async def test_hold_resume_revoke_reopen(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("son", roles.SECURITY_OFFICER)
    await act(client, B, await load(client, address), "hold", note="calls back")
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert (await act(client, A, await load(client, address), "approve"))[0] == 409
    assert (await act(client, A, await load(client, address), "resume"))[0] == 409
    await enter_again(client, "son")
    assert (await act(client, B, await load(client, address), "resume"))[0] == 303
    await act(client, B, await load(client, address), "approve")
    await enter_again(client, "linh")
    await act(client, A, await load(client, address), "approve")
    assert (await load(client, address)).state is State.APPROVED
    assert (await act(client, A, await load(client, address), "revoke"))[0] == 409
    await act(client, A, await load(client, address), "revoke", reason="conduct")
    assert (await load(client, address)).state is State.REFUSED
    await act(client, A, await load(client, address), "reopen")
    assert (await load(client, address)).state is State.SUBMITTED


async def test_unknown_button_or_application_is_refused(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    one = await load(client, address)
    assert (await act(client, A, one, "explode"))[0] == 422
    page = await (await client.get(A)).text()
    form = {"csrf": hidden(page, "csrf"), "act": "approve", "version": "1"}
    assert (await client.post(f"{A}/applications/app_none", data=form)).status == 404
    assert (await client.get(A, params={"id": "app_none"})).status == 404


async def test_note_that_cannot_be_kept_is_told(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    status, page = await act(client, A, await load(client, address), "approve", note="x" * 1001)
    assert status == 422
    assert "1001" in page


async def test_bulk_approves_row_by_row_and_says_what_became_of_each(client: Client, sign_in: SignIn) -> None:
    addresses = [await apply(client, email=f"a{n}@example.org") for n in range(3)]
    ones = [await load(client, address) for address in addresses]
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await act(client, A, ones[1], "approve")
    page = await (await client.get(A)).text()
    seen = [("seen", f"{one.id}:{one.version}") for one in ones] + [
        ("seen", "nonsense"),
        ("csrf", hidden(page, "csrf")),
    ]
    response = await client.post(f"{A}/many", data=seen)
    text = await response.text()
    assert response.status == 200
    assert text.count("chip-good") >= 2
    assert "has changed since the page was opened" in text
    assert [(await load(client, address)).state for address in addresses] == [State.IN_REVIEW] * 3


async def test_bulk_of_one_officer_never_makes_an_approval(client: Client, sign_in: SignIn, address: str) -> None:
    one = await load(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(A)).text()
    for version in ("1", "2", "3"):
        form = [("seen", f"{one.id}:{version}"), ("seen", f"{one.id}:{version}"), ("csrf", hidden(page, "csrf"))]
        await client.post(f"{A}/many", data=form)
    current = await load(client, address)
    assert (current.state, set(current.checks)) == (State.IN_REVIEW, {Agency.ACCREDITATION})


async def test_new_outlet_is_confirmed_or_merged_from_the_page(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    one = await load(client, address)
    page = await (await client.get(A)).text()
    assert "An outlet that we do not know yet" in page
    await act(client, A, one, "confirm_outlet", outlet=one.outlet_id or "", name="صحيفة النيل")
    second = await load(client, await apply(client, outlet="صحيفه", email="b@example.org"))
    await enter_again(client, "linh")
    status, _ = await act(client, A, second, "merge_outlet", outlet=second.outlet_id or "", into=one.outlet_id or "")
    assert status == 303
    desk = desk_of(client)
    async with desk.transactions.read() as transaction:
        assert (await desk.applications.get(transaction, second.id)).outlet_id == one.outlet_id


async def test_list_is_filtered_searched_and_paged(client: Client, sign_in: SignIn) -> None:
    desk = desk_of(client)
    async with desk.transactions.write() as transaction:
        for n in range(90):
            one = application(f"app_{n:03}", secret=f"s{n}", photo_id=None, submitted_at=NOON + timedelta(minutes=n))
            one = replace(one, applicant=applicant(native_name=f"Person {n:03}"))
            await desk.applications.add(
                transaction,
                apply_finding(
                    one, FindingInput(finding=Finding.APPROVED), agency=Agency.ACCREDITATION, officer=LINH, at=NOON
                )
                if n % 2
                else one,
            )
    await sign_in("linh2", roles.ACCREDITATION_OFFICER)

    async def names(**query: str) -> list[str]:
        page = await (await client.get(A, params=query)).text()
        return re.findall(r"<strong><bdi>(Person \d+)</bdi>", page)

    assert (await names())[:3] == ["Person 000", "Person 002", "Person 004"]
    assert await names(page="2") == [f"Person {n:03}" for n in range(80, 90, 2)]
    assert await names(q="person 044") == ["Person 044"]
    assert await names(q="person 045") == []
    assert await names(q="person 045", filter="all") == ["Person 045"]
    assert await names(filter="approved") == []
    for odd in ({"page": "x"}, {"page": "-1"}, {"page": "99999999"}, {"filter": "x"}, {"q": "\x00%"}):
        assert (await client.get(A, params=odd)).status == 200


async def test_queue_of_ten_thousand_opens_on_every_page(client: Client, sign_in: SignIn) -> None:
    people = (applicant(native_name=f"Person {n}", email=f"p{n}@example.org") for n in range(10_000))
    rows = [
        values_of(application(f"app_{n}", secret=f"s{n}", submitted_at=NOON + timedelta(seconds=n), applicant=person))
        for n, person in enumerate(people)
    ]
    async with desk_of(client).transactions.write() as transaction:
        await transaction.connection.execute(insert(applications), rows)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    for query in ({}, {"q": "person 7777"}, {"filter": "all", "page": "200"}):
        response = await client.get(A, params=query)
        assert response.status == 200
        assert "Person" in await response.text()
