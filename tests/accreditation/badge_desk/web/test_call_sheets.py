"""Call sheets of press pools: who reads them. That no public page has them, the test of the archive shows."""

import re
from html import unescape

import pytest

from accreditation.applications.domain.applications import secret_digest
from accreditation.badge_desk.web.badge_context import GRANT_SERVICES
from accreditation.badges.domain.badges import Badge
from accreditation.grants.actions import end_grant, give_pool
from accreditation.grants.domain import Grant
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import DESK_CLERK, EVENT, Office
from tests.support.badge_pages import LINK, page_of

OTHER_LINK = "B" * len(LINK)
OWN = f"/en/applications/{LINK}"
CALL = EVENT.pools[1].calls[0]


@pytest.fixture
async def cards(client: Client, badge: Badge) -> tuple[Grant, ...]:
    """Cards of the second pool, given to the applicant."""
    assert client.app is not None
    return await give_pool(client.app[GRANT_SERVICES], "app_1", "pool-2", staff=DESK_CLERK)


async def text_of(client: Client, path: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", await page_of(client, path)))


async def test_holder_reads_and_prints_the_own_sheet(client: Client, cards: tuple[Grant, ...]) -> None:
    assert CALL.meeting_point is not None
    for path in (OWN, f"{OWN}/call-sheets"):
        assert CALL.meeting_point["en"] in await text_of(client, path)
    page = await page_of(client, f"/zh/applications/{LINK}")
    assert CALL.meeting_point["zh"] in page
    assert f'href="/zh/applications/{LINK}/call-sheets"' in page


async def test_removed_holder_reads_it_no_more(client: Client, cards: tuple[Grant, ...]) -> None:
    assert client.app is not None
    for card in cards:
        await end_grant(client.app[GRANT_SERVICES], card.id, staff=DESK_CLERK)
    page = await client.get(f"{OWN}/call-sheets", allow_redirects=False)
    assert (page.status, page.headers["Location"]) == (303, OWN)
    assert 'id="calls"' not in await page_of(client, OWN)


async def test_other_applicant_reads_no_sheet(client: Client, office: Office, cards: tuple[Grant, ...]) -> None:
    await office.badge("app_2", secret_hash=secret_digest(OTHER_LINK))
    assert 'id="calls"' not in await page_of(client, f"/en/applications/{OTHER_LINK}")
    page = await client.get(f"/en/applications/{OTHER_LINK}/call-sheets", allow_redirects=False)
    assert (page.status, await page.text()) == (303, "303: See Other")


async def test_clerk_reads_the_sheets_beside_the_choice(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    assert CALL.meeting_point is not None
    assert CALL.meeting_point["en"] in await text_of(client, "/staff/badges?id=app_1")
