"""Forms of the badge desk: printing, hand-over, status; the applicant's own badge."""

import io

import pytest
from PIL import Image

from accreditation.applications.domain.applications import State
from accreditation.badge_desk.web.badge_acts import BADGE_ACTS
from accreditation.badges.actions.badges import reissue_badge, restore_badge, suspend_badge
from accreditation.badges.domain.badges import Badge, BadgeStatus, seen_mark
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import DESK_CLERK, Office, with_readable_codes
from tests.support.badge_pages import LINK, newest, page_of, send
from tests.support.qr import read_qr


@pytest.fixture
def office(office: Office) -> Office:
    return with_readable_codes(office)


async def test_printed_badge_is_handed_over_and_taken_back(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    this = {"badge": badge.id, "application": "app_1"}
    assert (await send(client, "act", act="handed_over", identity="passport", **this)).status == 409
    await office.print_out(badge)
    assert (await send(client, "act", act="handed_over", **this)).status == 422
    done = await send(client, "act", act="handed_over", identity="press_card", **this)
    assert (done.status, done.headers["Location"]) == (303, "/staff/badges?id=app_1&did=handed_over")
    page = await page_of(client, done.headers["Location"])
    assert "The badge is handed over." in page
    assert "Press card" in page
    assert (await newest(office, badge)).activated_at is not None
    await send(client, "act", act="taken_back", **this)
    assert (await newest(office, badge)).collected_at is None


async def test_suspend_restore_and_revoke_show_the_status(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    await sign_in("clerk", roles.BADGE_DESK)
    this = {"badge": badge.id, "application": "app_1"}
    for act, status in (
        ("suspended", BadgeStatus.SUSPENDED),
        ("restored", BadgeStatus.ISSUED),
        ("revoked", BadgeStatus.REVOKED),
    ):
        assert (await send(client, "act", act=act, reason="conduct", **this)).status == 303
        assert (await newest(office, badge)).status is status
    again = await send(client, "act", act="restored", **this)
    assert again.status == 409


STATES_OF_ACTS = {
    "reissued": BadgeStatus.ISSUED,
    "revoked": BadgeStatus.ISSUED,
    "suspended": BadgeStatus.ISSUED,
    "handed_over": BadgeStatus.ISSUED,
    "taken_back": BadgeStatus.ISSUED,
    "restored": BadgeStatus.SUSPENDED,
}
"""Status of a badge that allows each act. `issued` has no badge yet: a second one is refused by its own rule."""


async def test_act_on_a_badge_that_has_changed_is_a_conflict(
    client: Client, sign_in: SignIn, office: Office, badge: Badge
) -> None:
    """Covers C7."""
    assert {*STATES_OF_ACTS, "issued"} == set(BADGE_ACTS)
    await office.print_out(badge)
    await sign_in("clerk", roles.BADGE_DESK)
    this = {"badge": badge.id, "application": "app_1"}
    for act, status in STATES_OF_ACTS.items():
        office.clock.advance(1)
        outdated = seen_mark(await newest(office, badge))
        await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
        if status is BadgeStatus.ISSUED:
            await restore_badge(office.desk, badge.id, staff=DESK_CLERK)
        before, reason = await newest(office, badge), "lost" if act == "reissued" else "conduct"
        refused = await send(client, "act", act=act, reason=reason, identity="passport", seen=outdated, **this)
        page = await refused.text()
        assert (act, refused.status, "has changed since the page was opened" in page) == (act, 409, True)
        assert await newest(office, badge) == before
        if status is BadgeStatus.SUSPENDED:
            assert (await send(client, "act", act="restored", **this)).status == 303


async def test_own_link_shows_the_badge_only_while_it_is_issued(client: Client, office: Office, badge: Badge) -> None:
    path = f"/vi/applications/{LINK}/badge.png"
    assert (await client.get(path)).status == 404
    await office.hand_over(badge)
    response = await client.get(path)
    assert (response.status, response.content_type) == (200, "image/png")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert read_qr(Image.open(io.BytesIO(await response.read()))) == [badge.token]
    assert (await client.get(f"/vi/applications/{'x' * 32}/badge.png")).status == 404
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.ON_HOLD, State.IN_REVIEW])
async def test_applicant_without_approval_gets_no_badge(
    client: Client, office: Office, badge: Badge, state: State
) -> None:
    """A4, A5: neither the old nor a fresh one."""
    await office.hand_over(await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK))
    await office.change("app_1", state=state)
    assert (await client.get(f"/en/applications/{LINK}/badge.png")).status == 404
