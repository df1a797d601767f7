"""The look of an event on pages: a style sheet with its colours, and its logo, at addresses that change with both."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from aiohttp import web

from conference.event.logo import Logo
from conference.graphics.colours import ACCENT, dark_palette, light_palette
from conference.web.assets import IMMUTABLE, REVALIDATE

STYLES, LOGO = "look.css", "logo.png"
_MEDIA_TYPES = {STYLES: "text/css; charset=utf-8", LOGO: "image/png"}


@dataclass(frozen=True)
class PageLook:
    """The look of public pages and screens. Without colours of its own the event has no style sheet."""

    colour: str = ACCENT
    logo: Logo | None = None

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The files that are served, by name."""
        files = {} if self.colour == ACCENT else {STYLES: write_styles(self.colour).encode()}
        return files | ({LOGO: self.logo.content} if self.logo else {})

    @cached_property
    def build(self) -> str:
        """A name of these files that changes with their content."""
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        return digest.hexdigest()[:12]

    def path(self, name: str) -> str:
        """Return the path of a file below the site: static files, which workers of screens keep."""
        return f"/static/{self.build}/event/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """Serve `/static/{build}/event/{name}`: cacheable without limit, with revalidation for another build."""
        name = request.match_info["name"]
        if name not in self.files:
            raise web.HTTPNotFound
        is_current = request.match_info["build"] == self.build
        headers = {"Content-Type": _MEDIA_TYPES[name], "Cache-Control": IMMUTABLE if is_current else REVALIDATE}
        return web.Response(body=self.files[name], headers=headers)


def write_styles(colour: str) -> str:
    """Return the style sheet of an accent colour: the tokens of both themes that depend on it."""
    light, dark = _write_tokens(light_palette(colour)), _write_tokens(dark_palette(colour))
    return (
        f":root {{ {light} }}\n"
        f'@media (prefers-color-scheme: dark) {{ :root[data-theme="auto"] {{ {dark} }} }}\n'
        f':root[data-theme="dark"] {{ {dark} }}\n'
    )


def _write_tokens(palette: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in palette.items())
