"""Files for the press: a list in one language as JSON and as CSV, with the same fields."""

from collections.abc import Callable, Sequence

from aiohttp import web
from msgspec import Struct

from broadcast.pages.page_cache import serve_cached
from conference.languages import LANGUAGES
from conference.spreadsheets import csv_of_structs
from conference.web import json_response

FOLDER = f"/feeds/{{language:{'|'.join(LANGUAGES)}}}"


async def answer_json(request: web.Request, source: object, make: Callable[[], Struct]) -> web.Response:
    """Return what `make` returns as JSON. It is made once for each `source`; 304 to readers who have it."""

    async def render_json() -> web.Response:
        return json_response(make())

    return await serve_cached(request, source, render_json)


async def answer_csv(
    request: web.Request, source: object, kind: type[Struct], list_rows: Callable[[], Sequence[Struct]]
) -> web.Response:
    """Return rows of one kind as CSV under the names of its fields, made once for each `source`.

    The file has the last part of the path as its name.
    """

    async def render_csv() -> web.Response:
        headers = {"Content-Disposition": f'attachment; filename="{request.path.rpartition("/")[2]}"'}
        body = csv_of_structs(kind, list_rows())
        return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)

    return await serve_cached(request, source, render_csv)
