"""JSON that all acts on the board share in the API: the version that the operator saw, and the answer."""

from datetime import datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.actions.commit import Committed
from conference.api.answers import SeenVersionIn
from conference.web import json_response

Moment = Annotated[datetime, Meta(tz=True)]


class ChangeOut(Struct, frozen=True):
    """The key that an act concerned, whether it changed, and the offset of the board."""

    key: str
    changed: bool
    offset: int


class BoardIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The version of the entry that the operator saw."""

    version: SeenVersionIn | None = None


def answer_change(committed: Committed) -> web.Response:
    """Answer an act with what it changed."""
    return json_response(ChangeOut(committed.key, committed.changed, committed.revision.offset))
