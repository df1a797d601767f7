"""The draft of the event behind the set-up pages: read it, edit it in a thread, save it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar

from aiohttp import web

from conference.errors import NotFoundError
from conference.event import Event
from conference.event.changes import EventUsage
from conference.web import staff_of
from rostrum.administration.context import runtime_of
from rostrum.events.drafts import Draft, read_draft, save_draft
from rostrum.events.usage import read_usage

PATH = "/staff/setup"
LANGUAGES_PATH = f"{PATH}/languages"
LOOK_PATH = f"{PATH}/look"

Made = TypeVar("Made")


async def draft_of(request: web.Request) -> Draft:
    """Return the draft of the event. Raises RuleError: another release of the program has saved it."""
    return await read_draft(runtime_of(request))


async def usage_of(request: web.Request) -> EventUsage:
    """Return what is in use of the loaded event."""
    async with runtime_of(request).transactions.read() as transaction:
        return await read_usage(transaction)


async def save_event(
    request: web.Request, draft: Draft, event: Event, files: Mapping[str, bytes] | None = None
) -> None:
    """Save an edited event as the draft, unless it is as before; without `files` with those that the draft has.

    Raises: ConflictError: the draft was changed since.
    """
    kept = draft.files if files is None else files
    if event != draft.event or kept != draft.files:
        await save_draft(runtime_of(request), event, kept, version=draft.version, staff=staff_of(request))


async def edit_in_thread(edit: Callable[[], Made]) -> Made:
    """Run an edit, whose checks take a tenth of a second for a large event, beside the event loop.

    Raises: NotFoundError: there is no such page, section or entry.
    """
    try:
        return await asyncio.to_thread(edit)
    except KeyError as error:
        raise NotFoundError("setup.none") from error
