"""Files that a page offers: to be saved, or shown by the browser; never kept by caches."""

from aiohttp import web

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media type of a workbook."""


def file_response(body: bytes, kind: str, name: str, *, inline: bool = False) -> web.Response:
    """Return a file of a media type under a name of ASCII; `inline` lets the browser show it. CSV is in UTF-8."""
    how = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=kind, charset="utf-8" if kind == "text/csv" else None, headers=headers)
