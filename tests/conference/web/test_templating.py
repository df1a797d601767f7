"""Texts in pages: escaped, isolated, with the language they are in."""

from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from markupsafe import escape

from conference.web import render
from conference.web.context import FLOOR, VISIT, Visit
from tests.conference.web.conftest import MakeFloor

HARD = ["{", "}", "%s", "<b>", "'", '"', "=cmd()", "{n}", "\u202etfel", "&lt;"]


def html(make_floor: MakeFloor, source: str, language: str = "en", **context: object) -> str:
    floor = make_floor()
    environment = floor.environment.overlay(loader=DictLoader({"x.html": source}), undefined=StrictUndefined)
    app = web.Application()
    app[FLOOR] = replace(floor, environment=environment)
    request = make_mocked_request("GET", f"/{language}/x", app=app)
    request[VISIT] = Visit("req_1")
    response = render(request, "x.html", 200, **context)
    assert isinstance(response.text, str)
    return response.text


@pytest.mark.parametrize("hard", HARD)
def test_parameter_is_escaped_and_isolated(make_floor: MakeFloor, hard: str) -> None:
    written = html(make_floor, '{{ t("staff.home.greeting", name=name) }}', name=hard)
    assert written == f"Welcome, <bdi>{escape(hard)}</bdi>"


def test_plain_text_isolates_without_markup(make_floor: MakeFloor) -> None:
    source = '<p title="{{ plain("staff.home.greeting", name=name) }}">'
    assert html(make_floor, source, name='"><x') == '<p title="Welcome, \u2068&#34;&gt;&lt;x\u2069">'


def test_plural_isolates_its_number(make_floor: MakeFloor) -> None:
    assert "<bdi>1,234</bdi>" in html(make_floor, '{{ tn("board.signatories", 1234) }}')
    assert html(make_floor, '{{ plain_n("board.signatories", 64) }}', language="ar") == "64 جهة موقِّعة"


def test_texts_of_a_prefix_are_safe_in_a_json_block(make_floor: MakeFloor) -> None:
    written = html(make_floor, '<script type="application/json">{{ texts("form.")|tojson }}</script>')
    assert '"form.optional": "optional"' in written


def test_event_text_in_another_language_says_so(make_floor: MakeFloor) -> None:
    source = "{{ pick(name) }}"
    assert html(make_floor, source, "ar", name={"ar": "قاعة", "en": "Hall"}) == "قاعة"
    assert (
        html(make_floor, source, "ar", name={"en": "Hall <1>"}) == '<span lang="en-GB" dir="ltr">Hall &lt;1&gt;</span>'
    )


def test_times_are_the_venues(make_floor: MakeFloor) -> None:
    source = "{{ now|time }} {{ now|date }} {{ now|day }} {{ 1234|number }}"
    assert html(make_floor, source, "en") == "09:00 25 October 2025 Saturday, 25 October 2025 1,234"


def test_unknown_name_and_unknown_key_fail(make_floor: MakeFloor) -> None:
    with pytest.raises(UndefinedError):
        html(make_floor, "{{ nobody }}")
    with pytest.raises(KeyError):
        html(make_floor, '{{ t("no.such.key") }}')


@pytest.mark.parametrize(
    ("code", "tag", "direction"), [("ar", "ar", "rtl"), ("zh", "zh-Hans", "ltr"), ("en", "en-GB", "ltr")]
)
def test_page_says_its_language_and_direction(make_floor: MakeFloor, code: str, tag: str, direction: str) -> None:
    written = html(make_floor, '<html lang="{{ language.tag }}" dir="{{ language.direction }}">', code)
    assert written == f'<html lang="{tag}" dir="{direction}">'
