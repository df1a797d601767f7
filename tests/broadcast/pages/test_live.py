"""The public live page as it is sent: complete without a script, the same as the feed, cacheable, and public only."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from broadcast.board.actions.announcements import post_announcement, post_prepared_announcement
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import record_signature
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.sessions import Verb
from broadcast.feed.wire import decode_message
from broadcast.pages.page_cache import CACHE_CONTROL as CACHE
from broadcast.pages.page_cache import PAGE_CACHE
from conference.clock import ManualClock
from conference.languages import LANGUAGES, language
from tests.support.board_pages import Served


def words(html: str) -> str:
    """What a reader sees: no tags, no data blocks, single spaces."""
    bare = re.sub(r"</?(?:bdi|time)[^>]*>", "", re.sub(r"<script.*?</script>", " ", html, flags=re.S))
    bare = re.sub(r"<[^>]+>", " ", bare)
    return re.sub(r"\s+", " ", unescape(bare))


def part(html: str, name: str) -> str:
    """One list of the page."""
    match = re.search(rf'data-list="{name}">(.*?)</(?:section|ol)>', html, re.S)
    assert match, name
    return match[1]


async def test_live_page_is_cached_until_board_or_minute_changes(served: Served, clock: ManualClock) -> None:
    kept = served.client.app[PAGE_CACHE]

    async def sent(path: str) -> tuple[bytes, str]:
        response = await served.client.get(path)
        assert response.headers["Cache-Control"] == CACHE
        return await response.read(), response.headers["X-Request-Id"]

    first, second = await sent("/fr/?day=2025-10-26"), await sent("/fr/?day=2025-10-26")
    assert (first[0], len(kept)) == (second[0], 1)
    assert first[1] != second[1]
    assert len({(await sent(path))[0] for path in ("/fr/", "/ar/", "/fr/?day=2025-10-25&now=1")}) == 3
    assert len(kept) == 4
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.heard()
    assert "phase-in_session" in part((await sent("/fr/"))[0].decode(), "on")
    before = (await sent("/fr/"))[0]
    clock.advance(60)
    assert (await sent("/fr/"))[0] != before


async def test_page_cache_excludes_staff_and_long_addresses(served: Served) -> None:
    kept = served.client.app[PAGE_CACHE]
    await served.page(f"/en/?day={'x' * 300}")
    assert len(kept) == 0
    page = await served.page("/en/")
    await served.sign_in()
    own = await served.client.get("/en/")
    assert own.headers["Cache-Control"] == "no-store"
    assert await own.text() != page
    assert len(kept) == 1


async def test_live_page_is_complete_in_every_language(served: Served) -> None:
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.heard()
    for code in LANGUAGES:
        html = await served.page(f"/{code}/")
        face = language(code)
        opening = served.runtime.event.item("opening")
        assert f'<html lang="{face.tag}" dir="{face.direction}"' in html, code
        assert opening.title[code] in words(part(html, "on")), code
        for item in served.runtime.event.public_programme:
            if item.day == served.runtime.event.starts_on:
                assert item.title[code] in unescape(part(html, "programme")), code
        assert not re.search(r"\{[a-z_]+\}", words(html)), code


async def test_live_page_shows_what_is_on_who_speaks_and_what_comes(served: Served, clock: ManualClock) -> None:
    for session in ("opening", "debate-1"):
        await move_session(served.board, session, Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await move_session(
        served.board, "press-25", Verb.DELAY, operator=served.operator, until=clock.now() + timedelta(hours=5)
    )
    await move_session(served.board, "rt-1", Verb.CANCEL, operator=served.operator)
    await served.heard()
    html = await served.page("/en/")
    assert "In progress since 09:00" in words(part(html, "on"))
    assert "Has the floor: Viet Nam" in words(part(html, "on"))
    assert "Delayed new time: 14:00" in words(part(html, "next"))
    assert "Cancelled" in words(part(html, "off"))
    assert "The programme has ended" not in words(html)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Adjourned on 25 October at 09:00"),
        ("fr", "Séance levée le 25 octobre à 09:00"),
        ("ru", "25 октября в 09:00"),
        ("es", "el 25 de octubre a las 09:00"),
        ("vi", "lúc 09:00, ngày 25/10"),
    ],
)
async def test_phase_of_another_day_names_the_day(served: Served, clock: ManualClock, code: str, text: str) -> None:
    for verb in (Verb.OPEN, Verb.ADJOURN):
        await move_session(served.board, "debate-1", verb, operator=served.operator)
    clock.advance(86400)
    await served.heard()
    assert text in words(await served.page(f"/{code}/?day=2025-10-25")).replace("\xa0", " ")


async def test_tally_has_its_source_and_its_time(served: Served) -> None:
    """Covers B26."""
    await record_signature(served.board, "VN", operator=served.operator)
    await served.heard()
    tally = words(part(await served.page("/en/"), "tally"))
    assert "1 signatory Source: United Nations Office of Legal Affairs. As of: 25 October, 09:00 Viet Nam" in tally


async def test_a_day_and_its_time_stand_in_order_in_arabic(served: Served) -> None:
    """Covers B25."""
    tally = part(await served.page("/ar/"), "tally")
    assert re.search(
        r'<time datetime="[^"]+" dir="rtl"><bdi translate="no">25 تشرين الأول/أكتوبر</bdi>، '
        r'<bdi translate="no">09:00</bdi></time>',
        tally,
    )
    assert '<bdi translate="no" class="hours" dir="ltr">' in part(await served.page("/ar/"), "programme")


async def test_announcements_lapse_and_urgent_ones_come_first(served: Served, clock: ManualClock) -> None:
    later = clock.now() + timedelta(minutes=5)
    await post_prepared_announcement(served.board, "evacuate", {}, operator=served.operator, level=Level.URGENT)
    await post_prepared_announcement(served.board, "thank-you", {}, operator=served.operator, expires_at=later)
    await served.heard()
    shown = words(part(await served.page("/en/"), "announcements"))
    assert shown.index("Please leave by the nearest exit.") < shown.index("Thank you.")
    clock.advance(301)
    assert "Thank you." not in words(part(await served.page("/en/"), "announcements"))


async def test_text_in_another_language_says_so_and_in_which(served: Served) -> None:
    text = {code: f"wording {code}" for code in LANGUAGES if code != "vi"}
    await post_announcement(served.board, text, operator=served.operator)
    await served.heard()
    html = part(await served.page("/vi/"), "announcements")
    assert '<span class="announcement-text" lang="en-GB" dir="ltr">wording en</span>' in html
    assert '<span class="chip fallback" lang="en-GB" dir="ltr">English</span>' in html


async def test_markup_in_a_text_is_shown_and_not_obeyed(served: Served) -> None:
    text = dict.fromkeys(LANGUAGES, "<b onmouseover=alert(1)>{time} </script>")
    await post_announcement(served.board, text, operator=served.operator)
    await served.heard()
    html = await served.page("/en/")
    assert "&lt;b onmouseover=alert(1)&gt;{time} &lt;/script&gt;" in html
    assert "<b onmouseover" not in html


@pytest.mark.parametrize(
    ("query", "seen", "hidden"),
    [
        ("?day=2025-10-26", "closing", "opening"),
        ("?day=2025-10-25&kind=round_table", "rt-1", "opening"),
        ("?day=2025-10-25&now=1", "opening", "signing"),
        ("?day=2099-01-01&kind=nonsense&now=x", "opening", "closing"),
    ],
)
async def test_programme_is_chosen_by_day_kind_and_now(served: Served, query: str, seen: str, hidden: str) -> None:
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.heard()
    programme = part(await served.page(f"/en/{query}"), "programme")
    assert f'data-session="{seen}"' in programme
    assert f'data-session="{hidden}"' not in programme


async def test_an_empty_choice_says_so_and_leads_back(served: Served) -> None:
    programme = part(await served.page("/en/?day=2025-10-25&now=1"), "programme")
    assert "No session matches this choice." in words(programme)
    assert 'href="/en/?day=2025-10-25#programme"' in programme


async def test_line_of_the_present_moment_moves_with_the_clock(served: Served, clock: ManualClock) -> None:
    async def before_line() -> list[str]:
        programme = part(await served.page("/en/?day=2025-10-25"), "programme")
        return re.findall(r'data-session="([^"]+)"', programme.partition('class="now-line"')[0])

    assert await before_line() == ["welcome", "group-photo", "opening"]
    clock.advance(2 * 3600)
    assert await before_line() == ["welcome", "group-photo", "opening", "signing"]
    assert "now-line" not in await served.page("/en/?day=2025-10-26")


async def test_public_page_is_cacheable_and_staff_page_is_not(served: Served) -> None:
    response = await served.client.get("/ar/")
    assert response.headers["Cache-Control"] == "public, max-age=5, stale-while-revalidate=30"
    assert "Set-Cookie" not in response.headers
    await served.sign_in()
    assert (await served.client.get("/ar/")).headers["Cache-Control"] == "no-store"


async def test_page_and_feed_are_of_one_revision(served: Served) -> None:
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.heard()
    html = await served.page("/en/")
    snapshot = decode_message(await (await served.client.get("/feed/v1/en/board.json")).read())
    states = {key: json.loads(bytes(keyed.state)) for key, keyed in snapshot.keys.items()}  # type: ignore[union-attr]
    assert states["session/opening"]["phase_label"] in words(part(html, "on"))
    assert {state["id"] for key, state in states.items() if key.startswith("session/")} >= set(
        re.findall(r'data-session="([^"]+)"', html)
    )


async def test_private_items_are_on_no_public_page(served: Served) -> None:
    """Covers B18."""
    event = served.runtime.event
    private = [item for item in event.programme if not item.public]
    assert len(private) >= 3
    for code in LANGUAGES:
        paths = [f"/{code}/?day={day.isoformat()}" for day in event.days]
        paths += [f"/{code}/screens/lobby", f"/{code}/screens/rooms/plenary", f"/screens/lobby?languages={code}"]
        paths += [f"/feed/v1/{code}/board.json"]
        for path in paths:
            text = unescape(await served.page(path))
            for item in private:
                assert item.id not in text, (path, item.id)
                assert item.title[code] not in text, (path, item.id)


async def test_address_in_another_language_leads_to_the_page(served: Served) -> None:
    for address, meant in (("/de/", "/en/"), ("/xx/screens/lobby", "/en/screens/lobby")):
        response = await served.client.get(address, allow_redirects=False)
        assert (response.status, response.headers["Location"]) == (302, meant)
    await served.page("/de/nothing", 404)
