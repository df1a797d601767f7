"""The web manifest of the public pages in each language, with which a phone or desk installs them."""

import msgspec
from aiohttp import web
from msgspec import Struct

from broadcast.pages.page_cache import serve_cached
from conference.descriptions import Description, describes
from conference.languages import LANGUAGES, language, pick
from conference.web import language_of, site_of

MEDIA_TYPE = "application/manifest+json"

ICONS = (
    ("conference/static/icon-192.png", "192x192", "any"),
    ("conference/static/icon-512.png", "512x512", "any"),
    ("conference/static/icon-512.png", "512x512", "maskable"),
)
"""Static file, size in pixels and purpose of each icon. The mark is within the safe zone of a masked icon."""

HEADER, PAPER = "#10212f", "#f7f8f5"
"""The colours `--header` and `--paper` of `conference/static/tokens.css`."""


class ManifestIcon(Struct, frozen=True, kw_only=True):
    """An icon of a manifest."""

    src: str
    sizes: str
    purpose: str
    type: str = "image/png"


class WebManifest(Struct, frozen=True, kw_only=True):
    """The manifest (W3C Web Application Manifest): addresses are paths of this site."""

    id: str
    name: str
    short_name: str
    lang: str
    dir: str
    start_url: str
    scope: str
    display: str
    theme_color: str
    background_color: str
    icons: list[ManifestIcon]


def routes() -> list[web.RouteDef]:
    """Return the routes of the manifests."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/site.webmanifest", send_manifest)]


@describes(Description(answer=WebManifest, media=MEDIA_TYPE))
async def send_manifest(request: web.Request) -> web.Response:
    """Send the manifest in the language of the path."""

    async def make_manifest() -> web.Response:
        content = msgspec.json.encode(_make_manifest(request))
        return web.Response(body=content, content_type=MEDIA_TYPE, charset="utf-8")

    return await serve_cached(request, site_of(request).page_build, make_manifest, file_name="site.webmanifest")


def _make_manifest(request: web.Request) -> WebManifest:
    site, code = site_of(request), language_of(request)
    face = language(code)
    return WebManifest(
        id=site.url("/"),
        name=pick(site.event.name, code)[0],
        short_name=pick(site.event.short_name, code)[0],
        lang=face.tag,
        dir=face.direction,
        start_url=site.url(f"/{code}/"),
        scope=site.url("/"),
        display="standalone",
        theme_color=HEADER,
        background_color=PAPER,
        icons=[ManifestIcon(src=site.asset(name), sizes=sizes, purpose=purpose) for name, sizes, purpose in ICONS],
    )
