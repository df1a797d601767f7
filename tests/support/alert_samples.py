"""Alerts for tests: a site of one hall, two prepared alerts, and messages in the register."""

from dataclasses import replace
from datetime import timedelta

from broadcast.alerts.domain.areas import Place, PlaceCode, PlaceKind
from broadcast.alerts.domain.cap import Alert, MessageType, Reference, ResponseType, Status
from broadcast.alerts.domain.composing import AlertContent, Danger, Envelope, Prepared, Site, compose_alert
from broadcast.alerts.domain.register import RegisteredAlert
from broadcast.board.domain.alerts import AlertText
from conference.languages import LANGUAGES
from tests.support.board_samples import MORNING, text

HALL = PlaceCode(PlaceKind.ROOM, "hall")
ZONE = PlaceCode(PlaceKind.ZONE, "press")
DOOR = PlaceCode(PlaceKind.DOOR, "north")
SITE = Site(
    sender="rostrum@test",
    name=text("Centre"),
    places={
        HALL: Place(name=text("Great hall"), rooms=("hall",), doors=("main",)),
        ZONE: Place(name=text("Press"), rooms=("studio", "hall"), doors=("north", "main")),
        DOOR: Place(name=text("North door"), doors=("north",)),
    },
)
CONTENT = AlertContent(
    event=text("Evacuation"),
    texts={code: AlertText(headline=f"Leave ({code})", instruction="Go") for code in LANGUAGES},
    minutes=30,
    danger=Danger(response=ResponseType.EVACUATE),
)
OVER = replace(CONTENT, minutes=10, danger=Danger(response=ResponseType.ALL_CLEAR))
PREPARED = (Prepared(id="evacuate", content=CONTENT), Prepared(id="all-clear", content=OVER))


def message(
    identifier: str = "m1",
    *,
    status: Status = Status.ACTUAL,
    kind: MessageType = MessageType.ALERT,
    about: str = "",
    content: AlertContent = CONTENT,
) -> Alert:
    """Return a message that was sent in the morning; `about` is the identifier of the one that it refers to."""
    references = (Reference(SITE.sender, about, MORNING),) if about else ()
    envelope = Envelope(
        identifier=identifier,
        sender=SITE.sender,
        sent=MORNING,
        status=status,
        message_type=kind,
        references=references,
    )
    return compose_alert(content, envelope, (), SITE)


def registered(alert: Alert, **changes: object) -> RegisteredAlert:
    """Return a draft of the first operator."""
    made = RegisteredAlert(
        id=alert.identifier, alert=alert, author_id="staff_1", author="Lan", changed_at=MORNING + timedelta(0)
    )
    return replace(made, **changes)  # type: ignore[arg-type]
