"""Files for the press: a list in one language as JSON and as CSV, with the same fields."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from aiohttp import web
from msgspec import Struct

from broadcast.pages.page_cache import serve_cached
from conference.languages import LANGUAGES
from conference.spreadsheets import csv_table
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

    The file has the last part of the path as its name. None is an empty cell.
    """

    async def render_csv() -> web.Response:
        rows = [[_write_cell(getattr(one, field)) for field in kind.__struct_fields__] for one in list_rows()]
        headers = {"Content-Disposition": f'attachment; filename="{request.path.rpartition("/")[2]}"'}
        body = csv_table(kind.__struct_fields__, rows)
        return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)

    return await serve_cached(request, source, render_csv)


def _write_cell(value: object) -> str:
    """Return a value as JSON would have it, without quotation marks."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return str(msgspec.to_builtins(value))
    return str(value)
