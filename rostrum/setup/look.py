"""Logo and accent colour of the event: chosen, uploaded within limits, shown as the draft has them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Struct

from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, NotFoundError
from conference.event.editing import EntryPlace, FieldFault, replace_values
from conference.event.errors import Problem
from conference.event.folder_files import LARGEST
from conference.event.logo import Logo, LogoError, read_logo
from conference.event.model import Look
from conference.graphics.colours import ACCENT
from conference.texts.typed_text import presentable_lines
from conference.web import Identifier, form_on, read_form, render, require
from conference.web.middlewares import accepts
from rostrum.events.drafts import Draft
from rostrum.setup.drafting import LOOK_PATH, PATH, draft_of, edit_in_thread, save_event
from rostrum.setup.faults import fault_text
from rostrum.setup.structure import LABELS

LOGO_FILE = "logo.png"
LONGEST_NAME = 80
MAX_UPLOAD = LARGEST + 64 * 1024
"""Bytes of the form: a logo and the fields beside it."""


class LookForm(Struct, frozen=True, kw_only=True):
    """The accent colour, if the event has its own, a new logo, and whether the logo is removed."""

    seen: Identifier = ""
    has_colour: bool = False
    colour: str = ""
    logo: FileField | None = None
    remove_logo: bool = False


class LookState(Struct, frozen=True):
    """What the form shows: its values, errors by field, and whether the draft was changed meanwhile."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    is_conflict: bool = False


def _digest_of(draft: Draft) -> str:
    """Return the digest of colour and logo, by which a form knows that they were changed since it was shown."""
    digest = hashlib.sha256(repr(draft.event.look).encode())
    digest.update(draft.files.get(draft.event.look.logo or "", b""))
    return digest.hexdigest()[:32]


@require(ADMINISTER)
async def show_look(request: web.Request) -> web.Response:
    """`GET /staff/setup/look`."""
    draft = await draft_of(request)
    colour = draft.event.look.colour
    values = {"has_colour": "yes" if colour else "", "colour": colour or ACCENT}
    return _look_page(request, draft, LookState(values, {}))


@require(ADMINISTER)
async def show_logo(request: web.Request) -> web.Response:
    """`GET /staff/setup/look/logo.png`: the logo of the draft, decoded and encoded anew."""
    draft = await draft_of(request)
    content = draft.files.get(draft.event.look.logo or "")
    if content is None:
        raise NotFoundError("setup.none")
    try:
        logo = await asyncio.to_thread(read_logo, content)
    except LogoError as error:
        raise NotFoundError("setup.none") from error
    return web.Response(body=logo.content, content_type="image/png", headers={"Cache-Control": "no-store"})


@accepts(MAX_UPLOAD)
@form_on(LOOK_PATH, LookForm)
@require(ADMINISTER)
async def save_look(request: web.Request) -> web.Response:
    """`POST /staff/setup/look` with the fields of `LookForm`."""
    form, draft = await read_form(request, LookForm), await draft_of(request)
    values = {"has_colour": "yes" if form.has_colour else "", "colour": form.colour or ACCENT}
    if form.seen != _digest_of(draft):
        return _look_page(request, draft, LookState(values, {}, is_conflict=True))
    logo, faults = await _read_upload(form.logo)
    look = {
        "colour": form.colour.lower() if form.has_colour else None,
        "logo": LOGO_FILE if logo else None if form.remove_logo else draft.event.look.logo,
    }
    table = {name: value for name, value in look.items() if value is not None}
    edited = await edit_in_thread(lambda: replace_values(draft.event, {"look": table}))
    faults += edited.faults
    if edited.event is None or faults:
        errors = {str(fault.path[-1]): fault_text(request, fault) for fault in faults if fault.path}
        return _look_page(request, draft, LookState(values, errors))
    files = {**draft.files, **({LOGO_FILE: logo.content} if logo else {})}
    try:
        await save_event(request, draft, edited.event, files)
    except ConflictError:
        return _look_page(request, await draft_of(request), LookState(values, {}, is_conflict=True))
    raise web.HTTPSeeOther(f"{PATH}?done=saved")


async def _read_upload(file: FileField | None) -> tuple[Logo | None, tuple[FieldFault, ...]]:
    """Return the uploaded logo, encoded anew, or why it is refused."""
    if file is None:
        return None, ()
    content = await asyncio.to_thread(file.file.read, LARGEST + 1)
    try:
        if len(content) > LARGEST:
            raise LogoError("too many bytes")
        return await asyncio.to_thread(read_logo, content), ()
    except LogoError as error:
        name = presentable_lines(file.filename)[:LONGEST_NAME]
        return None, (FieldFault(EntryPlace(), ("look", "logo"), Problem(str(error), "logo", name)),)


def _look_page(request: web.Request, draft: Draft, state: LookState) -> web.Response:
    look: Look = draft.event.look
    return render(
        request,
        "setup/look.html",
        status=409 if state.is_conflict else 422 if state.errors else 200,
        title=LABELS["look"],
        seen=_digest_of(draft),
        values=state.values,
        errors=state.errors,
        is_conflict=state.is_conflict,
        has_logo=bool(look.logo and look.logo in draft.files),
    )
