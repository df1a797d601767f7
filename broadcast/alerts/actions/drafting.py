"""Write, import, discard and list alerts.

All raise ForbiddenError without the permission to operate the board; those on an existing one NotFoundError
`alert.unknown`, ConflictError `alert.changed` and RuleError `alert.not_possible`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from msgspec import Struct

from broadcast.alerts.domain.areas import AreaCodes, check_places
from broadcast.alerts.domain.cap import Alert, MessageType, ResponseType, Severity, Status, Urgency, check_alert
from broadcast.alerts.domain.composing import (
    MOST_MINUTES,
    AlertContent,
    Danger,
    Envelope,
    Prepared,
    area_of,
    check_imported,
    check_texts,
    compose_alert,
)
from broadcast.alerts.domain.register import (
    AlertAct,
    RegisteredAlert,
    cancel_if_named,
    is_live,
    move,
    reference_to,
)
from broadcast.alerts.ports import MOST_OPEN, AlertServices, Receipt
from broadcast.board.actions.commit import must_operate
from broadcast.board.domain.alerts import AlertText
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

DRAFTED = "broadcast:alert:drafted"
IMPORTED = "broadcast:alert:imported"
DISCARDED = "broadcast:alert:discarded"

USUAL_MINUTES = 60
"""For how many minutes an alert with texts of its own is shown, if nothing else is chosen."""


class FollowUp(StrEnum):
    """What a new message is to the alert that it follows."""

    UPDATE = "update"
    CANCEL = "cancel"
    ALL_CLEAR = "all_clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRequest:
    """An alert to write: from a prepared one (its id) or with own texts by language, where, and for how many minutes.

    `follows` is the id of the alert that it updates, cancels or clears (`follow_up`): the status and the places are
    then those of that alert.
    """

    status: Status
    prepared: str = ""
    texts: Mapping[str, AlertText] = field(default_factory=dict)
    codes: AreaCodes = ()
    minutes: int | None = None
    follows: str = ""
    follow_up: FollowUp = FollowUp.UPDATE


class AlertLists(Struct, frozen=True):
    """The alerts that are in force, those that wait to be published, and the latest others."""

    live: Sequence[RegisteredAlert]
    drafts: Sequence[RegisteredAlert]
    others: Sequence[RegisteredAlert]


class AlertRecord(Struct, frozen=True):
    """An alert, and who has shown it when."""

    registered: RegisteredAlert
    receipts: Sequence[Receipt]


async def list_alerts(services: AlertServices, *, limit: int = 100) -> AlertLists:
    """Return the alerts, each list with the latest first."""
    now = services.board.clock.now()
    async with services.board.transactions.read() as transaction:
        found = await services.store.list_open(transaction)
        listed = await services.store.list_all(transaction, limit=limit)
    live = [one for one in reversed(found) if is_live(one, now)]
    drafts = [one for one in reversed(found) if one.published_at is None and one.ended_at is None]
    shown = {one.id for one in (*live, *drafts)}
    return AlertLists(live, drafts, [one for one in listed if one.id not in shown])


async def read_alert_record(services: AlertServices, alert_id: str) -> AlertRecord:
    """Return an alert and its receipts."""
    async with services.board.transactions.read() as transaction:
        found = await services.store.find(transaction, alert_id)
        if found is None:
            raise NotFoundError("alert.unknown")
        return AlertRecord(found, await services.store.list_receipts(transaction, alert_id))


async def draft_alert(services: AlertServices, request: DraftRequest, *, operator: Staff) -> RegisteredAlert:
    """Save an alert as a draft.

    Raises: InvalidError `alert.incomplete` with the fields of the texts, `alert.unknown_place`,
    `alert.unknown_prepared`, `alert.minutes`; RuleError `alert.too_many`, `alert.reference_missing`.
    """
    must_operate(operator)
    check_places(request.codes, services.site.places)
    async with services.board.transactions.write() as transaction:
        followed = await _find_followed(services, transaction, request)
        alert = _compose_message(services, request, followed)
        registered = await _add_draft(services, transaction, alert, operator=operator, is_imported=False)
    services.note_change()
    return registered


async def import_alert(services: AlertServices, alert: Alert, *, operator: Staff) -> RegisteredAlert:
    """Save a message of another sender as a draft; as cancelled, if its cancellation has arrived before it.

    Raises: InvalidError `alert.not_for_screens` with each field for which the site cannot show it,
    `alert.unknown_place`; RuleError `alert.known` for one that is there, `alert.too_many`.
    """
    must_operate(operator)
    check_alert(alert)
    check_imported(alert, services.site)
    check_places(area_of(alert), services.site.places)
    if services.only_status is not None:
        alert = replace(alert, status=services.only_status)
    async with services.board.transactions.write() as transaction:
        registered = await _add_draft(services, transaction, alert, operator=operator, is_imported=True)
    services.note_change()
    return registered


async def discard_alert(
    services: AlertServices, alert_id: str, *, operator: Staff, expected: int | None = None
) -> RegisteredAlert:
    """Discard a draft; it stays in the list."""
    must_operate(operator)
    now = services.board.clock.now()
    async with services.board.transactions.write() as transaction:
        found = await find_for_act(services, transaction, alert_id, expected)
        discarded = move(found, AlertAct.DISCARD, now)
        await services.store.save(transaction, discarded)
        await transaction.record(make_entry(DISCARDED, discarded, operator))
    services.note_change()
    return discarded


async def find_for_act(
    services: AlertServices, transaction: Transaction, alert_id: str, expected: int | None
) -> RegisteredAlert:
    """Return an alert, locked, as the operator has seen it."""
    found = await services.store.find(transaction, alert_id)
    if found is None:
        raise NotFoundError("alert.unknown")
    if expected is not None and found.version != expected:
        raise ConflictError("alert.changed", by=found.publisher or found.author)
    return found


def make_entry(action: str, registered: RegisteredAlert, operator: Staff, **details: object) -> AuditEntry:
    """Return the audit entry of an act on an alert."""
    alert = registered.alert
    about = {"status": alert.status.value, "type": alert.message_type.value, "version": registered.version}
    return AuditEntry(action, operator.id, f"alert/{registered.id}", registered.changed_at, {**about, **details})


async def _find_followed(
    services: AlertServices, transaction: Transaction, request: DraftRequest
) -> RegisteredAlert | None:
    if not request.follows:
        return None
    found = await find_for_act(services, transaction, request.follows, None)
    if not is_live(found, services.board.clock.now()):
        raise RuleError("alert.reference_missing")
    return found


def _compose_message(services: AlertServices, request: DraftRequest, followed: RegisteredAlert | None) -> Alert:
    status = followed.alert.status if followed else request.status
    envelope = Envelope(
        identifier=services.board.ids.new("alt"),
        sender=services.site.sender,
        sent=services.board.clock.now(),
        status=services.only_status or status,
        message_type=MessageType.ALERT if followed is None else MessageType.UPDATE,
        references=() if followed is None else (reference_to(followed.alert),),
    )
    codes = area_of(followed.alert) if followed else request.codes
    if followed is not None and request.follow_up is FollowUp.CANCEL:
        empty = AlertContent(event={}, texts={}, minutes=0)
        return compose_alert(empty, replace(envelope, message_type=MessageType.CANCEL), codes, services.site)
    return compose_alert(_choose_content(services, request), envelope, codes, services.site)


def _choose_content(services: AlertServices, request: DraftRequest) -> AlertContent:
    """Return the prepared content, or that of own texts, with the minutes that were asked for."""
    prepared = _find_prepared(services, request)
    if prepared is not None:
        content = prepared.content
    else:
        check_texts(request.texts, services.site.languages)
        content = AlertContent(event={}, texts=request.texts, minutes=USUAL_MINUTES, danger=_danger_of(request))
    minutes = content.minutes if request.minutes is None else request.minutes
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidError("alert.minutes", {"minutes": "alert.minutes"})
    return replace(content, minutes=minutes)


def _danger_of(request: DraftRequest) -> Danger:
    if request.follows and request.follow_up is FollowUp.ALL_CLEAR:
        return Danger(response=ResponseType.ALL_CLEAR, urgency=Urgency.PAST, severity=Severity.MINOR)
    return Danger()


def _find_prepared(services: AlertServices, request: DraftRequest) -> Prepared | None:
    """Return the chosen prepared alert; for an all-clear without a choice the event's first one."""
    is_clear = bool(request.follows) and request.follow_up is FollowUp.ALL_CLEAR
    if not request.prepared and not request.texts and is_clear:
        return next((one for one in services.prepared if one.is_all_clear), None)
    if not request.prepared:
        return None
    found = next((one for one in services.prepared if one.id == request.prepared), None)
    if found is None or found.is_all_clear is not is_clear:
        raise InvalidError("alert.unknown_prepared", {"prepared": "alert.unknown_prepared"})
    return found


async def _add_draft(
    services: AlertServices, transaction: Transaction, alert: Alert, *, operator: Staff, is_imported: bool
) -> RegisteredAlert:
    now = services.board.clock.now()
    known = await services.store.list_open(transaction)
    if len(known) >= MOST_OPEN:
        raise RuleError("alert.too_many")
    draft = RegisteredAlert(
        id=services.board.ids.new("alt"),
        alert=alert,
        author_id=operator.id,
        author=operator.name,
        changed_at=now,
        is_imported=is_imported,
    )
    registered = cancel_if_named(draft, known, now)
    if not await services.store.add(transaction, registered):
        raise RuleError("alert.known")
    await transaction.record(make_entry(IMPORTED if is_imported else DRAFTED, registered, operator))
    return registered
