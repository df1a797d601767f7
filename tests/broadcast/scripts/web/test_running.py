"""The page of a running script: parts only when something changed, one act a press, deviations."""

import re
from datetime import timedelta

from broadcast.scripts.actions.access import find_session
from conference.texts.dates import format_time
from tests.broadcast.scripts.web.conftest import PAGE, ScriptDesk
from tests.support.board_moves import delay_session
from tests.support.board_pages import hidden
from tests.support.scripts import HANOI, write_script

EXPECTED = "Now expected at"
HTMX = {"HX-Request": "true"}


async def test_page_follows_without_refetching_what_it_shows(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem", "Speech")
    page = await desk.page(f"{PAGE}/run")
    seen = hidden(page, "seen")
    same = await desk.served.client.get(f"{PAGE}/run/parts", params={"seen": seen})
    assert (same.status, await same.text()) == (204, "")
    sent = await desk.post(f"{PAGE}/run", seen=page, act="next", run="0")
    assert sent.status == 303
    changed = await desk.served.client.get(f"{PAGE}/run/parts", params={"seen": seen})
    assert changed.status == 200
    assert "<html" not in await changed.text()
    assert 'aria-current="step"' in await changed.text()


async def test_second_press_on_an_old_page_changes_nothing(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem", "Speech")
    page = await desk.page(f"{PAGE}/run")
    await desk.post(f"{PAGE}/run", seen=page, act="next", run="0")
    form = {"csrf": hidden(page, "csrf"), "act": "next", "run": "0"}
    again = await desk.served.client.post(f"{PAGE}/run", data=form, headers=HTMX)
    assert again.status == 409
    assert 'id="run"' in await again.text()


async def test_deviation_is_noted_and_withdrawn(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem")
    assert (await desk.post(f"{PAGE}/deviations", text="Micro <2> muet")).status == 303
    page = await desk.page(f"{PAGE}/run")
    assert "Micro &lt;2&gt; muet" in page
    found = re.search(r'id="deviation-([^"]+)"', page)
    assert found
    assert (await desk.post(f"{PAGE}/deviations/{found[1]}/withdrawal")).status == 303
    assert "Micro" not in await desk.page(f"{PAGE}/run")
    refused = await desk.post(f"{PAGE}/deviations", text="")
    assert refused.status == 422
    assert '<a href="#f-text">' in await refused.text()


async def test_expected_times_follow_a_delay_of_the_session(desk: ScriptDesk) -> None:
    await write_script(desk.services, "Anthem", "Speech")
    page = await desk.page(f"{PAGE}/run")
    assert EXPECTED not in page
    start = (await find_session(desk.services, "opening", None)).starts_at
    until = start + timedelta(minutes=25)
    await delay_session(desk.served.board, "opening", operator=desk.served.operator, until=until)
    parts = await desk.served.client.get(f"{PAGE}/run/parts", params={"seen": hidden(page, "seen")})
    assert parts.status == 200
    expected = re.findall(rf"{EXPECTED} <bdi[^>]*>([0-9:]+)</bdi>", await parts.text())
    shown = [format_time("en", until + timedelta(minutes=minutes), HANOI) for minutes in (0, 0, 5)]
    assert expected == shown  # the next cue, and both in the list
