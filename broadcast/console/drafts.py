"""The announcement that a form describes."""

from aiohttp import web

from broadcast.board.actions.read import read_board
from broadcast.board.domain.announcements import Announcement, compose, compose_from
from broadcast.board.domain.board import speakers_key
from broadcast.board.domain.speakers import SpeakersList
from broadcast.console.console_forms import AnnouncementForm, Draft, read_draft
from broadcast.feed.service import board_of
from conference.web import site_of

PREVIEWED = "preview"
"""Id of an announcement that is not posted."""


def compose_draft(request: web.Request, draft: Draft, announcement_id: str = PREVIEWED) -> Announcement:
    """Return the announcement of a draft.

    Raises: the errors of `compose` and `compose_from`.
    """
    board, now = board_of(request), site_of(request).clock.now()
    template = (board.templates or {}).get(draft.template)
    common = {"level": draft.level, "expires_at": draft.expires_at, "targets": draft.targets}
    if template is None:
        return compose(announcement_id, draft.text, languages=board.languages, now=now, **common)  # type: ignore[arg-type]
    return compose_from(announcement_id, template, draft.parameters, now=now, **common)  # type: ignore[arg-type]


async def read_form_draft(request: web.Request, form: AnnouncementForm) -> Draft:
    """Return the draft of a form, with the names of the speakers of the chosen session. Raises as `read_draft`."""
    board = board_of(request)
    state = await read_board(board)
    entry = state.entries.get(speakers_key(form.session))
    speakers_list = entry.state if entry is not None and isinstance(entry.state, SpeakersList) else None
    now = site_of(request).clock.now()
    return read_draft(form, board.templates or {}, speakers_list, now=now, zone=board.zone)
