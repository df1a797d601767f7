"""Codes scanned at the badge desk, badges of a crew for one person, and the doors that know of a hand-over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientResponse

from accreditation.badge_desk.ports import DoorList
from accreditation.badge_desk.web.badge_context import DOOR_LISTS
from accreditation.badges.actions.badges import reissue_badge, revoke_badge
from accreditation.badges.actions.collection_pass import make_pass
from accreditation.badges.domain.badges import Badge, IdentityCheck
from conference.transactions import Transaction
from rostrum import roles
from tests.conftest import MORNING
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.badge_pages import newest, page_of, send


@pytest.fixture(autouse=True)
async def clerk(sign_in: SignIn) -> None:
    await sign_in("clerk", roles.BADGE_DESK)


async def scanned(client: Client, code: str) -> str:
    """Return the page that a scanned code leads to."""
    answer = await send(client, "scan", code=code)
    assert answer.status == 303
    return await page_of(client, answer.headers["Location"])


async def test_pass_leads_to_its_person_until_the_hand_over(client: Client, office: Office, badge: Badge) -> None:
    await office.badge("app_2")
    held = await make_pass(office.desk, "app_1")
    page = await scanned(client, f"]Q1{held.token}\r")
    assert "This is the person of the collection pass." in page
    assert badge.number in page
    await office.hand_over(badge)
    assert "This badge has been handed over before" in await scanned(client, held.token)
    await revoke_badge(office.desk, badge.id, reason="conduct", staff=DESK_CLERK)
    assert "This badge is not valid" in await scanned(client, held.token)


async def test_badge_and_its_former_issue_are_told_apart(client: Client, office: Office, badge: Badge) -> None:
    assert "This is the holder of the badge." in await scanned(client, badge.token)
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    assert "was replaced by a newer one" in await scanned(client, badge.token)


@pytest.mark.parametrize("forgery", ["R1:NOTHING", "flipped"])
async def test_unproven_code_leads_to_nobody(client: Client, office: Office, badge: Badge, forgery: str) -> None:
    held = await make_pass(office.desk, badge.application_id)
    answer = await send(client, "scan", code=forgery if forgery != "flipped" else held.token[:-6] + "AAAAAA")
    assert answer.status == 422
    assert "neither a badge nor a collection pass" in await answer.text()


async def test_due_badge_can_be_handed_to_another_person(client: Client, office: Office, badge: Badge) -> None:
    link = f"/staff/badges/crew?chosen={badge.application_id}"
    assert link not in await page_of(client)
    await office.print_out(badge)
    assert link in await page_of(client)
    assert badge.number in await page_of(client, link)
    await office.hand_over(badge)
    assert link not in await page_of(client)


async def test_camera_is_offered_by_the_script_only(client: Client, badge: Badge) -> None:
    assert '<div class="desk-camera" data-desk-camera hidden>' in await page_of(client)


async def test_typed_name_or_number_is_searched(client: Client, badge: Badge) -> None:
    answer = await send(client, "scan", code=f" {badge.number} ")
    assert answer.headers["Location"] == f"/staff/badges?q={badge.number}"


async def hand_over_crew(client: Client, crew: Sequence[Badge], **fields: str) -> ClientResponse:
    given = {"proxy": "Trần  Văn Đức", "identity": "passport", "listed": "yes", **fields}
    chosen = "&".join(f"chosen={badge.application_id}" for badge in crew)
    page = await page_of(client, f"/staff/badges/crew?{chosen}")
    assert all(badge.number in page for badge in crew)
    return await send(client, "crew", badge=crew[0].id, **given)


async def test_crew_needs_a_name_an_identity_check_and_a_list(client: Client, office: Office, badge: Badge) -> None:
    crew = [badge, await office.badge("app_2")]
    await office.print_out(*crew)
    for missing in ({"proxy": " "}, {"identity": ""}, {"listed": ""}):
        assert (await hand_over_crew(client, crew, **missing)).status == 422
    assert (await hand_over_crew(client, crew)).status == 303
    record = (await newest(office, badge)).hand_over
    assert record is not None
    assert (record.proxy, record.identity) == ("Trần Văn Đức", IdentityCheck.PASSPORT)


class KnownLists:
    """Three devices: online, offline with a list after the hand-over, offline with an old list."""

    async def read(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorList]:
        """Return them."""
        late, early = now + timedelta(minutes=1), now - timedelta(minutes=4)
        return [DoorList("Gate A", early, True), DoorList("Gate B", late, False), DoorList("Gate C", early, False)]


async def test_page_says_which_doors_know_of_the_hand_over(client: Client, office: Office, badge: Badge) -> None:
    assert client.app is not None
    client.app._state[DOOR_LISTS] = KnownLists()
    await office.print_out(badge)
    this = {"badge": badge.id, "application": "app_1"}
    done = await send(client, "act", act="handed_over", identity="passport", **this)
    page = await page_of(client, done.headers["Location"])
    assert [name in page for name in ("Gate A", "Gate B", "Gate C")] == [False, True, True]
    assert [page.count(words) for words in ("has this hand-over", "with its next list")] == [1, 1]


def test_door_knows_online_or_by_a_later_list() -> None:
    before, after = MORNING - timedelta(seconds=1), MORNING
    lists = [DoorList("a", None, True), DoorList("b", after, False), DoorList("c", before, False)]
    assert [one.has(MORNING) for one in [*lists, DoorList("d", None, False)]] == [True, True, False, False]
