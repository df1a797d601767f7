"""The announcement that a form describes, to be posted now or planned for later."""

from dataclasses import replace

from aiohttp import web

from broadcast.announcements.actions.planning import PlanRequest, plan_announcement
from broadcast.announcements.domain.planned import Planned, Timing
from broadcast.announcements.web.context import services_of
from broadcast.announcements.web.forms import read_moment_of_day
from broadcast.board.actions.read import read_board
from broadcast.board.domain.announcements import Announcement, compose, compose_from
from broadcast.board.domain.board import speakers_key
from broadcast.board.domain.display import project
from broadcast.board.domain.shown import ShownAnnouncement
from broadcast.board.domain.speakers import SpeakersList
from broadcast.console.conflicts import projection_context
from broadcast.console.console_forms import DURATIONS_MIN, AnnouncementForm, Draft, read_draft
from broadcast.feed.service import board_of
from conference.languages import Language, language
from conference.web import site_of, staff_of

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


async def plan_draft(request: web.Request, form: AnnouncementForm, draft: Draft) -> Planned:
    """Save the announcement of a form for its time of publication.

    Raises: NotFoundError in a rehearsal, and the errors of `plan_announcement`.
    """
    services, board = services_of(request), board_of(request)
    publish_at = read_moment_of_day(
        form.publish_day, form.publish_at, now=site_of(request).clock.now(), zone=board.zone
    )
    announcement = replace(compose_draft(request, draft, board.ids.new("ann")), expires_at=None)
    shown_for = form.shown_for if form.shown_for in DURATIONS_MIN else None
    timing = Timing(publish_at=publish_at, shown_for_min=shown_for)
    return await plan_announcement(services, announcement, timing, PlanRequest(operator=staff_of(request)))


async def preview_announcement(request: web.Request, announcement: Announcement) -> list[tuple[Language, str]]:
    """Return the text of an announcement as screens would show it, by language of the event."""
    context = await projection_context(request)
    preview: list[tuple[Language, str]] = []
    for code in board_of(request).languages:
        shown = project(announcement, context, code)
        if isinstance(shown, ShownAnnouncement):
            preview.append((language(shown.language), shown.text))
    return preview
