"""Announcements to the press: newest first, at addresses that stay, as Atom; nothing of them before their time."""

from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest

from broadcast.announcements.actions.planning import PlanRequest, plan_announcement
from broadcast.announcements.actions.publishing import publish_due
from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.web.context import ANNOUNCEMENTS, PLANNED_WATCH
from broadcast.board.actions.announcements import post_announcement, withdraw_announcement
from broadcast.board.domain.announcements import Destination, Targets, compose, with_subject
from broadcast.publish.feeds.atom import NAMESPACE
from conference.clock import ManualClock
from conference.languages import LANGUAGES
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


async def plan(served: Served, subject: str, *, is_listed: bool) -> None:
    """Plan an announcement to the press whose text is the canary, in half an hour."""
    app = served.client.app
    assert app is not None
    now = served.board.clock.now()
    announcement = with_subject(compose("ann_planned", text(CANARY), now=now, targets=PRESS), text(subject), LANGUAGES)
    timing = Timing(publish_at=now + timedelta(minutes=30), is_listed=is_listed)
    await plan_announcement(app[ANNOUNCEMENTS], announcement, timing, PlanRequest(operator=served.operator))
    await app[PLANNED_WATCH].look()


async def publish_what_is_due(served: Served) -> None:
    """Publish the announcements whose time has come."""
    app = served.client.app
    assert app is not None
    async with served.board.transactions.write() as transaction:
        await publish_due(app[ANNOUNCEMENTS], transaction)
    await served.heard()


@pytest.mark.parametrize("is_at_its_time", [False, True])
async def test_planned_announcement_is_in_no_byte_before(
    served: Served, clock: ManualClock, is_at_its_time: bool
) -> None:
    await plan(served, CANARY, is_listed=False)
    clock.advance(30 * 60 if is_at_its_time else 30 * 60 - 1)
    await publish_what_is_due(served)
    found = [CANARY in await served.page(place) for place in PLACES]
    assert found == [is_at_its_time, is_at_its_time, False, is_at_its_time]


async def test_listed_announcement_has_subject_and_time_before(served: Served, clock: ManualClock) -> None:
    await served.page("/en/press")
    await plan(served, "Outcome 7f3a", is_listed=True)
    page = await served.page("/en/press")
    upcoming = page.split(served.runtime.catalogues.text("en", "press.upcoming.title"))[1]
    assert upcoming.index("09:30") < upcoming.index("Outcome 7f3a (en)")
    await served.page("/en/press/announcements/ann_planned", 404)
    places = [await served.page(place) for place in PLACES]
    assert ["Outcome 7f3a" in place for place in places] == [True, False, False, False]
    assert [CANARY in place for place in places] == [False] * len(places)
    clock.advance(30 * 60)
    assert "Outcome 7f3a" not in await served.page("/en/press")
    await publish_what_is_due(served)
    assert "Outcome 7f3a (en)" in await served.page("/en/press")
    assert "<h1>Outcome 7f3a (en)</h1>" in await served.page("/en/press/announcements/ann_planned")
    entry = fromstring(await served.page("/feeds/en/press.atom")).find(f"{{{NAMESPACE}}}entry")
    assert entry is not None
    assert [entry.findtext(f"{{{NAMESPACE}}}{name}") for name in ("title", "summary")] == [
        "Outcome 7f3a (en)",
        f"{CANARY} (en)",
    ]
