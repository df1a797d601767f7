"""The list of a section's entries, and their order."""

from __future__ import annotations

from typing import Any, Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, NotFoundError
from conference.event.check import name_of
from conference.event.editing import EntryPlace, move_entry
from conference.texts.catalogues import key_family
from conference.web import Identifier, form_on, language_of, read_form, read_query, render, require
from rostrum.events.drafts import Draft
from rostrum.setup.drafting import PATH, draft_of, edit_in_thread, save_event
from rostrum.setup.entry_forms import entry_address, page_address
from rostrum.setup.structure import FIELDS, TITLES
from rostrum.setup.views import entry_title

DONE = key_family("setup.done.", ("saved", "removed", "applied", "discarded", "rebased", "added"))
LEADS = key_family("setup.lead.", FIELDS)


class ListQuery(Struct, frozen=True):
    """Query of a list: the action just done."""

    done: Identifier = ""


class MoveForm(Struct, frozen=True, kw_only=True):
    """Move of an entry in the list that was shown with `version` of the draft."""

    name: str
    to: Literal["up", "down"]
    version: int


class EntryRow(Struct, frozen=True):
    """An entry of the list: its name, its title, the address of its form, codes of what it refers to, its colour."""

    name: str
    title: str
    address: str
    details: tuple[str, ...]
    colour: str


@require(ADMINISTER)
async def show_section(request: web.Request) -> web.Response:
    """`GET /staff/setup/sections/{section}`."""
    section = _section_of(request)
    return _list_page(request, await draft_of(request), section)


@form_on(f"{PATH}/sections/{{section}}", MoveForm)
@require(ADMINISTER)
async def submit_move(request: web.Request) -> web.Response:
    """`POST /staff/setup/sections/{section}` with the fields of `MoveForm`."""
    section, form, draft = _section_of(request), await read_form(request, MoveForm), await draft_of(request)
    if draft.version != form.version:
        raise ConflictError("event.draft.changed")
    place, step = EntryPlace(section, form.name), -1 if form.to == "up" else 1
    event = await edit_in_thread(lambda: move_entry(draft.event, place, step))
    await save_event(request, draft, event)
    raise web.HTTPSeeOther(f"{page_address(section)}?done=saved")


def _list_page(request: web.Request, draft: Draft, section: str) -> web.Response:
    code = language_of(request)
    return render(
        request,
        "setup/section.html",
        title=TITLES[section],
        lead=LEADS[section],
        done=DONE.get(read_query(request, ListQuery).done),
        rows=[_show_row(section, entry, code) for entry in getattr(draft.event, section)],
        address=page_address(section),
        version=draft.version,
    )


def _show_row(section: str, entry: Any, code: str) -> EntryRow:
    name = name_of(entry)
    details = [getattr(entry, field, None) for field in ("mark", "letter", "zone", "category", "room", "language")]
    return EntryRow(
        name=name,
        title=entry_title(entry, code),
        address=entry_address(EntryPlace(section, name)),
        details=tuple(str(one) for one in details if one),
        colour=getattr(entry, "colour", ""),
    )


def _section_of(request: web.Request) -> str:
    section = request.match_info["section"]
    if section not in FIELDS:
        raise NotFoundError("setup.none")
    return section
