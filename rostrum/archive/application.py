"""The application that the archive is written from: the public pages of the board, each marked as an archived copy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, UnixConnector, web

from conference.languages import LANGUAGES
from conference.web import SITE, render
from conference.web.install import install_frame
from rostrum.app import make_site
from rostrum.parts.board.following import install_following
from rostrum.parts.board.press_questions import install_press_questions
from rostrum.parts.board.press_room import install_press_room
from rostrum.parts.boards.media import install_archived_media
from rostrum.parts.boards.pages import FeedLimits, install_board_pages
from rostrum.parts.boards.publish import install_publish
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.record import install_record
from rostrum.parts.sessions.statements import install_statements
from rostrum.runtime import Runtime

_PAGES = ("", "programme", "record", "press", "statements")
_FEEDS = ("programme.atom", "programme.json", "programme.csv", "lists-of-speakers.json", "figures.json", "figures.csv")

FIRST_ADDRESSES = (
    "/",
    *(f"/{code}/{page}" for code in LANGUAGES for page in _PAGES),
    *(f"/feeds/{code}/{name}" for code in LANGUAGES for name in _FEEDS),
    *(f"/calendar/{code}/programme.ics" for code in LANGUAGES),
)
"""Addresses of the public site from whose links all others are found."""


def make_archive_application(runtime: Runtime, at: datetime) -> web.Application:
    """Make an application with what the public may read of the live board, and nothing of a rehearsal."""
    app = web.Application()
    install_frame(app, replace(make_site(runtime), archived_at=at))
    broadcast = assemble_broadcast(runtime)
    install_board_pages(app, broadcast, FeedLimits(most_viewers=0, drain_s=0))
    install_statements(app, runtime, broadcast.board)
    install_following(app, runtime, broadcast.board)
    install_publish(app)
    install_archived_media(app, runtime, broadcast.board)
    install_record(app, broadcast.board)
    install_press_room(app, runtime, broadcast.board)
    install_press_questions(app, broadcast.board)
    app.router.add_get("/", _show_languages)
    return app


async def _show_languages(request: web.Request) -> web.Response:
    """Show the languages in which the site can be read."""
    return render(request, "archive/languages.html")


@asynccontextmanager
async def asking_application(app: web.Application) -> AsyncIterator[ClientSession]:
    """Start the application on a socket of this process alone, and yield a session whose requests go to it."""
    site = app[SITE]
    with TemporaryDirectory(prefix="rostrum-archive-") as folder:
        path = str(Path(folder) / "socket")
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.UnixSite(runner, path).start()
            host = site.public_url.partition("://")[2].partition("/")[0]
            async with ClientSession(
                "http://archive", connector=UnixConnector(path), headers={"Host": host}
            ) as session:
                yield session
        finally:
            await runner.cleanup()
