"""Alerts on the board: what screens show alone while there is danger, or while one is practised."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from conference.languages import Text

KEPT_AFTER_EXPIRY = timedelta(minutes=5)
"""How long an expired alert stays on the board, so that screens hide it at its expiry themselves."""


class AlertStatus(StrEnum):
    """Whether an alert is to be acted on."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


class AlertKind(StrEnum):
    """An alert, or the message that the danger is over."""

    ALERT = "alert"
    ALL_CLEAR = "all_clear"


class AlertText(Struct, frozen=True, kw_only=True):
    """What an alert says in one language. `description` and `instruction` may be ""."""

    headline: str
    description: str = ""
    instruction: str = ""


class SiteAlert(Struct, frozen=True, kw_only=True):
    """An alert until `expires_at`, in the languages of the event.

    It is shown by the screens of `rooms` (ids) and those named in `screens`; both None: by every screen. `places` are
    the names of its areas, none for the whole site.
    """

    id: str
    status: AlertStatus
    kind: AlertKind
    texts: Mapping[str, AlertText]
    sent_at: datetime
    expires_at: datetime
    rooms: tuple[str, ...] | None = None
    screens: tuple[str, ...] | None = None
    places: tuple[Text, ...] = ()


def may_be_removed(alert: SiteAlert, now: datetime) -> bool:
    """Return whether an alert expired so long ago that it may be removed from the board."""
    return alert.expires_at + KEPT_AFTER_EXPIRY <= now
