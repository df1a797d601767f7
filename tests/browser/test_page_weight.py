"""Bytes that the first view of a public page costs a phone."""

import functools
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from bench.page_weight import AIMS, PAGES, PageWeight, measure_page
from conference.languages import LANGUAGES
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def measure(browser: Browser, server: LiveServer) -> Callable[[str], PageWeight]:
    """Give the weight of the page at a path, which is measured once."""
    return functools.cache(functools.partial(measure_page, browser, server))


@pytest.mark.parametrize(
    ("name", "code"), [*(("session", code) for code in LANGUAGES), ("programme", "zh"), ("programme", "ru")]
)
def test_first_view_of_a_page_is_light(measure: Callable[[str], PageWeight], name: str, code: str) -> None:
    weight = measure(f"/{code}/{PAGES[name]}")
    assert weight.by_kind["Font"] > 0
    assert weight.total <= AIMS[name][code], weight


def test_page_loads_the_fonts_of_its_own_language(measure: Callable[[str], PageWeight]) -> None:
    english, chinese = (measure(f"/{code}/{PAGES['session']}") for code in ("en", "zh"))
    assert english.by_kind["Font"] * 3 < chinese.by_kind["Font"]
