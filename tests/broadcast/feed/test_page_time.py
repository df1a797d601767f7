"""The server's time in the headers of a page."""

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from broadcast.feed import page_time
from broadcast.feed.page_time import SERVER_TIMING, add_page_time


def test_time_of_the_board_is_named_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    local = datetime(2025, 10, 25, 9, 0, 1, 234_567, tzinfo=timezone(timedelta(hours=7)))
    feed = SimpleNamespace(hub=SimpleNamespace(clock=SimpleNamespace(now=lambda: local)))
    monkeypatch.setattr(page_time, "feed_of", lambda _request: feed)
    response = web.Response()
    add_page_time(make_mocked_request("GET", "/"), response)
    assert response.headers[SERVER_TIMING] == 'clock;desc="2025-10-25T02:00:01.234Z"'
