"""The vetting queue: who may open it, filters, search, pages."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from accreditation.applications.domain.applications import OPEN, Agency, Finding, State
from accreditation.applications.storage.applications import values_of
from accreditation.applications.storage.tables import applications
from accreditation.vetting.domain import FindingInput, apply_finding
from accreditation.vetting.web.queue import Filter, QueueQuery, QueueView
from conference.clock import ManualClock
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from tests.support.accreditation_pages import Client, SignIn, SignInAsEach, enter_again
from tests.support.application_samples import LINH, NOON, applicant, application
from tests.support.vetting_pages import A, B, load_application, services_of

VETTERS = {roles.ACCREDITATION_OFFICER: A, roles.SECURITY_OFFICER: B}


async def test_queue_opens_for_its_own_officers_only(client: Client, sign_in_as_each: SignInAsEach) -> None:
    async for role in sign_in_as_each(ROLE_TABLE.roles):
        for queue in (A, B):
            expected = 200 if VETTERS.get(role) == queue else 403
            assert (await client.get(queue)).status == expected, (role.name, queue)


async def test_queue_without_sign_in_redirects_to_sign_in(client: Client, address: str) -> None:
    candidate = await load_application(client, address)
    for path in (A, B, f"/staff/photos/{candidate.photo_id}", f"/staff/photos/{candidate.photo_id}/small"):
        response = await client.get(path, allow_redirects=False)
        assert (response.status, response.headers["Location"].split("?")[0]) == (303, "/staff/sign-in")


async def test_list_is_filtered_searched_and_paged(client: Client, sign_in: SignIn) -> None:
    desk = services_of(client)
    async with desk.transactions.write() as transaction:
        for n in range(90):
            candidate = application(
                f"app_{n:03}", secret=f"s{n}", photo_id=None, submitted_at=NOON + timedelta(minutes=n)
            )
            candidate = replace(candidate, applicant=applicant(native_name=f"Person {n:03}", given_name=f"N {n:03}"))
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
        return re.findall(r"<strong><bdi[^>]*>(Person \d+)</bdi>", page)

    assert (await names())[:3] == ["Person 000", "Person 002", "Person 004"]
    assert await names(page="2") == [f"Person {n:03}" for n in range(80, 90, 2)]
    assert await names(q="person 044") == ["Person 044"]
    assert await names(q="person 045") == []
    assert await names(q="person 045", filter="all") == ["Person 045"]
    assert await names(filter="approved") == []
    for query in ({"page": "x"}, {"page": "-1"}, {"page": "99999999"}, {"filter": "x"}, {"q": "\x00%"}):
        assert (await client.get(A, params=query)).status == 200


async def test_late_application_is_marked_and_filtered(client: Client, sign_in: SignIn) -> None:
    desk = services_of(client)
    async with desk.transactions.write() as transaction:
        for number, is_late in ((1, False), (2, True)):
            own = {"given_name": f"N {number}", "email": f"{number}@example.org", "phone": f"+8491234567{number}"}
            person = applicant(native_name=f"Person {number}", **own)
            saved = application(f"app_{number}", secret=f"s{number}", applicant=person, is_late=is_late)
            await desk.applications.add(transaction, saved)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    chip = re.compile(r'<span class="chip chip-look"><svg[^>]*>.*?</svg>Late</span>')
    waiting = await (await client.get(A)).text()
    late = await (await client.get(A, params={"filter": "late"})).text()
    assert re.findall(r"<strong><bdi[^>]*>(Person \d)</bdi>", waiting) == ["Person 1", "Person 2"]
    assert re.findall(r"<strong><bdi[^>]*>(Person \d)</bdi>", late) == ["Person 2"]
    assert len(chip.findall(waiting)) == 1
    assert len(chip.findall(late)) == 2  # in the list and on the application's page
    assert 'action="/staff/vetting/accreditation/many' in late


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


@pytest.mark.parametrize(
    ("shown", "states"),
    [
        (Filter.WAITING, OPEN),
        (Filter.OPEN, OPEN),
        (Filter.ALL, frozenset()),
        (Filter.REFUSED, {State.REFUSED}),
        (Filter.ON_HOLD, {State.ON_HOLD}),
    ],
)
def test_filter_names_the_states_of_its_list(shown: Filter, states: frozenset[State]) -> None:
    assert shown.states == states


async def test_list_shows_how_long_applications_wait(
    client: Client, sign_in: SignIn, address: str, clock: ManualClock
) -> None:
    candidate = await load_application(client, address)
    await sign_in("linh2", roles.ACCREDITATION_OFFICER)
    for days, text, is_overdue in (
        (0, "Waiting for less than a day", False),
        (1, "Waiting for 1 day<", False),
        (2, "Waiting for 3 days", True),
    ):
        clock.advance(days * 86_400)
        await enter_again(client, "linh2")
        page = re.sub("</?bdi.*?>", "", await (await client.get(A)).text())
        in_list, _, in_article = page.partition('<article class="one"')
        assert candidate.id in in_list
        assert [text in part for part in (in_list, in_article)] == [True, True]
        assert ["Overdue" in part for part in (in_list, in_article)] == [is_overdue, is_overdue]


def test_every_state_but_a_draft_has_a_filter() -> None:
    assert frozenset().union(*(each.states for each in Filter)) == set(State) - {State.DRAFT}


def test_waiting_list_is_that_of_the_agency() -> None:
    waiting = QueueView(Agency.SECURITY, QueueQuery(words="hoa", page=3)).search()
    assert (waiting.waiting_for, waiting.words, waiting.offset, waiting.limit) == (Agency.SECURITY, "hoa", 80, 40)
    assert QueueView(Agency.SECURITY, QueueQuery(filter=Filter.OPEN)).search().waiting_for is None


def test_address_of_a_view_keeps_filter_and_words() -> None:
    view = QueueView(Agency.ACCREDITATION, QueueQuery(filter=Filter.ALL, words="a&b=c", page=2))
    assert view.address(id="app_1") == f"{A}?q=a%26b%3Dc&page=2&filter=all&id=app_1"
    assert view.page_address(1) == f"{A}?q=a%26b%3Dc&filter=all"
    assert QueueView(Agency.SECURITY, QueueQuery()).address() == B
