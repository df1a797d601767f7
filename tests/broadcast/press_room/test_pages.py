"""The page of figures as it is sent: complete in each language, each figure with source and time."""

import re
from dataclasses import replace
from datetime import date

from msgspec import structs

from broadcast.board.actions.ratifications import record_deposit
from broadcast.board.actions.signing import record_signature
from conference.languages import LANGUAGES
from rostrum.runtime import Runtime
from tests.support.board_pages import Served, serve_board

COUNT, SOURCE = 'class="(?:figure|tally)-count"', 'class="(?:figure|tally)-source"'


async def test_each_count_is_followed_by_source_and_time(served: Served) -> None:
    """Covers B26."""
    sources = served.runtime.event.sources
    for code in LANGUAGES:
        html = await served.page(f"/{code}/press")
        counts = re.split(COUNT, html)[1:]
        assert len(counts) == len(served.runtime.event.figures) + 1
        for count in counts:
            source = re.search(rf"<p {SOURCE}>(.*?)</p>", count, re.S)
            assert source, count[:200]
            assert "<time" in source[1]
            if "figure-source" in source[0]:
                assert any(one.name[code] in source[1] for one in sources)


async def test_latest_count_of_signatories_is_largest(served: Served) -> None:
    html = await served.page("/en/press")
    topic = html.split('id="topic-signatories"')[1].split("</section>")[0]
    latest, others = topic.split('<ul class="figures">')
    assert re.findall(r"<strong><bdi[^>]*>(\d+)</bdi>", latest) == ["72"]
    assert re.findall(r"<bdi[^>]*>(\d+)</bdi></strong>", others) == ["71", "72", "69", "68", "64", "65", "60"]
    assert "treaty record" in latest
    assert '<time datetime="2025-10-27" dir="ltr">27 October 2025</time>' in latest


async def test_live_tally_stands_first(served: Served) -> None:
    before = await served.page("/en/press")
    await record_signature(served.board, "VN", operator=served.operator)
    await served.heard()
    html = await served.page("/en/press")
    assert html != before
    assert "Viet Nam" in html.split('data-list="tally">')[1].split("</section>")[0]
    assert html.index('data-list="tally"') < html.index('class="press-topics"')


async def test_ratifications_have_their_source_and_time(served: Served) -> None:
    """Covers B26."""
    hidden = 'data-part="ratifications" aria-labelledby="ratifications-title" hidden'
    assert hidden in await served.page("/fr/press")
    await record_deposit(served.board, "VN", date(2025, 10, 25), operator=served.operator)
    await served.heard()
    html = await served.page("/fr/press")
    assert hidden not in html
    section = html.split('data-list="ratifications">')[1].split("</section>")[0]
    assert re.search(r'class="tally-count".*class="tally-source".*<time', section, re.S)


async def test_page_leads_to_each_press_conference(served: Served) -> None:
    section = (await served.page("/en/press")).split('id="conferences-title"')[1].split("</section>")[0]
    assert re.findall(r'href="/en/sessions/([^"]+)"', section) == ["press-25", "press-26"]
    assert "17:45" in section


async def test_event_without_figures_says_so(runtime: Runtime) -> None:
    event = structs.replace(runtime.event, figures=())
    async with serve_board(replace(runtime, event=event)) as served:
        assert "No figures have been published." in await served.page("/en/press")
