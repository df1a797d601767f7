"""Announcements to the press: newest first, at addresses that stay, as Atom; nothing of them before their time."""

from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest

from broadcast.announcements.actions.planning import PlanRequest, plan_announcement
from broadcast.announcements.actions.publishing import publish_due
from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.web.context import ANNOUNCEMENTS
from broadcast.board.actions.announcements import post_announcement, withdraw_announcement
from broadcast.board.domain.announcements import Destination, Targets, compose
from broadcast.publish.feeds.atom import NAMESPACE
from conference.clock import ManualClock
from tests.support.board_pages import Served
from tests.support.board_samples import text

CANARY = "CANARY-announcement-7f3a"
PRESS = Targets(destinations=(Destination.PRESS,))
PLACES = ("/en/press", "/feeds/en/press.atom", "/feeds/en/programme.atom", "/feed/v1/en/board.json")


async def post(served: Served, words: str, targets: Targets = PRESS) -> str:
    """Post an announcement now, and return its id."""
    done = await post_announcement(served.board, text(words), targets=targets, operator=served.operator)
    await served.heard()
    return done.key.partition("/")[2]


async def test_announcements_are_listed_newest_first(served: Served, clock: ManualClock) -> None:
    assert served.runtime.catalogues.text("vi", "press.announcements.none") in await served.page("/vi/press")
    await post(served, "Accreditation desk")
    clock.advance(60)
    await post(served, "Photo call", Targets())
    await post(served, "Coffee", Targets(destinations=(Destination.LOBBY,)))
    html = await served.page("/vi/press")
    assert html.index("Photo call (vi)") < html.index("Accreditation desk (vi)")
    assert "Coffee" not in html


async def test_address_stays_after_withdrawal(served: Served) -> None:
    announcement = await post(served, "<b>Photo call</b>")
    path = f"press/announcements/{announcement}"
    assert f"/fr/{path}" in await served.page("/fr/press")
    await withdraw_announcement(served.board, announcement, operator=served.operator)
    await served.heard()
    assert "&lt;b&gt;Photo call&lt;/b&gt; (fr)" in await served.page(f"/fr/{path}")
    await served.page("/fr/press/announcements/ann_unknown", 404)


async def test_feed_has_the_announcements_with_their_addresses(served: Served) -> None:
    empty = fromstring(await (await served.client.get("/feeds/ar/press.atom")).read())
    assert empty.findall(f"{{{NAMESPACE}}}entry") == []
    announcement = await post(served, "Photo call")
    response = await served.client.get("/feeds/ar/press.atom")
    assert response.content_type == "application/atom+xml"
    (entry,) = fromstring(await response.read()).findall(f"{{{NAMESPACE}}}entry")
    assert entry.findtext(f"{{{NAMESPACE}}}title") == "Photo call (ar)"
    link = entry.find(f"{{{NAMESPACE}}}link")
    assert link is not None
    assert link.get("href", "").endswith(f"/ar/press/announcements/{announcement}")
    again = await served.client.get("/feeds/ar/press.atom", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize("is_at_its_time", [False, True])
async def test_planned_announcement_is_in_no_byte_before(
    served: Served, clock: ManualClock, is_at_its_time: bool
) -> None:
    app = served.client.app
    assert app is not None
    services, now = app[ANNOUNCEMENTS], clock.now()
    announcement = compose("ann_planned", text(CANARY), now=now, targets=PRESS)
    timing = Timing(publish_at=now + timedelta(minutes=30))
    await plan_announcement(services, announcement, timing, PlanRequest(operator=served.operator))
    clock.advance(30 * 60 if is_at_its_time else 30 * 60 - 1)
    async with served.board.transactions.write() as transaction:
        await publish_due(services, transaction)
    await served.heard()
    found = [CANARY in await served.page(place) for place in PLACES]
    assert found == [is_at_its_time, is_at_its_time, False, is_at_its_time]
