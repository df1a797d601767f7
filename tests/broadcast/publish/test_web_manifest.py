"""The web manifest: in each language, with icons that are there, linked from public pages and not from a rehearsal."""

import io
import json
from pathlib import Path

from PIL import Image

from broadcast.publish import web_manifest
from broadcast.publish.web_manifest import HEADER, PAPER
from conference.languages import LANGUAGES, language, pick
from rostrum.parts.boards.pages import REHEARSED
from tests.support.board_pages import Served

TOKENS = Path(__file__).parents[3] / "conference/static/tokens.css"


async def test_manifest_names_the_event_in_each_language(served: Served) -> None:
    event = served.runtime.event
    for code in LANGUAGES:
        manifest = json.loads(await served.page(f"/{code}/site.webmanifest"))
        assert (manifest["name"], manifest["short_name"]) == (
            pick(event.name, code)[0],
            pick(event.short_name, code)[0],
        )
        assert (manifest["lang"], manifest["dir"]) == (language(code).tag, language(code).direction)
        await served.page(manifest["start_url"])
        assert manifest["start_url"].startswith(manifest["scope"])


async def test_icons_have_the_sizes_that_browsers_install(served: Served) -> None:
    response = await served.client.get("/en/site.webmanifest")
    assert response.content_type == "application/manifest+json"
    manifest = json.loads(await response.text())
    for icon in manifest["icons"]:
        answer = await served.client.get(icon["src"])
        side = int(icon["sizes"].partition("x")[0])
        assert (answer.content_type, Image.open(io.BytesIO(await answer.read())).size) == (icon["type"], (side, side))
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_colours_are_those_of_the_look() -> None:
    tokens = TOKENS.read_text(encoding="utf-8")
    assert f"--header: {HEADER};" in tokens
    assert f"--paper: {PAPER};" in tokens


async def test_public_pages_link_the_manifest(served: Served) -> None:
    for path in ("/zh/", "/zh/programme", "/zh/sessions/debate-1"):
        assert 'rel="manifest" href="/zh/site.webmanifest"' in await served.page(path)
    assert web_manifest not in REHEARSED
