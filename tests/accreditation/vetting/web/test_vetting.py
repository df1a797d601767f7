"""The vetting queue: access, what it shows of the other agency, and its buttons (A4, A12, A27)."""

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


def services_of(client: Client) -> ApplicationServices:
    assert client.app is not None
    return client.app[APPLICATION_PAGES].services


async def load_application(client: Client, address: str) -> Application:
    return await find_application(services_of(client), secret=address.rpartition("/")[2])


async def press_button(
    client: Client, queue: str, candidate: Application, button: str, /, **fields: str
) -> tuple[int, str]:
    """Press a button of the page; return the status and the page or the redirect address."""
    page = await (await client.get(queue, params={"id": candidate.id})).text()
    form = {"csrf": hidden(page, "csrf"), "act": button, "version": str(candidate.version), "following": "", **fields}
    response = await client.post(f"{queue}/applications/{candidate.id}", data=form, allow_redirects=False)
    return response.status, response.headers.get("Location") or unescape(await response.text())


@pytest.mark.parametrize("role", ROLE_TABLE.roles, ids=lambda role: role.name)
@pytest.mark.parametrize("queue", [A, B])
async def test_queue_opens_for_its_own_officers_only(client: Client, sign_in: SignIn, role: Role, queue: str) -> None:
    await sign_in("person", role)
    assert (await client.get(queue)).status == (200 if VETTERS.get(role) == queue else 403)


async def test_queue_without_sign_in_redirects_to_sign_in(client: Client, address: str) -> None:
    candidate = await load_application(client, address)
    for path in (A, B, f"/staff/photos/{candidate.photo_id}", f"/staff/photos/{candidate.photo_id}/small"):
        response = await client.get(path, allow_redirects=False)
        assert (response.status, response.headers["Location"].split("?")[0]) == (303, "/staff/sign-in")


@pytest.mark.parametrize("role", ROLE_TABLE.roles, ids=lambda role: role.name)
async def test_photo_is_shown_to_vetting_and_badge_desk_only(
    client: Client, sign_in: SignIn, address: str, role: Role
) -> None:
    candidate = await load_application(client, address)
    await sign_in("person", role)
    is_allowed = role in (roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER, roles.BADGE_DESK)
    for path in (f"/staff/photos/{candidate.photo_id}", f"/staff/photos/{candidate.photo_id}/small"):
        assert (await client.get(path)).status == (200 if is_allowed else 403)
    assert (await client.get("/staff/photos/photo_none")).status == (404 if is_allowed else 403)


async def test_two_officers_approve_through_their_pages(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER, language="vi")
    candidate = await load_application(client, address)
    status, location = await press_button(client, A, candidate, "approve")
    assert status == 303
    assert "Đã ghi nhận" in await (await client.get(location)).text()
    assert (await load_application(client, address)).state is State.IN_REVIEW
    await sign_in("son", roles.SECURITY_OFFICER)
    status, _ = await press_button(client, B, await load_application(client, address), "approve")
    assert (status, (await load_application(client, address)).state) == (303, State.APPROVED)


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


async def test_refusal_requires_and_saves_a_reason(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    status, page = await press_button(client, A, candidate, "refuse")
    assert status == 409
    assert "Choose the reason." in page
    status, _ = await press_button(client, A, candidate, "refuse", reason="late", note="third time")
    refused = await load_application(client, address)
    assert (status, refused.state) == (303, State.REFUSED)
    assert refused.decision is not None
    assert refused.decision.reason == "late"


async def test_request_for_information_saves_its_topics(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("son", roles.SECURITY_OFFICER)
    candidate = await load_application(client, address)
    assert (await press_button(client, B, candidate, "ask", message="x"))[0] == 409
    await press_button(client, B, candidate, "ask", topic_photo="on", topic_names="on", message="Line 1\r\nLine 2")
    check = (await load_application(client, address)).checks[Agency.SECURITY]
    assert ([topic.value for topic in check.topics], check.message) == (["names", "photo"], "Line 1\nLine 2")


async def test_outdated_page_is_a_conflict_and_changes_nothing(client: Client, sign_in: SignIn, address: str) -> None:
    """Covers C7."""
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, candidate, "approve")
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    status, page = await press_button(client, A, candidate, "refuse", reason="late")
    assert status == 409
    assert "has changed since the page was opened" in page
    assert (await load_application(client, address)).state is State.IN_REVIEW


async def test_hold_resume_revoke_and_reopen_change_the_state(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("son", roles.SECURITY_OFFICER)
    await press_button(client, B, await load_application(client, address), "hold", note="calls back")
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert (await press_button(client, A, await load_application(client, address), "approve"))[0] == 409
    assert (await press_button(client, A, await load_application(client, address), "resume"))[0] == 409
    await enter_again(client, "son")
    assert (await press_button(client, B, await load_application(client, address), "resume"))[0] == 303
    await press_button(client, B, await load_application(client, address), "approve")
    await enter_again(client, "linh")
    await press_button(client, A, await load_application(client, address), "approve")
    assert (await load_application(client, address)).state is State.APPROVED
    assert (await press_button(client, A, await load_application(client, address), "revoke"))[0] == 409
    await press_button(client, A, await load_application(client, address), "revoke", reason="conduct")
    assert (await load_application(client, address)).state is State.REFUSED
    await press_button(client, A, await load_application(client, address), "reopen")
    assert (await load_application(client, address)).state is State.SUBMITTED


async def test_unknown_act_or_application_is_refused(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    assert (await press_button(client, A, candidate, "explode"))[0] == 422
    page = await (await client.get(A)).text()
    form = {"csrf": hidden(page, "csrf"), "act": "approve", "version": "1"}
    assert (await client.post(f"{A}/applications/app_none", data=form)).status == 404
    assert (await client.get(A, params={"id": "app_none"})).status == 404


async def test_invalid_note_is_refused_with_its_length(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    status, page = await press_button(client, A, await load_application(client, address), "approve", note="x" * 1001)
    assert status == 422
    assert "1001" in page


async def test_bulk_approves_each_row_and_shows_its_result(client: Client, sign_in: SignIn) -> None:
    addresses = [await apply(client, email=f"a{n}@example.org") for n in range(3)]
    candidates = [await load_application(client, address) for address in addresses]
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, candidates[1], "approve")
    page = await (await client.get(A)).text()
    seen = [("seen", f"{candidate.id}:{candidate.version}") for candidate in candidates] + [
        ("seen", "nonsense"),
        ("csrf", hidden(page, "csrf")),
    ]
    response = await client.post(f"{A}/many", data=seen)
    text = await response.text()
    assert response.status == 200
    assert text.count("chip-good") >= 2
    assert "has changed since the page was opened" in text
    assert [(await load_application(client, address)).state for address in addresses] == [State.IN_REVIEW] * 3


async def test_bulk_by_one_officer_never_approves(client: Client, sign_in: SignIn, address: str) -> None:
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(A)).text()
    for version in ("1", "2", "3"):
        form = [
            ("seen", f"{candidate.id}:{version}"),
            ("seen", f"{candidate.id}:{version}"),
            ("csrf", hidden(page, "csrf")),
        ]
        await client.post(f"{A}/many", data=form)
    current = await load_application(client, address)
    assert (current.state, set(current.checks)) == (State.IN_REVIEW, {Agency.ACCREDITATION})


async def test_unknown_outlet_is_confirmed_or_merged_on_the_page(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    page = await (await client.get(A)).text()
    assert "An outlet that we do not know yet" in page
    await press_button(client, A, candidate, "confirm_outlet", outlet=candidate.outlet_id or "", name="صحيفة النيل")
    second = await load_application(client, await apply(client, outlet="صحيفه", email="b@example.org"))
    await enter_again(client, "linh")
    status, _ = await press_button(
        client, A, second, "merge_outlet", outlet=second.outlet_id or "", into=candidate.outlet_id or ""
    )
    assert status == 303
    desk = services_of(client)
    async with desk.transactions.read() as transaction:
        assert (await desk.applications.get(transaction, second.id)).outlet_id == candidate.outlet_id


async def test_list_is_filtered_searched_and_paged(client: Client, sign_in: SignIn) -> None:
    desk = services_of(client)
    async with desk.transactions.write() as transaction:
        for n in range(90):
            candidate = application(
                f"app_{n:03}", secret=f"s{n}", photo_id=None, submitted_at=NOON + timedelta(minutes=n)
            )
            candidate = replace(candidate, applicant=applicant(native_name=f"Person {n:03}"))
            await desk.applications.add(
                transaction,
                apply_finding(
                    candidate,
                    FindingInput(finding=Finding.APPROVED),
                    agency=Agency.ACCREDITATION,
                    officer=LINH,
                    at=NOON,
                )
                if n % 2
                else candidate,
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
    for query in ({"page": "x"}, {"page": "-1"}, {"page": "99999999"}, {"filter": "x"}, {"q": "\x00%"}):
        assert (await client.get(A, params=query)).status == 200


async def test_queue_of_ten_thousand_opens_with_each_query(client: Client, sign_in: SignIn) -> None:
    people = (applicant(native_name=f"Person {n}", email=f"p{n}@example.org") for n in range(10_000))
    rows = [
        values_of(application(f"app_{n}", secret=f"s{n}", submitted_at=NOON + timedelta(seconds=n), applicant=person))
        for n, person in enumerate(people)
    ]
    async with services_of(client).transactions.write() as transaction:
        await transaction.connection.execute(insert(applications), rows)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    for query in ({}, {"q": "person 7777"}, {"filter": "all", "page": "200"}):
        response = await client.get(A, params=query)
        assert response.status == 200
        assert "Person" in await response.text()
