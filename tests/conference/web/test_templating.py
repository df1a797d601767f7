"""Texts in pages: escaped, isolated, with the language they are in."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from jinja2 import ChoiceLoader, DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import escape

from conference.web import render
from conference.web.context import SITE, VISIT, Visit
from conference.web.templating import CompiledTemplates, UntranslatedValues, make_environment
from tests.conference.web.conftest import MakeSite
from tests.support.paths import ROOT

HARD = ["{", "}", "%s", "<b>", "'", '"', "=cmd()", "{n}", "\u202etfel", "&lt;"]


def html(make_site: MakeSite, source: str, language: str = "en", **context: object) -> str:
    site = make_site()
    loaders = [DictLoader({"x.html": source}), *([site.environment.loader] if site.environment.loader else [])]
    environment = site.environment.overlay(loader=ChoiceLoader(loaders), undefined=StrictUndefined)
    app = web.Application()
    app[SITE] = replace(site, environment=environment)
    request = make_mocked_request("GET", f"/{language}/x", app=app)
    request[VISIT] = Visit("req_1")
    response = render(request, "x.html", 200, **context)
    assert isinstance(response.text, str)
    return response.text


@pytest.mark.parametrize("hard", HARD)
def test_parameter_is_escaped_and_isolated(make_site: MakeSite, hard: str) -> None:
    written = html(make_site, '{{ t("staff.home.greeting", name=name) }}', name=hard)
    assert written == f'Welcome, <bdi translate="no">{escape(hard)}</bdi>'


def test_plain_text_isolates_without_markup(make_site: MakeSite) -> None:
    source = '<p title="{{ plain("staff.home.greeting", name=name) }}">'
    assert html(make_site, source, name='"><x') == '<p title="Welcome, \u2068&#34;&gt;&lt;x\u2069">'


def test_plural_isolates_its_number(make_site: MakeSite) -> None:
    assert '<bdi translate="no">1,234</bdi>' in html(make_site, '{{ tn("board.signatories", 1234) }}')
    assert html(make_site, '{{ plain_n("board.signatories", 64) }}', language="ar") == "64 جهة موقِّعة"


def test_texts_of_a_prefix_are_safe_in_a_json_block(make_site: MakeSite) -> None:
    written = html(make_site, '<script type="application/json">{{ texts("form.")|tojson }}</script>')
    assert '"form.optional": "(optional)"' in written


def test_event_text_in_another_language_says_so(make_site: MakeSite) -> None:
    source = "{{ pick(name) }}"
    assert html(make_site, source, "ar", name={"ar": "قاعة", "en": "Hall"}) == "قاعة"
    assert (
        html(make_site, source, "ar", name={"en": "Hall <1>"}) == '<span lang="en-GB" dir="ltr">Hall &lt;1&gt;</span>'
    )


def test_times_are_the_venues(make_site: MakeSite) -> None:
    source = "{{ now|time }} {{ now|date }} {{ now|day }} {{ 1234|number }}"
    assert html(make_site, source, "en") == "09:00 25 October 2025 Saturday, 25 October 2025 1,234"


def test_unknown_name_and_unknown_key_fail(make_site: MakeSite) -> None:
    with pytest.raises(UndefinedError):
        html(make_site, "{{ nobody }}")
    with pytest.raises(KeyError):
        html(make_site, '{{ t("no.such.key") }}')


@pytest.mark.parametrize(
    ("code", "tag", "direction"), [("ar", "ar", "rtl"), ("zh", "zh-Hans", "ltr"), ("en", "en-GB", "ltr")]
)
def test_page_says_its_language_and_direction(make_site: MakeSite, code: str, tag: str, direction: str) -> None:
    written = html(make_site, '<html lang="{{ language.tag }}" dir="{{ language.direction }}">', code)
    assert written == f'<html lang="{tag}" dir="{direction}">'


def render_source(source: str) -> str:
    environment = Environment(loader=DictLoader({"page": source}), extensions=[UntranslatedValues], autoescape=True)
    return environment.get_template("page").render(name="Hoa")


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<bdi>{{ name }}</bdi>", '<bdi translate="no">Hoa</bdi>'),
        ('<bdi class="a" dir="ltr">{{ name }}</bdi>', '<bdi translate="no" class="a" dir="ltr">Hoa</bdi>'),
        ("<kbd>S</kbd>", '<kbd translate="no">S</kbd>'),
        ('<span class="a" dir="ltr">{{ name }}</span>', '<span translate="no" class="a" dir="ltr">Hoa</span>'),
        ('<bdi translate="yes">words</bdi>', '<bdi translate="yes">words</bdi>'),
        ("<p>words</p>", "<p>words</p>"),
        ('<span lang="ar" dir="rtl">words</span>', '<span lang="ar" dir="rtl">words</span>'),
    ],
)
def test_values_are_not_translated_and_words_are(source: str, written: str) -> None:
    assert render_source(source) == written


@pytest.mark.parametrize(
    "template", ["broadcast/pages/templates/screen.html", "accreditation/doors/templates/door_app.html"]
)
def test_screens_are_not_translated(template: str) -> None:
    assert ' translate="no"' in (ROOT / template).read_text(encoding="utf-8")


SUMMARY = '{% import "forms.html" as forms with context %}{{ forms.error_summary(errors) }}'
"""A template that begins with a summary of errors."""


def summary_of(page: str) -> str:
    """The entries of a summary of errors."""
    return "".join(re.findall(r"<li>.*?</li>", page))


def test_summary_names_fields_that_follow_it(make_site: MakeSite) -> None:
    written = html(
        make_site,
        f'{SUMMARY}{{{{ forms.field("name", label, {{}}, errors) }}}}',
        label="Signer <1>",
        errors={"name": "Fill in <this> field."},
    )
    entry = '<a href="#f-name"><bdi>Signer &lt;1&gt;</bdi></a>: Fill in &lt;this&gt; field.'
    assert summary_of(written) == f"<li>{entry}</li>"


def test_summary_links_only_to_inputs_of_the_page(make_site: MakeSite) -> None:
    written = html(make_site, f'{SUMMARY}<input id="f-plain">', errors={"plain": "Too long.", 'x"><b>': "Unknown."})
    assert summary_of(written) == '<li><a href="#f-plain">Too long.</a></li><li>Unknown.</li>'


def test_summary_tells_inputs_of_one_label_apart(make_site: MakeSite) -> None:
    item = '{{ field_labels.begin_group("Item 2") }}{{ forms.field("number.2", "Number", {}, errors) }}'
    written = html(make_site, f"{SUMMARY}{item}{{{{ field_labels.end_group() }}}}", errors={"number.2": "Too long."})
    assert "<bdi>Item 2</bdi> <bdi>Number</bdi></a>" in summary_of(written)


def test_summary_is_in_the_order_of_the_inputs(make_site: MakeSite) -> None:
    inputs = '{{ forms.field("day", "Day", {}, errors) }}{{ forms.field("hour", "Hour", {}, errors) }}'
    errors = {"gone": "Unknown.", "hour": "Late.", "day": "Past."}
    written = summary_of(html(make_site, SUMMARY + inputs, errors=errors))
    assert re.findall(r"(\w+)\.</li>", written) == ["Past", "Late", "Unknown"]


def _render_kept(folder: Path, kept: Path, *, may_compile: bool = True) -> str:
    environment = make_environment({"conference": folder})
    assert isinstance(environment.bytecode_cache, CompiledTemplates)
    environment.bytecode_cache.directory = str(kept)
    if not may_compile:
        environment.compile = pytest.fail  # type: ignore[method-assign,assignment]
    return environment.get_template("page.html").render()


def test_templates_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    page = tmp_path / "page.html"
    page.write_text("<bdi>first</bdi>")
    assert _render_kept(tmp_path, tmp_path / "kept") == '<bdi translate="no">first</bdi>'
    assert _render_kept(tmp_path, tmp_path / "kept", may_compile=False) == '<bdi translate="no">first</bdi>'
    page.write_text("<bdi>second</bdi>")
    assert _render_kept(tmp_path, tmp_path / "kept") == '<bdi translate="no">second</bdi>'


def test_page_is_shown_where_no_code_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (tmp_path / "page.html").write_text("shown")
    (tmp_path / "kept").write_bytes(b"a file in place of the folder")
    assert _render_kept(tmp_path, tmp_path / "kept") == "shown"
