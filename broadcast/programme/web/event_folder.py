"""Download of the event as a folder in a ZIP archive, with the changes of the day or as it was loaded."""

import asyncio
import io
from collections.abc import Mapping
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.board.roles import SEE_PRIVATE_SESSIONS
from broadcast.programme.actions.exporting import read_changed_event, read_loaded_event, record_export
from broadcast.programme.web.context import programme_of
from broadcast.programme.web.pages import HOME
from conference.event.export import folder_files
from conference.web import read_query, require, site_of, staff_of

FOLDER = f"{HOME}/event.zip"


class FolderQuery(Struct, frozen=True, kw_only=True):
    """Which programme the folder has: as it is now, or as it was loaded."""

    programme: Literal["now", "loaded"] = "now"


@require(SEE_PRIVATE_SESSIONS)
async def export_folder(request: web.Request) -> web.Response:
    """Send the event's folder to an operator who sees private sessions, since it has them."""
    services, operator = programme_of(request), staff_of(request)
    must_operate(operator)
    query = read_query(request, FolderQuery)
    loaded = await read_loaded_event(services)
    changed = query.programme == "now"
    event = await read_changed_event(services, loaded.event) if changed else loaded.event
    site = site_of(request)
    await record_export(site.accounts.transactions, event, operator=operator, at=site.clock.now(), changed=changed)
    body = await asyncio.to_thread(pack_files, folder_files(event, loaded.files), folder=event.id)
    headers = {"Content-Disposition": f'attachment; filename="{event.id}.zip"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type="application/zip", headers=headers)


def pack_files(files: Mapping[str, bytes], *, folder: str) -> bytes:
    """Return a ZIP archive with the files in one folder."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}", content)
    return packed.getvalue()


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(FOLDER, export_folder)]
