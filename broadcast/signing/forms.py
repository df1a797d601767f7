"""Forms of the signing page, and the texts of what they did."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from broadcast.signing.api_json import MOST_PARTIES
from broadcast.signing.domain import NAME_LENGTH
from conference.texts.catalogues import key_family
from conference.web import Identifier, Line

ACTS = (
    "call", "sign", "sign-apart", "remove", "check", "uncheck", "decline", "declare", "add", "propose", "confirm",
    "withdraw", "signer", "badge", "move", "count", "deposit", "undeposit", "ratifications",
)  # fmt: skip
DONE = key_family("signing.done.", ACTS)

Country = Annotated[str, Meta(pattern="^[A-Z]{2}$|^$", extra={"error": "signing.unknown_country"})]


class SigningForm(Struct, frozen=True, kw_only=True):
    """Fields of the buttons: the act, its State or proposal, what the operator saw, and what the act needs."""

    act: Annotated[str, Meta(extra={"error": "http_422"})] = ""
    country: Country = ""
    proposal: Identifier = ""
    expected: int | None = None
    version: int | None = None
    name: Annotated[str, Meta(max_length=4 * NAME_LENGTH)] = ""
    rank: Annotated[str, Meta(max_length=4 * NAME_LENGTH)] = ""
    badge: Line = ""
    place: Annotated[int, Meta(ge=1, le=MOST_PARTIES)] | None = None
    in_plenary: bool = False
    of: Annotated[int, Meta(ge=1, le=MOST_PARTIES)] | None = None
    required: Annotated[int, Meta(ge=1, le=MOST_PARTIES)] | None = None
    on: date | None = None
    sources: Annotated[dict[str, str], Meta(extra={"prefix": "source."})] = {}


class SigningQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the chosen State, and the act just done."""

    country: Country = ""
    did: Identifier = ""


class HallQuery(Struct, frozen=True, kw_only=True):
    """Query of a waiting request: the digest that the page shows."""

    seen: Identifier = ""
