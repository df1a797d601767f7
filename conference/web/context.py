"""Dependencies of pages on the application (`SITE`), and data about a request (`VISIT`), by typed keys."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment
from msgspec import Struct

from conference.auth.logins import Accounts
from conference.auth.roles import Staff, may
from conference.clock import Clock
from conference.connections.networks import named_address
from conference.hosts import ServedHosts
from conference.ids import Ids
from conference.issued_secrets import IssuedSecrets
from conference.languages import LANGUAGES, Text, negotiate
from conference.texts.catalogues import Catalogues
from conference.web.assets import Assets
from conference.web.look import PageLook


class EventHeader(Protocol):
    """Data of the event that the frame of a page shows."""

    @property
    def name(self) -> Text: ...
    @property
    def short_name(self) -> Text: ...
    @property
    def city(self) -> Text: ...
    @property
    def timezone(self) -> str: ...


TileNumber = Callable[[web.Request], Awaitable[tuple[str, int]]]
"""Reads the number of a tile: the key of its plural text, and the number."""


class Tile(Struct, frozen=True):
    """Link on the first page of staff: permission, path, symbol, keys of its two texts, its number if any.

    `also` are other permissions that open the page, `needs` those that a person must have besides.
    """

    permission: str
    path: str
    symbol: str
    title: str
    text: str
    number: TileNumber | None = None
    also: Sequence[str] = ()
    needs: Sequence[str] = ()

    def is_for(self, staff: Staff) -> bool:
        """Return whether the person may open the page."""
        is_open = any(may(staff, one) for one in (self.permission, *self.also))
        return is_open and all(may(staff, one) for one in self.needs)


@dataclass(frozen=True)
class Site:
    """Dependencies of the web layer; `install` puts them on the application.

    `public_url` is the address people enter (`https://press.example`, `https://example.org/press` behind a proxy); its
    scheme decides about secure cookies. `hosts` are those of its requests; others are refused.
    `font_cache` is a folder of this process for the font slices it cuts.
    `elsewhere`: other nodes serve other parts of the site at the same public address.
    `strict`: browsers are told to use https only (HSTS); off with a certificate that browsers may not trust.
    `proxies` is the number of our reverse proxies, whose headers about the client's address are trusted.
    `look` is that of public pages and screens. `event_digest` changes with the event; pages that are open reload then.
    `role_texts` maps the name of each role to the key of its text.
    `below` is the path of a second site of the installation, such as a rehearsal, whose pages share its logins. `mark`
    is the folder of the templates that tell each of its pages from the live ones: `mark_head.html` before all styles,
    `mark_title.html`, `mark_body.html`. `archived_at` is the time of an archive's pages, which have no live connection.
    """

    catalogues: Catalogues
    assets: Assets
    environment: Environment
    accounts: Accounts
    clock: Clock
    ids: Ids
    issued_secrets: IssuedSecrets
    event: EventHeader
    public_url: str
    hosts: ServedHosts
    font_cache: Path
    tiles: Sequence[Tile]
    role_texts: Mapping[str, str]
    proxies: int = 0
    strict: bool = True
    elsewhere: bool = False
    look: PageLook = field(default_factory=PageLook)
    event_digest: str = ""
    below: str = ""
    mark: str = ""
    archived_at: datetime | None = None

    @cached_property
    def page_build(self) -> str:
        """A name of the build of pages, which changes with the program's files and with the event."""
        whole = f"{self.assets.build} {self.event_digest} {self.look.build}"
        return hashlib.sha256(whole.encode()).hexdigest()[:12] if self.event_digest else self.assets.build

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies may require it."""
        return self.public_url.startswith("https://")

    @property
    def prefix(self) -> str:
        """The path of this site on its host, without a trailing slash: "" or "/press" (see `prefix`)."""
        return self.main_prefix + self.below

    @property
    def main_prefix(self) -> str:
        """The path of the installation on its host, also for a site below it."""
        return urlsplit(self.public_url).path.rstrip("/")

    def url(self, path: str) -> str:
        """Return `path` with the prefix, as browsers must request it. The result never leads to another host."""
        return f"{self.prefix}/{path.lstrip('/')}"

    def asset(self, name: str) -> str:
        """Return the address of the static file `package/path`. Raises KeyError for an unknown file."""
        return self.url(self.assets.url(name))

    def look_file(self, name: str) -> str:
        """Return the address of a file of the event's look."""
        return self.url(self.look.path(name))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the venue."""
        return ZoneInfo(self.event.timezone)


SITE: web.AppKey[Site] = web.AppKey("floor", Site)


@dataclass
class Visit:
    """Data about one request's sender; shared by a request and its clones."""

    request_id: str
    staff: Staff | None = None
    login_secret: str | None = None
    visitor_secret: str | None = None


VISIT: web.RequestKey[Visit] = web.RequestKey("visit", Visit)

LANGUAGE_COOKIE = "language"


def site_of(request: web.Request) -> Site:
    """Return the site of the request."""
    site = request.app.get(SITE)
    return site if site is not None else request.config_dict[SITE]


def visit_of(request: web.Request) -> Visit:
    """Return the data about the request's sender."""
    return request[VISIT]


def signed_in_staff(request: web.Request) -> Staff | None:
    """Return the signed-in person, None without a login."""
    visit = request.get(VISIT)
    return visit.staff if visit else None


def staff_of(request: web.Request) -> Staff:
    """Return the signed-in person. Only for handlers with `require`: raises LookupError without a login."""
    staff = signed_in_staff(request)
    if staff is None:
        raise LookupError("nobody is signed in: the handler lacks @require")
    return staff


def login_secret_of(request: web.Request) -> str:
    """Return the secret of the login. Only for handlers with `require`: raises LookupError without a login."""
    secret = visit_of(request).login_secret
    if secret is None:
        raise LookupError("nobody is signed in: the handler lacks @require")
    return secret


def language_of(request: web.Request) -> str:
    """Return the language of the response: that of the path, else the person's own, else the browser's preference.

    Without a login, `?language=` comes before the browser's preference and is saved in a cookie.
    """
    named = path_language(request)
    if named:
        return named
    staff = signed_in_staff(request)
    for code in (
        staff.language if staff else None,
        request.query.get("language"),
        read_cookie(request, LANGUAGE_COOKIE),
    ):
        if code in LANGUAGES:
            return str(code)
    return negotiate(request.headers.get("Accept-Language"))


def path_language(request: web.Request) -> str | None:
    """Return the language in the path, as in `/ar/apply`, if there is one."""
    code = request.match_info.get("language") or request.path.split("/", 2)[1]
    return code if code in LANGUAGES else None


def read_cookie(request: web.Request, name: str) -> str | None:
    """Return the value of a cookie that we set, None when it was not sent or is not ASCII, which ours are.

    `request.cookies` parses every cookie by a regular expression, which takes 25 ms for a header made to be slow. Our
    values need no quotes, so that it is enough to find the first pair with the name.
    """
    for pair in request.headers.get("Cookie", "").split(";"):
        key, is_pair, value = pair.strip().partition("=")
        if is_pair and key == name:
            return value if value.isascii() else None
    return None


API_PATH = "/api/"
"""Beginning of the addresses of the API for programs."""


def is_for_programs(request: web.Request) -> bool:
    """Whether the request's handler is marked so (`conference.web.for_programs`), or its address belongs to the API."""
    return request.path.startswith(API_PATH) or getattr(request.match_info.handler, "for_programs", False)


def client_address(request: web.Request) -> str:
    """Return the network address of the client: that of the socket, or the one that our own proxies report."""
    return named_address(request.headers, site_of(request).proxies) or request.remote or "unknown"
