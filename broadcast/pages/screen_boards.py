"""The board of a request, as the feed sends it."""

from aiohttp import web

from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of


def read_board(request: web.Request, code: str) -> PublicBoard:
    """Return the board as the feed sends it in a language."""
    return read_snapshot(feed_of(request).hub.snapshot(code).payload)
