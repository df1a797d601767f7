"""Requests to every route of the program under the ids and secrets of one person, by people whom they do not concern.

Routes are classified by their paths, and their parameters have values here: a route of a new class, or with a new
parameter, fails the tests until it has its place.
"""

import hashlib
import hmac
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from string import Formatter

from aiohttp import web
from aiohttp.test_utils import TestClient

from conference.api.tokens import NewToken, add_token
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role, Staff
from conference.auth.storage import add_login
from conference.ids import RandomIds
from conference.web.access import permissions_of
from conference.web.csrf import SAFE_METHODS
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import PASSWORD
from tests.support.private_site import NAME_MARK, OUTLET_MARK, PrivateSite, letters_of

Client = TestClient[web.Request, web.Application]

_FORM = "application/x-www-form-urlencoded"
_RANDOM = re.compile(r"[0-9a-f]{64}|[A-Za-z0-9_-]{40,}|req_\w+|nonce-[\w+/=-]+")

UPLOAD_HEADERS = {
    "Content-Type": "application/offset+octet-stream",
    "Tus-Resumable": "1.0.0",
    "Upload-Length": "9",
    "Upload-Metadata": "kind YXNzaWdubWVudF9sZXR0ZXI=",
    "Upload-Offset": "0",
}
"""Headers of the protocol of uploads, which are checked before the secret is."""

UNKNOWN_SECRET = "unknownunknownunknown-" + "x" * 32
UNKNOWN = {
    "application": "app_unknown",
    "alert": "alt_unknown",
    "announcement": "ann_unknown",
    "badge": "f" * 16,
    "batch": "batch_unknown",
    "command": "cmd_unknown",
    "cue": "cue_unknown",
    "deviation": "dev_unknown",
    "device": "dev_unknown",
    "document": "document_unknown",
    "export": "exp_unknown",
    "first": "app_unknown",
    "id": "ann_unknown",
    "item": "item_unknown",
    "key": "f" * 16,
    "letter": "letter_unknown",
    "link": "lnk_unknown",
    "listed": "watch_unknown",
    "note": "note_unknown",
    "notice": "notice_unknown",
    "outbox/letter": "ltr_unknown",
    "outlet": "out_unknown",
    "person": "crew_unknown",
    "photo": "photo_unknown",
    "proposal": "prop_unknown",
    "planned": "ann_unknown",
    "run": "f" * 16,
    "scan": "scan_unknown",
    "screen": "screen-unknown",
    "second": "app_unknown",
    "set": "f" * 16,
    "staff": "stf_unknown",
    "ticket": "f" * 64,
    "token": "tok_unknown",
    "upload": "upload_absent",
    "webhook": "wh_unknown",
}
"""Ids that do not exist, by the name of the parameter."""

CODES = {
    "agency": "accreditation",
    "annex": "equipment",
    "build": "x",
    "day": "2025-10-25",
    "entry": "venue",
    "kind": "assignment_letter",
    "language": "en",
    "name": "x",
    "number": "1",
    "page": "conference",
    "reason": "choice",
    "rest": "x",
    "section": "zones",
    "session": "opening",
    "small": "small",
    "speaker": "debate-1-01",
    "room": "plenary",
    "picture": "drawn-hall",
    "file": "drawn-hall.png",
}
"""Codes of the event and of pages, which are no secret."""


OF_SESSIONS = {"/{language}/cues/", "/{language}/statements/hand-in/", "/{language}/statements/interpret/"}
"""Links to scripts and statements of sessions, which have no data of a person; the tests of `scripts` and `statements`
ask for them."""


class Way(StrEnum):
    """How a route knows who asks."""

    STAFF = "staff"
    API = "api"
    DEVICE = "device"
    LINK = "link"
    SESSION = "session"
    PUBLIC = "public"


@dataclass(frozen=True)
class SweptRoute:
    """A route: its method, its path with parameters, the permissions of which it needs one, its handler's module."""

    method: str
    path: str
    permissions: tuple[str, ...] | None
    module: str = ""

    @property
    def names(self) -> set[str]:
        """The names of the parameters."""
        return {name for _, name, _, _ in Formatter().parse(self.path) if name}

    @property
    def way(self) -> Way:
        """How it knows who asks."""
        starts = (("/api/v1/", Way.API), ("/doors/v1/", Way.DEVICE))
        for start, way in starts:
            if self.path.startswith(start):
                return way
        if "{secret}" in self.path:
            return Way.SESSION if self.link_kind in OF_SESSIONS else Way.LINK
        return Way.STAFF if self.permissions is not None else Way.PUBLIC

    @property
    def link_kind(self) -> str:
        """The beginning of the path of a link, by which the kind of its secret is known."""
        return self.path.partition("{secret}")[0]


def swept_routes(app: web.Application) -> list[SweptRoute]:
    """Return all routes but `HEAD`, which answers as `GET` does."""
    found = [route for route in app.router.routes() if route.resource is not None and route.method != "HEAD"]
    return [
        SweptRoute(
            "GET" if route.method == "*" else route.method,
            resource.canonical,
            permissions_of(route.handler),
            route.handler.__module__,
        )
        for route in found
        if (resource := route.resource) is not None
    ]


@dataclass(frozen=True)
class Answer:
    """Status and text of an answer, without what differs between two requests of one kind."""

    status: int
    text: str = field(repr=False)
    location: str

    def has_mark(self, marks: Sequence[str]) -> bool:
        """Whether one of the marks is in the text."""
        folded = self.text.casefold()
        return any(mark.casefold() in folded for mark in marks)

    def difference(self, other: "Answer") -> str:
        """Return where the texts begin to differ."""
        pairs = zip(self.text, other.text, strict=False)
        place = next((number for number, (one, two) in enumerate(pairs) if one != two), -1)
        start = max(0, place - 60)
        return f"{self.text[start : place + 60]!r} / {other.text[start : place + 60]!r}"


@dataclass
class Sweeper:
    """Sends requests, each from a network of its own so that no limit of these is reached."""

    client: Client
    runtime: Runtime
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def ask(
        self,
        route: SweptRoute,
        values: Mapping[str, str],
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; a POST has an empty form or, to the API, an empty object."""
        path, number = filled(route, values), next(self._numbers)
        hidden = [_value_of(route, name, values) for name in route.names - CODES.keys()]
        sent = {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", **headers}
        data, kind = _body_of(route)
        async with self.client.request(
            route.method, path, headers={**sent, **kind}, params=query, data=data, allow_redirects=False
        ) as response:
            is_endless = response.content_type == "text/event-stream"
            content = b"" if is_endless else await response.read()
            text = content.decode("utf-8", "replace") if response.content_type.startswith(("text", "appl")) else ""
            location = response.headers.get("Location", "")
            return Answer(response.status, _plain_text(text, hidden), _plain_text(location, hidden))

    def visitor_headers(self) -> dict[str, str]:
        """Return the headers of a visitor's forms."""
        secret = self.runtime.issued_secrets.issue("visitor")
        return {"Cookie": f"visitor={secret}", "X-CSRF-Token": _form_token(secret)}

    async def hire(self, name: str, *roles: Role) -> tuple[Staff, dict[str, str]]:
        """Add a member of staff; return the account and the headers of its requests."""
        new = NewStaff(name, name, frozenset(roles), "en", PASSWORD)
        staff = await create_staff(self.runtime.accounts, new)
        secret, now = RandomIds().secret(), self.runtime.clock.now()
        async with self.runtime.transactions.write() as transaction:
            await add_login(transaction.connection, secret, staff.id, at=now, expires_at=now + timedelta(hours=8))
        return staff, {"Cookie": f"login={secret}", "X-CSRF-Token": _form_token(secret)}

    async def issue_token(self, owner: Staff) -> tuple[str, dict[str, str]]:
        """Make a token with all permissions of its owner; return its id and the header of its requests."""
        scopes = frozenset(role.permission for role in owner.roles)
        issued = await add_token(self.runtime.accounts, NewToken("program", scopes, 30), owner=owner)
        return issued.token.id, {"Authorization": f"Bearer {issued.secret}"}


def _body_of(route: SweptRoute) -> tuple[bytes | None, dict[str, str]]:
    """Return the body of a request with the headers that belong to it."""
    if "/uploads" in route.path:
        return None, UPLOAD_HEADERS
    if route.method in SAFE_METHODS:
        return None, {}
    is_json = route.way in (Way.API, Way.DEVICE)
    return (b"{}", {"Content-Type": "application/json"}) if is_json else (b"x=1", {"Content-Type": _FORM})


def _form_token(secret: str) -> str:
    return hmac.new(secret.encode(), b"rostrum csrf", hashlib.sha256).hexdigest()


def _plain_text(text: str, hidden: Sequence[str]) -> str:
    """Return the text without the values of the path and without random values."""
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, "*")
    return _RANDOM.sub("*", text)


def filled(route: SweptRoute, values: Mapping[str, str]) -> str:
    """Return the path with values. Raises KeyError for a parameter without one."""
    return route.path.format(**{name: _value_of(route, name, values) for name in route.names})


def _value_of(route: SweptRoute, name: str, values: Mapping[str, str]) -> str:
    """Return the value of a parameter; of `/outbox/{letter}` that of `outbox/letter`, if there is one."""
    before = route.path.partition(f"/{{{name}}}")[0].rpartition("/")[2]
    return values.get(f"{before}/{name}") or values[name]


def known_ids(site: PrivateSite) -> dict[str, str]:
    """Return the ids of the first person and crew, by the names of parameters."""
    one, crew = site.people[0], site.crews[0]
    return {
        "application": one.application_id,
        "badge": one.badge_id,
        "document": one.document_id,
        "first": one.application_id,
        "letter": crew.letter_id,
        "notice": site.notice_id,
        "outbox/letter": site.letter_ids[0],
        "outlet": crew.outlet_id,
        "person": crew.member_id,
        "photo": one.photo_id,
        "scan": site.scan_id,
        "second": site.people[1].application_id,
        "upload": one.upload_id,
    }


def marks_of(site: PrivateSite) -> list[str]:
    """Return the texts that only pages about the first person or crew have."""
    one, crew = site.people[0], site.crews[0]
    names = (one.name_mark, f"{OUTLET_MARK} 1", f"{NAME_MARK} Crew {letters_of(1)}")
    return [*names, one.document_id, crew.member_id]
