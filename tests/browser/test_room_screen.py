"""The screen of a room in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import SETTINGS, STICKS_OUT, WALL, sign_in, window
from tests.support.live import LiveServer, live_server

pytestmark = pytest.mark.browser


@pytest.fixture
def untouched_server(tmp_path: Path, board_template: Path) -> Iterator[LiveServer]:
    """The programme on a server of its own, in which no other test has opened a session."""
    shutil.copytree(board_template, tmp_path, dirs_exist_ok=True)
    with live_server(tmp_path, SETTINGS) as running:
        yield running


def test_screens_show_the_latest_signatories(browser: Browser, untouched_server: LiveServer) -> None:
    server = untouched_server
    operator_context, operator = window(browser, server)
    sign_in(operator)
    operator.goto("/staff/console?session=signing")
    operator.locator("button[name=verb][value=open]").click()
    for count, country in enumerate(("CD", "FR", "GB", "LA", "CI", "VN"), 1):
        operator.locator(f"#party-{country} button").click()
        expect(operator.locator(".party-signed li")).to_have_count(count)
    operator_context.close()
    context, room = window(browser, server, WALL)
    room.goto("/ar/screens/rooms/plenary")
    expect(room.locator(".room-figure strong")).to_have_text("6")
    expect(room.locator(".room-latest")).to_contain_text("فييت نام")
    earlier = room.locator(".room-earlier li")
    expect(earlier).to_have_count(4)
    expect(earlier.first).to_contain_text("كوت ديفوار")
    expect(earlier.first.locator("time")).to_contain_text("09:")
    figure = room.locator(".room-figure strong").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert figure >= 0.279 * WALL[1]
    assert room.evaluate(STICKS_OUT) == []
    room.goto("/ar/screens/signing")
    expect(room.locator(".signing-figure strong")).to_have_text("6")
    expect(room.locator(".signing-latest")).to_contain_text("فييت نام")
    expect(room.locator(".signing-next li")).to_have_count(3)
    expect(room.locator(".map-signed use")).to_have_count(6)
    assert room.evaluate(STICKS_OUT) == []
    context.close()
