"""The register of alerts: their states, and the rules of publishing, updating, cancelling and clearing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from broadcast.alerts.domain.cap import Alert, MessageType, Reference, ResponseType, Status
from conference.errors import RuleError

SHORTEST_REASON = 10
"""Characters of the reason for which one person alone publishes an actual alert."""


class AlertState(StrEnum):
    """What became of an alert. A message that cancels stays in force: an alert that it names may arrive later."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    CLEARED = "cleared"
    DISCARDED = "discarded"


class AlertAct(StrEnum):
    """What is done to an alert: by a person, or by a message that refers to it."""

    PUBLISH = "publish"
    DISCARD = "discard"
    UPDATE = "update"
    CANCEL = "cancel"
    CLEAR = "clear"


TRANSITIONS: Mapping[tuple[AlertState, AlertAct], AlertState] = {
    (AlertState.DRAFT, AlertAct.PUBLISH): AlertState.IN_FORCE,
    (AlertState.DRAFT, AlertAct.DISCARD): AlertState.DISCARDED,
    (AlertState.DRAFT, AlertAct.CANCEL): AlertState.CANCELLED,
    (AlertState.IN_FORCE, AlertAct.UPDATE): AlertState.UPDATED,
    (AlertState.IN_FORCE, AlertAct.CANCEL): AlertState.CANCELLED,
    (AlertState.IN_FORCE, AlertAct.CLEAR): AlertState.CLEARED,
}
"""Every transition; any other is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAlert:
    """An alert with who has written and published it (id and name; "" until then), and what became of it.

    `reason` is what the author wrote when publishing an actual alert alone. `offset` is that of the board since which
    screens show it. `version` counts its changes from 1.
    """

    id: str
    alert: Alert
    author_id: str
    author: str
    changed_at: datetime
    is_imported: bool = False
    state: AlertState = AlertState.DRAFT
    publisher_id: str = ""
    publisher: str = ""
    reason: str = ""
    published_at: datetime | None = None
    ended_at: datetime | None = None
    offset: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The person who publishes, when, and the reason for doing so alone ("" when another person has written it)."""

    id: str
    name: str
    at: datetime
    reason: str = ""


def expiry_of(alert: Alert) -> datetime | None:
    """Return when the last of an alert's info blocks expires; None if one has no expiry, or there is none."""
    times = [info.expires for info in alert.infos if info.expires is not None]
    return max(times) if times and len(times) == len(alert.infos) else None


def is_all_clear(alert: Alert) -> bool:
    """Return whether an alert says that the danger is over."""
    return any(ResponseType.ALL_CLEAR in info.responses for info in alert.infos)


def is_live(registered: RegisteredAlert, now: datetime) -> bool:
    """Return whether an alert is in force now and says something."""
    expires_at = expiry_of(registered.alert)
    return registered.state is AlertState.IN_FORCE and expires_at is not None and expires_at > now


def reference_to(alert: Alert) -> Reference:
    """Return the reference by which other messages name an alert."""
    return Reference(alert.sender, alert.identifier, alert.sent)


def refers_to(message: Alert, other: Alert) -> bool:
    """Return whether a message names another one: by sender and identifier, which are unique together."""
    return any((one.sender, one.identifier) == (other.sender, other.identifier) for one in message.references)


def act_of(message: Alert) -> AlertAct | None:
    """Return what a message does to the alerts that it names; None for a first alert."""
    match message.message_type:
        case MessageType.CANCEL:
            return AlertAct.CANCEL
        case MessageType.UPDATE:
            return AlertAct.CLEAR if is_all_clear(message) else AlertAct.UPDATE
        case _:
            return None


def move(registered: RegisteredAlert, act: AlertAct, now: datetime) -> RegisteredAlert:
    """Return an alert after an act. Raises: RuleError `alert.not_possible` where the table has no transition."""
    state = TRANSITIONS.get((registered.state, act))
    if state is None:
        raise RuleError("alert.not_possible")
    is_ended = state not in (AlertState.DRAFT, AlertState.IN_FORCE)
    return replace(
        registered,
        state=state,
        changed_at=now,
        ended_at=now if is_ended else None,
        version=registered.version + 1,
    )


def needs_second_person(registered: RegisteredAlert, person_id: str) -> bool:
    """Return whether a person may publish an alert only with a reason: an actual one that the person has written."""
    return registered.alert.status is Status.ACTUAL and registered.author_id == person_id


def publish(registered: RegisteredAlert, by: Publisher) -> RegisteredAlert:
    """Return an alert as published.

    Raises: RuleError `alert.second_person` for an actual one by its author without a reason of SHORTEST_REASON
    characters, `alert.expired`, and as `move`.
    """
    moved = move(registered, AlertAct.PUBLISH, by.at)
    is_alone = needs_second_person(registered, by.id)
    if is_alone and len(by.reason.strip()) < SHORTEST_REASON:
        raise RuleError("alert.second_person")
    expires_at = expiry_of(registered.alert)
    if expires_at is not None and expires_at <= by.at:
        raise RuleError("alert.expired")
    return replace(
        moved,
        publisher_id=by.id,
        publisher=by.name,
        reason=by.reason.strip() if is_alone else "",
        published_at=by.at,
    )


def end_referenced(
    message: RegisteredAlert, known: Sequence[RegisteredAlert], now: datetime
) -> tuple[RegisteredAlert, ...]:
    """Return the alerts that a published message ends, as they are after it.

    Raises: RuleError `alert.reference_status` when it names one of another status: an exercise never ends an actual
    alert; `alert.reference_missing` when none of those that it names is in force. An imported cancellation may
    arrive before its alert.
    """
    act = act_of(message.alert)
    if act is None:
        return ()
    named = [one for one in known if refers_to(message.alert, one.alert)]
    if any(one.alert.status is not message.alert.status for one in named):
        raise RuleError("alert.reference_status")
    ended = tuple(move(one, act, now) for one in named if (one.state, act) in TRANSITIONS)
    is_early = act is AlertAct.CANCEL and message.is_imported and not named
    if not is_early and not any(is_live(one, now) for one in named):
        raise RuleError("alert.reference_missing")
    return ended


def cancel_if_named(
    registered: RegisteredAlert, cancellations: Sequence[RegisteredAlert], now: datetime
) -> RegisteredAlert:
    """Return an alert that arrives; as cancelled if a cancellation that is in force names it already."""
    is_cancelled = any(
        one.state is AlertState.IN_FORCE
        and one.alert.message_type is MessageType.CANCEL
        and one.alert.status is registered.alert.status
        and refers_to(one.alert, registered.alert)
        for one in cancellations
    )
    return move(registered, AlertAct.CANCEL, now) if is_cancelled else registered
