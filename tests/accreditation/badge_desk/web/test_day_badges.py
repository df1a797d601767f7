"""Pages of one-day badges: an officer makes a set, the desk prints it and enters who has which badge."""

import re

import pytest

from accreditation.badge_desk.web.day_badges import DAY_BADGE_SERVICES
from accreditation.badges.domain.badges import short_code
from accreditation.day_badges.actions import read_set
from accreditation.day_badges.domain import Bearer, DayBadgeState
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_office import Office
from tests.support.badge_pages import codes, page_of
from tests.support.day_badges import MAKER, TODAY

PATH = "/staff/badges/day"


async def post(client: Client, path: str, page: str = PATH, **fields: str) -> tuple[int, str]:
    """Send a form of a page; return the status, and the address that follows or the page."""
    html = await page_of(client, page)
    response = await client.post(path, data={"csrf": hidden(html, "csrf"), **fields}, allow_redirects=False)
    return response.status, response.headers.get("Location") or await response.text()


@pytest.fixture
async def made(client: Client, office: Office, sign_in: SignIn) -> str:
    """An officer has made three badges for today; returns the path of the set. A clerk is signed in."""
    await sign_in("officer", roles.ACCREDITATION_OFFICER)
    fields = {"category": "general", "day": TODAY.isoformat(), "count": "3"}
    set_id = hidden(await page_of(client, PATH), "set")
    assert await post(client, PATH, set=set_id, **fields) == (303, f"{PATH}/{set_id}?did=made")
    assert await post(client, PATH, set=set_id, **fields) == (303, f"{PATH}/{set_id}?did=made")
    await sign_in("clerk", roles.BADGE_DESK)
    return f"{PATH}/{set_id}"


async def bearers(client: Client, path: str) -> list[Bearer | None]:
    services = client.server.app[DAY_BADGE_SERVICES]  # type: ignore[attr-defined]
    return [badge.bearer for badge in (await read_set(services, path.rpartition("/")[2], staff=MAKER)).badges]


async def test_set_is_made_printed_and_entered(client: Client, made: str) -> None:
    assert "XP-0001" in await page_of(client, made)
    pdf = await (await client.get(f"{made}.pdf")).read()
    tokens = codes(pdf)
    assert len(tokens) == 3
    enter = f"{PATH}/enter"
    typed = {"name": "Omar Sy", "outlet": "Radio Nord", "document": "42X"}
    for code in (tokens[0], short_code("XP-0002")):
        assert await post(client, enter, enter, badge=code, **typed) == (303, f"{enter}?did=entered")
    assert await bearers(client, made) == [Bearer("Omar Sy", "Radio Nord", "42X")] * 2 + [None]
    page = await page_of(client, made)
    assert page.count("Omar Sy") == 2


async def test_scan_at_the_desk_leads_to_the_entry(client: Client, made: str) -> None:
    tokens = codes(await (await client.get(f"{made}.pdf")).read())
    desk = "/staff/badges"
    assert await post(client, f"{desk}/scan", desk, code=tokens[1]) == (303, f"{PATH}/enter?badge=XP-0002")
    assert 'value="XP-0002"' in await page_of(client, f"{PATH}/enter?badge=XP-0002")


async def test_wrong_entry_keeps_what_was_typed(client: Client, made: str) -> None:
    enter = f"{PATH}/enter"
    status, page = await post(client, enter, enter, badge="G-0001", name="<b>Omar", document="4")
    assert status == 422
    for kept in ('value="G-0001"', 'value="&lt;b&gt;Omar"', 'value="4"', 'id="f-badge-error"'):
        assert kept in page
    assert await bearers(client, made) == [None] * 3


async def test_lost_badges_are_revoked_and_unused_ones_destroyed(client: Client, made: str) -> None:
    services = client.server.app[DAY_BADGE_SERVICES]  # type: ignore[attr-defined]
    for field, act, fields in (
        ("revoke_first", "revoke", {"revoke_first": "XP-0009"}),
        ("revoke_first", "revoke", {}),
        ("counted", "destroy", {"first": "XP-0002", "last": "XP-0003", "counted": "1"}),
    ):
        status, page = await post(client, f"{made}/{act}", made, **fields)
        assert (status, f'id="f-{field}-error"' in page) == (422, True)
    assert await post(client, f"{made}/revoke", made, revoke_first="XP-0001") == (303, f"{made}?did=revoked")
    destroyed = {"first": "XP-0002", "last": "XP-0003", "counted": "2"}
    assert await post(client, f"{made}/destroy", made, **destroyed) == (303, f"{made}?did=destroyed")
    view = await read_set(services, made.rpartition("/")[2], staff=MAKER)
    assert [badge.state for badge in view.badges] == [DayBadgeState.REVOKED, *[DayBadgeState.DESTROYED] * 2]
    status, page = await post(client, f"{made}/revoke", made, all="yes")
    assert (status, "notice-stop" in page) == (409, True)
    assert (await client.get(f"{made}.pdf")).status == 409
    assert (await client.get(f"{PATH}/{'0' * 16}")).status == 404


async def test_only_officers_make_and_only_the_desk_prints(client: Client, made: str, sign_in: SignIn) -> None:
    page = await page_of(client, PATH)
    assert 'name="count"' not in page
    assert (await post(client, PATH, set="a" * 16, category="general", day=TODAY.isoformat(), count="1"))[0] == 403
    await sign_in("second", roles.ACCREDITATION_OFFICER)
    for path in (f"{made}.pdf", f"{PATH}/enter"):
        assert (await client.get(path)).status == 403
    assert re.search(r'name="first"', await page_of(client, made)) is None
    await sign_in("guard", roles.DOOR)
    assert (await client.get(PATH)).status == 403


async def test_wrong_set_is_shown_again(client: Client, made: str, sign_in: SignIn) -> None:
    await sign_in("second", roles.ACCREDITATION_OFFICER)
    set_id = hidden(await page_of(client, PATH), "set")
    fields = {"set": set_id, "category": "general", "day": TODAY.isoformat()}
    for count in ("0", "501", "many"):
        status, page = await post(client, PATH, count=count, **fields)
        assert (status, 'id="f-count-error"' in page, f'value="{count}"' in page) == (422, True, True)
    fields["category"] = "nothing"
    status, page = await post(client, PATH, count="2", **fields)
    assert status == 409
