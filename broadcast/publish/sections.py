"""Places on public pages that other subjects fill, such as statements and streams."""

from collections.abc import Awaitable, Callable, Hashable, Sequence

from aiohttp import web
from markupsafe import Markup
from msgspec import Struct

from broadcast.feed.public_board import PublicBoard


class PageSection(Struct, frozen=True, kw_only=True):
    """A section of the page of a session or room, or of the page of ways to follow.

    `render` gets the request, the board and the id of the session or room ("" for the ways to follow), and returns the
    HTML, "" for none.
    `revision` changes when another HTML would be rendered of the same board in the same minute. `origins` are those of
    other sites from which it loads sound and pictures.
    """

    render: Callable[[web.Request, PublicBoard, str], Awaitable[Markup]]
    revision: Callable[[web.Request], Hashable] = lambda _request: None
    origins: Callable[[web.Request], Sequence[str]] = lambda _request: ()


SESSION_SECTIONS: web.AppKey[list[PageSection]] = web.AppKey("session_sections", list)
ROOM_SECTIONS: web.AppKey[list[PageSection]] = web.AppKey("room_sections", list)
FOLLOW_SECTIONS: web.AppKey[list[PageSection]] = web.AppKey("follow_sections", list)


def read_revisions(request: web.Request, key: web.AppKey[list[PageSection]]) -> tuple[Hashable, ...]:
    """Return the revisions of the sections of a kind of page."""
    return tuple(section.revision(request) for section in request.config_dict[key])


def read_origins(request: web.Request, key: web.AppKey[list[PageSection]]) -> list[str]:
    """Return the origins of other sites from which the sections of a kind of page load sound and pictures."""
    return [origin for section in request.config_dict[key] for origin in section.origins(request)]


async def render_sections(
    request: web.Request, key: web.AppKey[list[PageSection]], board: PublicBoard, subject: str
) -> Markup:
    """Return the HTML of the sections of the page of one session or room, in their order."""
    sections = request.config_dict[key]
    return Markup("").join([await section.render(request, board, subject) for section in sections])
