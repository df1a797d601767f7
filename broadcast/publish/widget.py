"""The script of the programme on pages of other sites: `/widget.mjs`, one file with the words of all languages."""

from pathlib import Path

import msgspec
from aiohttp import web
from markupsafe import Markup

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.public_files import answer_file
from broadcast.publish.sections import PageSection
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import Catalogues
from conference.web import language_of, render_text, site_of

SCRIPT = Path(__file__).parent / "static" / "widget.mjs"
PLACE = "const WORDS = {};"
"""Where the script has its words."""

WORDS = {
    "title": "live.programme",
    "empty": "widget.empty",
    "as_of": "widget.as_of",
    "unavailable": "widget.unavailable",
    "refused": "widget.refused",
    "all": "publish.programme.link",
    "assumed": "board.assumed",
}
"""The names of the words in the script, with their keys."""


async def send_widget(request: web.Request) -> web.Response:
    """Send the script."""
    return await answer_file(request, "widget.mjs", kind="text/javascript", make=_make_script)


def compose_script(texts: Catalogues) -> bytes:
    """Return the script with its words in each language."""
    words = {code: _list_words(code, texts) for code in LANGUAGES}
    source = SCRIPT.read_text(encoding="utf-8")
    return source.replace(PLACE, f"const WORDS = {msgspec.json.encode(words).decode()};", 1).encode()


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.get("/widget.mjs", send_widget)]


async def _make_script(request: web.Request) -> bytes:
    return compose_script(site_of(request).catalogues)


async def _render_code(request: web.Request, _board: PublicBoard, _subject: str) -> Markup:
    if site_of(request).archived_at:
        return Markup("")
    address, tag = site_of(request).public_url.rstrip("/"), language(language_of(request)).tag
    element = f'<rostrum-programme lang="{tag}"></rostrum-programme>'
    snippet = f'<script type="module" src="{address}/widget.mjs"></script>{element}'
    html = render_text(request, "publish/widget.html", snippet=snippet)
    return Markup(html)  # noqa: S704 — a template escapes what it shows


WIDGET_SECTION = PageSection(render=_render_code)
"""The code for pages of other sites, on the page of ways to follow; an archive has no script that follows changes."""


def _list_words(code: str, texts: Catalogues) -> dict[str, str]:
    face = language(code)
    named = {name: texts.pattern(code, key) for name, key in WORDS.items()}
    return {"tag": face.tag, "direction": face.direction, **named}
