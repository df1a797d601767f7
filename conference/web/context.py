"""What every page needs, kept on the application and on the request by typed keys."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment

from conference.auth.logins import Accounts
from conference.auth.roles import Staff
from conference.clock import Clock
from conference.connections.networks import forwarded_address
from conference.ids import Ids
from conference.issued_secrets import IssuedSecrets
from conference.languages import LANGUAGES, Text, negotiate
from conference.texts.catalogues import Catalogues
from conference.web.assets import Assets


class EventHeader(Protocol):
    """What the frame of a page shows of the event."""

    @property
    def name(self) -> Text: ...
    @property
    def short_name(self) -> Text: ...
    @property
    def city(self) -> Text: ...
    @property
    def timezone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tile:
    """A link on the first page of staff: who may follow it, its path, its symbol, the keys of its two texts."""

    permission: str
    path: str
    symbol: str
    title: str
    text: str


@dataclass(frozen=True)
class Site:
    """What the web floor is built from; `install` puts it in place.

    `public_url` is the address people type (`https://press.example`, `https://example.org/press` behind a proxy); its
    scheme decides about secure cookies.
    `font_cache` is a folder of this process for the font slices it cuts.
    `elsewhere`: other nodes serve the other parts of the site at the same public address.
    `strict`: browsers are told never to come by anything but https; not with a certificate that they may not trust.
    `proxies` is how many reverse proxies of ours stand in front and are believed about the client's address.
    `role_texts` maps the name of each role to the key of its text.
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
    font_cache: Path
    tiles: Sequence[Tile]
    role_texts: Mapping[str, str]
    proxies: int = 0
    strict: bool = True
    elsewhere: bool = False
    other_origins: Collection[str] = field(default=())

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def prefix(self) -> str:
        """The path at which this site begins on its host, without a slash at its end: "" or "/press" (see `prefix`)."""
        return urlsplit(self.public_url).path.rstrip("/")

    def url(self, path: str) -> str:
        """The path as people's browsers must ask for it; `path` is one of ours and never leads to another host."""
        return f"{self.prefix}/{path.lstrip('/')}"

    def asset(self, name: str) -> str:
        """The address of the static file `package/path`. Raises KeyError for one that is not there."""
        return self.url(self.assets.url(name))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the venue."""
        return ZoneInfo(self.event.timezone)


SITE: web.AppKey[Site] = web.AppKey("floor", Site)


@dataclass
class Visit:
    """What is known about one request's sender; shared by a request and its clones."""

    request_id: str
    staff: Staff | None = None
    login_secret: str | None = None
    visitor_secret: str | None = None


VISIT: web.RequestKey[Visit] = web.RequestKey("visit", Visit)

LANGUAGE_COOKIE = "language"


def site_of(request: web.Request) -> Site:
    """The floor this request stands on."""
    return request.config_dict[SITE]


def visit_of(request: web.Request) -> Visit:
    """What is known about the sender."""
    return request[VISIT]


def signed_in_staff(request: web.Request) -> Staff | None:
    """Who is signed in, if anybody."""
    visit = request.get(VISIT)
    return visit.staff if visit else None


def staff_of(request: web.Request) -> Staff:
    """Who is signed in. Only behind `require`; a LookupError elsewhere is a mistake of ours."""
    staff = signed_in_staff(request)
    if staff is None:
        raise LookupError("nobody is signed in: the handler lacks @require")
    return staff


def login_secret_of(request: web.Request) -> str:
    """The secret of the login in use. Only behind `require`."""
    secret = visit_of(request).login_secret
    if secret is None:
        raise LookupError("nobody is signed in: the handler lacks @require")
    return secret


def language_of(request: web.Request) -> str:
    """The language of the answer: the path's, then the person's own, then what the browser asks for.

    Before sign-in a choice made by `?language=` is remembered in a cookie.
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
    """The language that the address itself names, as in `/ar/apply`."""
    code = request.match_info.get("language") or request.path.split("/", 2)[1]
    return code if code in LANGUAGES else None


def read_cookie(request: web.Request, name: str) -> str | None:
    """Return the value of a cookie that we set, None when it was not sent.

    `request.cookies` parses every cookie by a regular expression, which takes 25 ms for a header made to be slow. Our
    values need no quotes, so that the first pair with the name is all that is looked for.
    """
    for pair in request.headers.get("Cookie", "").split(";"):
        found, is_pair, value = pair.strip().partition("=")
        if is_pair and found == name:
            return value
    return None


def is_for_programs(request: web.Request) -> bool:
    """Whether the request's handler is marked so (`conference.web.for_programs`)."""
    return getattr(request.match_info.handler, "for_programs", False)


def client_address(request: web.Request) -> str:
    """The network address of the client: the socket's, or what our own proxies say it was."""
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))  # some proxies add a line, some to the line
    return forwarded_address(forwarded, site_of(request).proxies) or request.remote or "unknown"
