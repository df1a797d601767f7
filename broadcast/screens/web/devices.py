"""What the device of a screen asks before anybody is signed in: `POST /screens/pairing`."""

from datetime import datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.feed.identity.proofs import is_public_key
from broadcast.screens.actions.requesting import DeviceAnswer, DeviceFacts, DeviceState, ask_pairing
from broadcast.screens.web.context import services_of
from conference.descriptions import Description, describes
from conference.errors import InvalidError
from conference.rate_limits import Limit, network_of
from conference.texts.link_qr import link_qr
from conference.web import client_address, for_programs, json_response, read_json, site_of

PAIRING = "/screens/pairing"
POLL_S = 3
"""Seconds after which a device that waits asks again."""

REQUESTS = Limit("screen_requests", burst=100, every_s=2)
"""New requests of one network: the screens of a venue may share one address. Polls are not counted."""


class PairingIn(Struct, frozen=True, kw_only=True):
    """The public key of a device: an uncompressed point of P-256 in base64url."""

    public_key: Annotated[str, Meta(max_length=100)]


class CodeQr(Struct, frozen=True):
    """A QR code: its side in modules, and its dark runs as SVG path data."""

    side: int
    path: str


class PairingOut(Struct, frozen=True, kw_only=True):
    """State of a device: `waiting` or `rejected` with its code, or `paired` with its screen and what that shows.

    `restored`: the device has taken the place of an earlier one, or the screen was changed since it was paired.
    `approve_at` is the address of the console's page that approves this code, `qr` the same as a QR code.
    """

    state: DeviceState
    poll_s: int
    code: str | None = None
    expires_at: datetime | None = None
    approve_at: str | None = None
    qr: CodeQr | None = None
    screen: str | None = None
    address: str | None = None
    place: str | None = None
    room: str | None = None
    restored: bool = False


@describes(Description(answer=PairingOut, body=PairingIn, refusals={404, 409, 429}))
@for_programs
async def ask(request: web.Request) -> web.Response:
    """Return the state of the device with this key; without one, add a request to be paired."""
    body = await read_json(request, PairingIn)
    if not is_public_key(body.public_key):
        raise InvalidError("request.invalid", {"public_key": "request.invalid"})
    facts = DeviceFacts(
        public_key=body.public_key,
        network=network_of(client_address(request))[:64],
        user_agent=request.headers.get("User-Agent", "")[:400],
    )
    return json_response(_answer_of(request, await ask_pairing(services_of(request), facts)))


def _answer_of(request: web.Request, answer: DeviceAnswer) -> PairingOut:
    if answer.screen is not None:
        screen = answer.screen
        return PairingOut(
            state=answer.state,
            poll_s=POLL_S,
            screen=screen.name,
            address=screen.address,
            place=screen.place,
            room=screen.room,
            restored=screen.version > 1,
        )
    address = f"{site_of(request).public_url.rstrip('/')}/staff/screens?code={answer.code}"
    qr = link_qr(address)
    return PairingOut(
        state=answer.state,
        poll_s=POLL_S,
        code=answer.code,
        expires_at=answer.expires_at,
        approve_at=address,
        qr=CodeQr(qr.side, qr.path),
    )


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.post(PAIRING, ask)]
