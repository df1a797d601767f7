"""Grants on the badge desk's page."""

import re
from datetime import date, timedelta

import pytest

from accreditation.badge_desk.web.badge_grants import days_of
from accreditation.badges.domain.badges import Badge
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_office import EVENT
from tests.support.badge_pages import page_of, send

GRANT = {
    "act": "granted",
    "application": "app_1",
    "zones": "signing_stage",
    "from_day": "2025-10-25",
    "from_time": "9:00",
    "until_day": "2025-10-25",
    "until_time": "11:00",
    "entries": "2",
}


async def test_grant_is_given_at_the_venues_time_and_shown(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    assert "No additional access." in await page_of(client, "/staff/badges?id=app_1")
    done = await send(client, "grants", **GRANT)
    assert (done.status, done.headers["Location"]) == (303, "/staff/badges?id=app_1&did=granted")
    page = await page_of(client, done.headers["Location"])
    assert 'datetime="2025-10-25T02:00:00+00:00"' in page
    text = re.sub(r"<[^>]+>", "", page)
    assert "Additional access added; all doors have been updated." in text
    assert "Open now" in text
    assert "Entries: 0 of 2" in text


async def test_grant_reads_times_of_other_keyboards(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    done = await send(client, "grants", **GRANT | {"from_time": "9h30", "until_time": "١١٠٠"})
    page = await page_of(client, done.headers["Location"])
    assert 'datetime="2025-10-25T02:30:00+00:00"' in page
    assert 'datetime="2025-10-25T04:00:00+00:00"' in page


async def test_ended_grant_stays_listed(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    await send(client, "grants", **GRANT | {"entries": ""})
    page = await page_of(client, "/staff/badges?id=app_1")
    assert "Nguyễn Thị Hoa will immediately lose this additional access" in re.sub(r"<[^>]+>", "", page)
    ending = {"act": "grant_ended", "application": "app_1", "grant": hidden(page, "grant")}
    assert (await send(client, "grants", **ending)).status == 303
    page = await page_of(client, "/staff/badges?id=app_1")
    assert 'name="grant"' not in page
    assert "Withdrawn" in page
    again = await send(client, "grants", **ending)
    assert (again.status, "This additional access has already been withdrawn." in await again.text()) == (409, True)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"until_time": "08:00"}, "a later end time"),
        ({"from_time": "soon"}, "a later end time"),
        ({"from_day": "2025-10-24", "until_day": "2025-10-24"}, "already passed"),
        ({"from_day": "0001-01-01", "from_time": "00:00"}, "days on which badges are valid"),
        ({"until_day": "9999-12-31", "until_time": "23:59"}, "days on which badges are valid"),
        ({"entries": "many"}, "from 1 to 999"),
        ({"entries": "0"}, "from 1 to 999"),
        ({"zones": "moon"}, "at least one zone"),
    ],
)
async def test_invalid_grant_form_is_shown_again_as_typed(
    client: Client, sign_in: SignIn, badge: Badge, changes: dict[str, str], problem: str
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    response = await send(client, "grants", **GRANT | changes)
    page = await response.text()
    assert (response.status, problem in page) == (422, True)
    assert '<details data-key="G" open>' in page
    for name, value in (GRANT | changes).items():
        if name in ("from_time", "until_time", "entries"):
            assert re.search(rf'name="{name}"[^>]* value="{value}"', page)
        if name.endswith("_day") and value.startswith("2025"):
            assert f'<option value="{value}" selected>' in page
    assert ('value="signing_stage" checked' in page) == ("zones" not in changes)


async def test_person_joins_a_pool_once(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    joining = {"act": "pooled", "application": "app_1", "pool": "pool-2"}
    done = await send(client, "grants", **joining)
    page = await page_of(client, done.headers["Location"])
    assert "Press pool 2 · 1/10" in page
    assert "Entries: 0, no limit" in re.sub(r"<[^>]+>", "", page)
    refused = await send(client, "grants", **joining)
    assert (refused.status, "This person is in the pool already." in await refused.text()) == (409, True)


async def test_unknown_act_is_refused(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    assert (await send(client, "grants", act="given", application="app_1")).status == 422
    assert (await send(client, "grants", act="grant_ended", application="app_1", grant="grant_9")).status == 404
    assert (await send(client, "grants", **GRANT | {"application": "app_9"})).status == 404


def test_days_are_those_on_which_badges_admit() -> None:
    days = days_of(EVENT)
    assert days == sorted(set(days))
    assert days[0] == min(category.valid_from.astimezone(EVENT.zone_info).date() for category in EVENT.categories)
    assert date(2025, 10, 25) in days
    last = max(category.valid_until for category in EVENT.categories)
    assert days[-1] == (last.astimezone(EVENT.zone_info) - timedelta(microseconds=1)).date()


async def test_form_proposes_the_next_two_hours_of_the_venue(client: Client, sign_in: SignIn, badge: Badge) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    page = await page_of(client, "/staff/badges?id=app_1")
    assert re.search(r'name="from_time"[^>]* value="09:00"', page)
    assert re.search(r'name="until_time"[^>]* value="11:00"', page)
