"""The languages of the event: add one, remove one with its texts, choose the first; texts that are missing."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, InvalidError
from conference.event import Event
from conference.event.editing import EntryPlace
from conference.event.event_languages import (
    TextPlace,
    add_language,
    find_missing_texts,
    move_language_first,
    remove_language,
)
from conference.languages import LANGUAGES, language
from conference.web import form_on, language_of, read_form, read_query, render, require, site_of
from rostrum.setup.drafting import PATH, draft_of, edit_in_thread, save_event
from rostrum.setup.entry_forms import entry_address, page_address
from rostrum.setup.section_lists import DONE, ListQuery
from rostrum.setup.structure import FIELDS, HEADER_PAGES, LABELS, TITLES

LANGUAGES_PATH = f"{PATH}/languages"
MOST_SHOWN = 200


class LanguageForm(Struct, frozen=True, kw_only=True):
    """A change of the event's languages, and the version of the draft that was shown."""

    do: Literal["add", "remove", "first"]
    code: Literal["ar", "zh", "en", "fr", "ru", "es", "vi"]
    version: int


class MissingText(Struct, frozen=True):
    """A text that lacks a language: where it is, in words, the language's name, the address of its form if any."""

    where: str
    language: str
    address: str | None


@require(ADMINISTER)
async def show_languages(request: web.Request) -> web.Response:
    """`GET /staff/setup/languages`."""
    draft = await draft_of(request)
    missing = find_missing_texts(draft.event)
    return render(
        request,
        "setup/languages.html",
        done=DONE.get(read_query(request, ListQuery).done),
        chosen=[language(code) for code in draft.event.languages],
        others=[language(code) for code in LANGUAGES if code not in draft.event.languages],
        missing=[_show_missing(request, place) for place in missing[:MOST_SHOWN]],
        missing_count=len(missing),
        version=draft.version,
    )


@form_on(LANGUAGES_PATH, LanguageForm)
@require(ADMINISTER)
async def change_languages(request: web.Request) -> web.Response:
    """`POST /staff/setup/languages` with the fields of `LanguageForm`."""
    form, draft = await read_form(request, LanguageForm), await draft_of(request)
    if draft.version != form.version:
        raise ConflictError("event.draft.changed")
    if form.do == "remove" and draft.event.languages == (form.code,):
        raise InvalidError("setup.last_language")
    await save_event(request, draft, await edit_in_thread(lambda: _change(draft.event, form)))
    raise web.HTTPSeeOther(f"{LANGUAGES_PATH}?done={'added' if form.do == 'add' else 'saved'}")


def _change(event: Event, form: LanguageForm) -> Event:
    if form.do == "add":
        return add_language(event, form.code)
    if form.code not in event.languages:
        raise KeyError(form.code)
    return remove_language(event, form.code) if form.do == "remove" else move_language_first(event, form.code)


def _show_missing(request: web.Request, place: TextPlace) -> MissingText:
    texts, code = site_of(request).catalogues, language_of(request)
    title = TITLES.get(place.section)
    label = next((LABELS[str(part)] for part in reversed(place.path) if str(part) in LABELS), None)
    parts = [texts.text(code, title) if title else place.section, place.name, texts.text(code, label) if label else ""]
    where = " · ".join(part for part in parts if part)
    return MissingText(where, language(place.language).own_name, _address_of(place))


def _address_of(place: TextPlace) -> str | None:
    if place.section in FIELDS:
        return entry_address(EntryPlace(place.section, place.name))
    page = next((page for page, names in HEADER_PAGES.items() if place.path[0] in names), None)
    return page_address(page) if page and not place.section else None
