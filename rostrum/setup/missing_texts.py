"""Texts that lack a language of the event, with an input for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from conference.auth.roles import ADMINISTER
from conference.event import Event
from conference.event.documents import Finding
from conference.event.editing import EntryPlace, FieldFault
from conference.event.event_languages import TextPlace, find_missing_texts, set_texts, wording_at
from conference.event.values import TableReader
from conference.languages import LANGUAGES, Language, language
from conference.texts.typed_text import presentable_lines
from conference.web import form_on, language_of, read_form, read_query, render, require, site_of
from rostrum.events.drafts import Draft
from rostrum.setup.drafting import LANGUAGES_PATH, draft_of, edit_in_thread, save_event
from rostrum.setup.faults import fault_text
from rostrum.setup.section_lists import DONE, ListQuery
from rostrum.setup.structure import LABELS, TITLES
from rostrum.setup.typed import clean_line

PREFIX = "t."
MOST_SHOWN = 60
"""Texts that one page asks for."""


class TextsForm(Struct, frozen=True, kw_only=True):
    """Typed texts by the name of their place (`name_of_place`)."""

    typed: Annotated[dict[str, str], Meta(extra={"prefix": PREFIX})] = {}


class TextsState(Struct, frozen=True):
    """What the inputs show: typed texts and errors by their names."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]


class MissingText(Struct, frozen=True):
    """A text that lacks a language: the name of its input, where it is, in words, another wording and its language."""

    name: str
    where: str
    language: Language
    other: str
    other_language: Language


def name_of_place(place: TextPlace) -> str:
    """Return the name of the input of a text."""
    return PREFIX + "/".join((place.section, place.name, *map(str, place.path), place.language))


def languages_page(request: web.Request, draft: Draft, state: TextsState) -> web.Response:
    """Return the page of languages and missing texts."""
    missing = find_missing_texts(draft.event)
    return render(
        request,
        "setup/languages.html",
        status=422 if state.errors else 200,
        done=DONE.get(read_query(request, ListQuery).done),
        chosen=[language(code) for code in draft.event.languages],
        others=[language(code) for code in LANGUAGES if code not in draft.event.languages],
        missing=[_show_missing(request, draft.event, place) for place in missing[:MOST_SHOWN]],
        missing_count=len(missing),
        values=state.typed,
        errors=state.errors,
        version=draft.version,
    )


@form_on(LANGUAGES_PATH, TextsForm)
@require(ADMINISTER)
async def save_texts(request: web.Request) -> web.Response:
    """`POST /staff/setup/languages/texts` with the fields of `TextsForm`; empty ones are left for later."""
    form, draft = await read_form(request, TextsForm), await draft_of(request)
    typed = {f"{PREFIX}{name}": clean_line(words) for name, words in form.typed.items()}
    places = {name_of_place(place): place for place in find_missing_texts(draft.event)}
    texts = {places[name]: words for name, words in typed.items() if words and name in places}
    errors = {
        name_of_place(place): fault_text(request, fault)
        for place, words in texts.items()
        for fault in _find_faults(place, words)
    }
    if errors:
        shown = {name: presentable_lines(words) for name, words in typed.items()}
        return languages_page(request, draft, TextsState(shown, errors))
    await save_event(request, draft, await edit_in_thread(lambda: set_texts(draft.event, texts)))
    raise web.HTTPSeeOther(f"{LANGUAGES_PATH}?done=saved")


def _find_faults(place: TextPlace, words: str) -> list[FieldFault]:
    findings: list[Finding] = []
    TableReader("", (place.language,), findings).read_wording(words, place.language, place.path)
    return [FieldFault(EntryPlace(place.section, place.name), place.path, finding.problem) for finding in findings]


def _show_missing(request: web.Request, event: Event, place: TextPlace) -> MissingText:
    texts, code = site_of(request).catalogues, language_of(request)
    title = TITLES.get(place.section)
    label = next((LABELS[str(part)] for part in reversed(place.path) if str(part) in LABELS), None)
    parts = [texts.text(code, title) if title else place.section, place.name, texts.text(code, label) if label else ""]
    other_code, other = wording_at(event, place)
    return MissingText(
        name=name_of_place(place),
        where=" · ".join(part for part in parts if part),
        language=language(place.language),
        other=other,
        other_language=language(other_code),
    )
