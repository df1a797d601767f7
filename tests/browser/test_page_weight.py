"""Bytes that the first view of a public page costs a phone."""

import pytest
from playwright.sync_api import Browser

from bench.page_weight import AIMS, PAGES, measure_page
from conference.languages import LANGUAGES
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("name", "code"), [*(("session", code) for code in LANGUAGES), ("programme", "zh"), ("programme", "ru")]
)
def test_first_view_of_a_page_is_light(browser: Browser, server: LiveServer, name: str, code: str) -> None:
    weight = measure_page(browser, server, f"/{code}/{PAGES[name]}")
    assert weight.by_kind["Font"] > 0
    assert weight.total <= AIMS[name][code], weight


def test_page_loads_the_fonts_of_its_own_language(browser: Browser, server: LiveServer) -> None:
    english, chinese = (measure_page(browser, server, f"/{code}/{PAGES['session']}") for code in ("en", "zh"))
    assert english.by_kind["Font"] * 3 < chinese.by_kind["Font"]
