"""The door app: `/doors/`, its service worker, its manifest and its texts, identical for every device.

The app requests its data with its own token (`docs/doors.md`) and stores them encrypted.
"""

import json
from typing import Any

from aiohttp import web
from msgspec import Struct

from accreditation.doors.domain.scans import OverrideReason, UndoReason
from conference.descriptions import Description, describes
from conference.languages import FALLBACK, LANGUAGES, language
from conference.texts.dates import day_patterns
from conference.web import Site, site_of
from conference.web.classic_scripts import classic_script

BUILD_HEADER = "X-Rostrum-Build"
"""Response header with the build of a page, so that the service worker never mixes two builds."""

WORKER = "accreditation/doors/static/app/worker.mjs"
KEPT_FOLDERS = (
    "accreditation/doors/static/app/",
    "accreditation/doors/static/rules/",
    "accreditation/badges/static/readers/",
    "conference/static/vendor/zxing-wasm/",
    "conference/static/fonts/",
)
KEPT_FILES = (
    *(f"conference/static/{name}.css" for name in ("scripts", "fonts", "tokens", "base", "forms")),
    *(
        f"conference/static/js/{name}.mjs"
        for name in ("dom", "folding", "folding_tables", "font_slices", "site", "texts", "times")
    ),
    "conference/static/icons.svg",
    "conference/static/mark.svg",
)
"""Files of the app outside of its folders; a test follows its imports and style sheets."""

ICONS = (
    ("conference/static/mark.svg", "any", "image/svg+xml", "any"),
    ("accreditation/doors/static/app/icon-192.png", "192x192", "image/png", "any"),
    ("accreditation/doors/static/app/icon-512.png", "512x512", "image/png", "any"),
    ("accreditation/doors/static/app/icon-512.png", "512x512", "image/png", "maskable"),
)
NIGHT = "#0c1722"

_LANGUAGE = f"{{language:{'|'.join(LANGUAGES)}}}"


class DoorTexts(Struct, frozen=True):
    """The texts of the app in one language by key: a text, or the forms of a plural by CLDR category."""

    code: str
    tag: str
    direction: str
    own_name: str
    texts: dict[str, str | dict[str, str]]


def routes() -> list[web.RouteDef]:
    """Return the routes of the app."""
    return [
        web.get("/doors", lead_to_app),
        web.get("/doors/", show_app),
        web.get("/doors/worker.mjs", serve_worker),
        web.get("/doors/manifest.webmanifest", serve_manifest),
        web.get(f"/doors/texts/{_LANGUAGE}.json", serve_texts),
    ]


async def lead_to_app(_request: web.Request) -> web.Response:
    """Redirect to the path with a slash."""
    raise web.HTTPPermanentRedirect("/doors/")


async def show_app(request: web.Request) -> web.Response:
    """Serve the page of the app."""
    site = site_of(request)
    html = site.environment.get_template("doors/door_app.html").render(
        asset=site.asset,
        root=site.prefix,
        build=site.assets.build,
        name=site.event.short_name[FALLBACK],
        languages=[language(code) for code in LANGUAGES],
        without_script=_in_every_language(site, "door.needs_script"),
        unstarted=_in_every_language(site, "door.app.unstarted"),
        undo_reasons=[reason.value for reason in UndoReason],
        override_reasons=[reason.value for reason in OverrideReason],
    )
    return _shared_response(request, html, "text/html")


def _in_every_language(site: Site, key: str) -> list[dict[str, str]]:
    """Return a text for people whose language the page cannot know without its script."""
    return [
        {"tag": one.tag, "direction": one.direction, "text": site.catalogues.text(one.code, key)}
        for one in map(language, LANGUAGES)
    ]


async def serve_worker(request: web.Request) -> web.Response:
    """Serve the service worker, preceded by the list of the files of this build, so that each build has its own."""
    site = site_of(request)
    path = site.assets.path(WORKER)
    if path is None:
        raise web.HTTPNotFound
    kept = {
        "build": site.assets.build,
        "name": f"rostrum-doors {site.url('/')}",
        "files": [site.asset(name) for name in kept_files(site.assets.names())],
        "pages": [site.url("/doors/"), *(site.url(f"/doors/texts/{code}.json") for code in LANGUAGES)],
    }
    text = f"self.KEPT = {json.dumps(kept)};\n{classic_script(path)}"
    return _shared_response(request, text, "text/javascript")


def kept_files(names: frozenset[str]) -> list[str]:
    """Return the names of the static files of the app."""
    return sorted(name for name in names if name != WORKER and (name in KEPT_FILES or name.startswith(KEPT_FOLDERS)))


@describes(Description(answer=dict[str, Any], media="application/manifest+json"))
async def serve_manifest(request: web.Request) -> web.Response:
    """Serve the manifest with which a phone installs the app."""
    site = site_of(request)
    manifest = {
        "id": site.url("/doors/"),
        "name": site.event.name[FALLBACK],
        "short_name": site.event.short_name[FALLBACK],
        "start_url": site.url("/doors/"),
        "scope": site.url("/doors/"),
        "display": "standalone",
        "background_color": NIGHT,
        "theme_color": NIGHT,
        "icons": [
            {"src": site.asset(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
    }
    return _shared_response(request, json.dumps(manifest, ensure_ascii=False), "application/manifest+json")


@describes(Description(answer=DoorTexts))
async def serve_texts(request: web.Request) -> web.Response:
    """Serve the texts of the app in one language by key; plurals by CLDR category."""
    one = language(request.match_info["language"])
    texts = {
        "code": one.code,
        "tag": one.tag,
        "direction": one.direction,
        "own_name": one.own_name,
        "days": day_patterns(one.code),
        "texts": site_of(request).catalogues.with_prefix(one.code, "door."),
    }
    return _shared_response(request, json.dumps(texts, ensure_ascii=False), "application/json")


def _shared_response(request: web.Request, text: str, kind: str) -> web.Response:
    """Return a response that is the same for every device and is revalidated each time."""
    headers = {"Cache-Control": "no-cache", BUILD_HEADER: site_of(request).assets.build}
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=headers)
