"""Forms of values of the header and of entries: shown, refused with what was typed, saved in the draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from aiohttp import web
from msgspec import Meta, Struct

from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, NotFoundError
from conference.event import Event
from conference.event.editing import EntryPlace, find_entry, remove_entry
from conference.languages import language
from conference.texts.typed_text import presentable_lines
from conference.web import Identifier, form_on, language_of, read_form, render, require
from rostrum.events.drafts import Draft
from rostrum.setup.drafting import PATH, draft_of, edit_in_thread, save_event, usage_of
from rostrum.setup.faults import NO_ERRORS, PREFIX, FormErrors, form_errors
from rostrum.setup.structure import FIELDS, TITLES
from rostrum.setup.subjects import (
    EditBase,
    FormSubject,
    edit_subject,
    entry_subject,
    header_subject,
    new_subject,
    refuse_breaks,
)
from rostrum.setup.typed import FormScope, Typed, renumber_rows, show_values
from rostrum.setup.views import FormView, entry_title

ROW = "row:"
"""Begins the name of a button that adds a row."""


class EntryForm(Struct, frozen=True, kw_only=True):
    """What is typed in a form: `do` is its button, `seen` the digest of the values that it was shown with."""

    do: str = "save"
    seen: Identifier = ""
    typed: Annotated[dict[str, str], Meta(extra={"prefix": PREFIX})] = {}


class RemovalForm(Struct, frozen=True, kw_only=True):
    """Removal of an entry, with the digest of its values."""

    seen: Identifier = ""


class FormState(Struct, frozen=True):
    """What a form shows besides its subject: the typed texts, errors, a conflict, the list that gets a row."""

    typed: Typed
    errors: FormErrors = NO_ERRORS
    is_conflict: bool = False
    more_rows: str = ""

    @property
    def status(self) -> int:
        """Status of the answer."""
        return 409 if self.is_conflict else 422 if self.errors.all else 200


def page_address(page: str) -> str:
    """Return the path of a page of the header, or of a section's list."""
    return f"{PATH}/sections/{page}" if page in FIELDS else f"{PATH}/pages/{page}"


def entry_address(place: EntryPlace) -> str:
    """Return the path of an entry's form."""
    return f"{PATH}/sections/{place.section}/entries/{quote(place.name, safe='')}"


async def _show_form(request: web.Request, make: Callable[[Event], FormSubject]) -> web.Response:
    draft = await draft_of(request)
    subject = _make_subject(draft, make)
    typed = show_values(subject.inputs, subject.values, _scope_of(draft))
    return _form_page(request, draft, subject, FormState(typed))


async def _save_form(request: web.Request, make: Callable[[Event], FormSubject]) -> web.Response:
    form, draft = await read_form(request, EntryForm), await draft_of(request)
    subject = _make_subject(draft, make)
    typed = renumber_rows(subject.inputs, form.typed)
    if form.do.startswith(ROW):
        return _form_page(request, draft, subject, FormState(typed, more_rows=form.do.removeprefix(ROW)))
    if not subject.is_new and form.seen != subject.digest:
        return _form_page(request, draft, subject, FormState(typed, is_conflict=True))
    base = EditBase(draft.event, draft.loaded.event, await usage_of(request))
    edited = await edit_in_thread(lambda: edit_subject(subject, typed, base))
    if edited.event is None:
        errors = form_errors(request, edited.faults, subject, draft.event.languages)
        return _form_page(request, draft, subject, FormState(typed, errors))
    try:
        await save_event(request, draft, edited.event)
    except ConflictError:
        draft = await draft_of(request)
        return _form_page(request, draft, _make_subject(draft, make), FormState(typed, is_conflict=True))
    address = PATH if not subject.place.section else page_address(subject.page)
    raise web.HTTPSeeOther(f"{address}?done=saved")


def _make_subject(draft: Draft, make: Callable[[Event], FormSubject]) -> FormSubject:
    try:
        return make(draft.event)
    except KeyError as error:
        raise NotFoundError("setup.none") from error


def _scope_of(draft: Draft) -> FormScope:
    return FormScope(draft.event.languages, draft.event.zone_info)


def _form_page(request: web.Request, draft: Draft, subject: FormSubject, state: FormState) -> web.Response:
    shown = {f"{PREFIX}{name}": presentable_lines(text) for name, text in state.typed.items()}
    view = FormView(request, draft.event, state.typed, state.more_rows, subject.place.name)
    entry = find_entry(draft.event, subject.place) if subject.place.name else None
    return render(
        request,
        "setup/form.html",
        status=state.status,
        title=TITLES[subject.page],
        subject=subject,
        entry_name=entry_title(entry, language_of(request)) if entry else "",
        fields=view.show(subject.inputs),
        codes=[language(code) for code in draft.event.languages],
        values=shown,
        errors=dict(state.errors.all),
        is_conflict=state.is_conflict,
        has_times=any(one.has_times for one in subject.inputs),
        zone_name=draft.event.timezone,
        back=page_address(subject.page) if subject.place.section else PATH,
    )


@require(ADMINISTER)
async def show_page(request: web.Request) -> web.Response:
    """`GET /staff/setup/pages/{page}`."""
    return await _show_form(request, lambda event: header_subject(event, request.match_info["page"]))


@form_on(f"{PATH}/pages/{{page}}", EntryForm)
@require(ADMINISTER)
async def save_page(request: web.Request) -> web.Response:
    """`POST /staff/setup/pages/{page}` with the fields of `EntryForm`."""
    return await _save_form(request, lambda event: header_subject(event, request.match_info["page"]))


@require(ADMINISTER)
async def show_entry(request: web.Request) -> web.Response:
    """`GET /staff/setup/sections/{section}/entries/{entry}`."""
    return await _show_form(request, lambda event: entry_subject(event, _place_of(request)))


@form_on(f"{PATH}/sections/{{section}}/entries/{{entry}}", EntryForm)
@require(ADMINISTER)
async def save_entry(request: web.Request) -> web.Response:
    """`POST /staff/setup/sections/{section}/entries/{entry}` with the fields of `EntryForm`."""
    return await _save_form(request, lambda event: entry_subject(event, _place_of(request)))


@require(ADMINISTER)
async def show_new_entry(request: web.Request) -> web.Response:
    """`GET /staff/setup/sections/{section}/new`."""
    return await _show_form(request, lambda event: new_subject(event, request.match_info["section"]))


@form_on(f"{PATH}/sections/{{section}}/new", EntryForm)
@require(ADMINISTER)
async def save_new_entry(request: web.Request) -> web.Response:
    """`POST /staff/setup/sections/{section}/new` with the fields of `EntryForm`."""
    return await _save_form(request, lambda event: new_subject(event, request.match_info["section"]))


@form_on(f"{PATH}/sections/{{section}}/entries/{{entry}}")
@require(ADMINISTER)
async def submit_removal(request: web.Request) -> web.Response:
    """`POST /staff/setup/sections/{section}/entries/{entry}/removal` with the fields of `RemovalForm`."""
    form, draft, place = await read_form(request, RemovalForm), await draft_of(request), _place_of(request)
    subject = _make_subject(draft, lambda event: entry_subject(event, place))
    typed = show_values(subject.inputs, subject.values, _scope_of(draft))
    if form.seen != subject.digest:
        return _form_page(request, draft, subject, FormState(typed, is_conflict=True))
    base = EditBase(draft.event, draft.loaded.event, await usage_of(request))
    edited = await edit_in_thread(lambda: refuse_breaks(remove_entry(draft.event, place), base))
    if edited.event is None:
        errors = form_errors(request, edited.faults, subject, draft.event.languages)
        return _form_page(request, draft, subject, FormState(typed, errors))
    await save_event(request, draft, edited.event)
    raise web.HTTPSeeOther(f"{page_address(place.section)}?done=removed")


def _place_of(request: web.Request) -> EntryPlace:
    return EntryPlace(request.match_info["section"], request.match_info["entry"])
