"""The streams of a room on its page, and on the pages of its sessions until they are over."""

from aiohttp import web
from markupsafe import Markup

from broadcast.board.domain.sessions import Phase
from broadcast.feed.public_board import PublicBoard
from broadcast.media.web.listing import render_streams, stream_origins, stream_revision
from broadcast.publish.sections import PageSection
from broadcast.publish.views import find_session

_OVER = (Phase.ADJOURNED, Phase.POSTPONED, Phase.CANCELLED)
"""Phases in which the streams of the room belong to another session."""


async def _render_room(request: web.Request, _board: PublicBoard, room: str) -> Markup:
    return render_streams(request, room)


async def _render_session(request: web.Request, board: PublicBoard, session_id: str) -> Markup:
    view = find_session(board, session_id)
    if view is None or view.session.phase in _OVER:
        return Markup("")
    return render_streams(request, view.session.room)


ROOM_STREAM_SECTION = PageSection(render=_render_room, revision=stream_revision, origins=stream_origins)
SESSION_STREAM_SECTION = PageSection(render=_render_session, revision=stream_revision, origins=stream_origins)
