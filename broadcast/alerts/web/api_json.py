"""JSON of alerts in the API (docs/api.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broadcast.alerts.domain.areas import MOST_PLACES
from broadcast.alerts.domain.composing import MOST_MINUTES, area_of, texts_of
from broadcast.alerts.domain.register import AlertState, RegisteredAlert, expiry_of, is_all_clear, is_live
from broadcast.alerts.web.forms import LONGEST_REASON
from conference.api.answers import CodeIn, NoteIn, SeenVersionIn


class AlertTextOut(Struct, frozen=True):
    """What an alert says in one language."""

    headline: str
    instruction: str
    description: str


class AlertOut(Struct, frozen=True, kw_only=True):
    """An alert. `places` are texts such as `room:R313`, none for the whole site; `version` is to be sent with an act.

    `publisher` is "" until it is published; `live`: it is in force and has not expired.
    """

    id: str
    status: str
    type: str
    all_clear: bool
    state: AlertState
    live: bool
    texts: Mapping[str, AlertTextOut]
    places: list[str]
    author: str
    publisher: str
    published_at: datetime | None
    expires_at: datetime | None
    version: int


class AlertListOut(Struct, frozen=True):
    """The alerts: those in force, drafts, then the latest others."""

    alerts: list[AlertOut]


class AlertTextIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What an alert says in one language."""

    headline: NoteIn
    instruction: NoteIn = ""


class AlertIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft: a prepared alert by its id, or own texts in every language of the event."""

    status: Literal["actual", "exercise", "test"]
    prepared: CodeIn = ""
    texts: dict[str, AlertTextIn] = {}
    places: Annotated[list[CodeIn], Meta(max_length=MOST_PLACES)] = []
    minutes: Annotated[int, Meta(ge=1, le=MOST_MINUTES)] | None = None


class AlertActIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on an alert. `cancel` and `all_clear` write a draft, which the answer has.

    The author of an actual alert publishes it with a `reason`.
    """

    act: Literal["publish", "discard", "cancel", "all_clear"]
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    version: SeenVersionIn | None = None


def alert_out(registered: RegisteredAlert, languages: tuple[str, ...], now: datetime) -> AlertOut:
    """Return an alert."""
    alert = registered.alert
    texts = texts_of(alert, languages)
    return AlertOut(
        id=registered.id,
        status=alert.status.value.lower(),
        type=alert.message_type.value.lower(),
        all_clear=is_all_clear(alert),
        state=registered.state,
        live=is_live(registered, now),
        texts={code: AlertTextOut(one.headline, one.instruction, one.description) for code, one in texts.items()},
        places=[str(code) for code in area_of(alert)],
        author=registered.author,
        publisher=registered.publisher,
        published_at=registered.published_at,
        expires_at=expiry_of(alert),
        version=registered.version,
    )
