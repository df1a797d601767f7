"""The languages of the event: add one, remove one with its texts, choose the first."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, InvalidError
from conference.event import Event
from conference.event.event_languages import add_language, move_language_first, remove_language
from conference.web import form_on, read_form, require
from rostrum.setup.drafting import LANGUAGES_PATH, draft_of, edit_in_thread, save_event
from rostrum.setup.missing_texts import TextsState, languages_page


class LanguageForm(Struct, frozen=True, kw_only=True):
    """A change of the event's languages, and the version of the draft that was shown."""

    do: Literal["add", "remove", "first"]
    code: Literal["ar", "zh", "en", "fr", "ru", "es", "vi"]
    version: int


@require(ADMINISTER)
async def show_languages(request: web.Request) -> web.Response:
    """`GET /staff/setup/languages`."""
    return languages_page(request, await draft_of(request), TextsState({}, {}))


@form_on(LANGUAGES_PATH, LanguageForm)
@require(ADMINISTER)
async def change_languages(request: web.Request) -> web.Response:
    """`POST /staff/setup/languages` with the fields of `LanguageForm`."""
    form, draft = await read_form(request, LanguageForm), await draft_of(request)
    if draft.version != form.version:
        raise ConflictError("event.draft.changed")
    if form.do == "remove" and draft.event.languages == (form.code,):
        raise InvalidError("setup.last_language")
    await save_event(request, draft, await edit_in_thread(lambda: _change_languages(draft.event, form)))
    raise web.HTTPSeeOther(f"{LANGUAGES_PATH}?done={'added' if form.do == 'add' else 'saved'}")


def _change_languages(event: Event, form: LanguageForm) -> Event:
    if form.do == "add":
        return add_language(event, form.code)
    if form.code not in event.languages:
        raise KeyError(form.code)
    return remove_language(event, form.code) if form.do == "remove" else move_language_first(event, form.code)
