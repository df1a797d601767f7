"""Puts the floor under an application: middlewares, headers, static files, fonts, staff pages."""

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from conference.web.assets import Assets
from conference.web.context import FLOOR, Floor
from conference.web.middlewares import MIDDLEWARES, put_headers
from conference.web.templating import make_environment

PACKAGES = ("conference", "accreditation", "broadcast")


def folders(kind: str) -> dict[str, Path]:
    """Where each package keeps its `templates` or `static`."""
    root = Path(__file__).parents[2]
    found: Mapping[str, Path] = {package: root / package / kind for package in PACKAGES}
    return {package: folder for package, folder in found.items() if folder.is_dir()}


def make_assets() -> Assets:
    """The static files of the three packages."""
    return Assets(folders("static"))


__all__ = ["folders", "install", "make_assets", "make_environment"]


def install(app: web.Application, floor: Floor) -> None:
    """Wire the floor into the application, before it starts."""
    app[FLOOR] = floor
    app.middlewares.extend(MIDDLEWARES)
    app.on_response_prepare.append(put_headers)
    app.router.add_get("/static/{build}/{name:.+}", floor.assets.serve)
