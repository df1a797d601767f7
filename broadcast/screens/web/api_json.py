"""JSON of screens in the API (docs/api.md)."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broadcast.screens.addresses import LONGEST_ADDRESS
from broadcast.screens.domain.pairing import LONGEST_NAME, LONGEST_PLACE, MOST_OPEN, PairedScreen, PairingRequest
from conference.api.answers import CodeIn, SeenVersionIn

NameIn = Annotated[str, Meta(max_length=LONGEST_NAME)]
AddressIn = Annotated[str, Meta(max_length=LONGEST_ADDRESS)]
PlaceIn = Annotated[str, Meta(max_length=4 * LONGEST_PLACE)]


class ScreenOut(Struct, frozen=True, kw_only=True):
    """A screen. `paired` is whether a device is paired as it; `version` is to be sent with an act."""

    name: str
    paired: bool
    address: str
    place: str
    room: str
    paired_at: datetime
    paired_by: str
    version: int


class RequestOut(Struct, frozen=True, kw_only=True):
    """A device that waits to be paired."""

    code: str
    asked_at: datetime
    network: str
    user_agent: str


class ScreenListOut(Struct, frozen=True):
    """The screens by name, and the devices that wait, the oldest request first."""

    screens: list[ScreenOut]
    requests: list[RequestOut]


class ScreenPlanIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a screen shows, as path and query of a screen page, and where it hangs: a room's code, a free text."""

    address: AddressIn
    place: PlaceIn = ""
    room: CodeIn = ""


class ApprovalIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request and the screen that its device becomes: a new one with its `plan`, or one that it takes over."""

    code: CodeIn
    name: NameIn = ""
    takes_over: bool = False
    plan: ScreenPlanIn | None = None


class RequestsActIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on several requests; each is carried out, or refused, on its own."""

    act: Literal["approve", "reject"]
    requests: Annotated[list[ApprovalIn], Meta(min_length=1, max_length=MOST_OPEN)]


class DecidedOut(Struct, frozen=True, kw_only=True):
    """Result for one request: the screen of an approval, or the code of the error (`screen.name_taken`)."""

    code: str
    done: bool
    screen: ScreenOut | None = None
    error: str | None = None


class DecidedListOut(Struct, frozen=True):
    """The results in the order of the requests."""

    results: list[DecidedOut]


class ScreenActIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on a screen; `assign` takes the whole `plan`, `remove` deletes a screen without a device."""

    act: Literal["assign", "unpair", "remove"]
    plan: ScreenPlanIn | None = None
    version: SeenVersionIn | None = None


class ScreenActOut(Struct, frozen=True):
    """The screen after an act; null after it was removed."""

    screen: ScreenOut | None


def screen_out(screen: PairedScreen) -> ScreenOut:
    """Return a screen."""
    return ScreenOut(
        name=screen.name,
        paired=screen.is_paired,
        address=screen.address,
        place=screen.place,
        room=screen.room,
        paired_at=screen.paired_at,
        paired_by=screen.paired_by,
        version=screen.version,
    )


def request_out(request: PairingRequest) -> RequestOut:
    """Return a request."""
    return RequestOut(
        code=request.code, asked_at=request.asked_at, network=request.network, user_agent=request.user_agent
    )
