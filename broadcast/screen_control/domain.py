"""Commands to screens and what becomes of them. Pure."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

ANSWER_WITHIN = timedelta(seconds=10)
"""Time in which a screen answers, and in which a node that has its connection sends it the command."""

TICKET_VALID_FOR = timedelta(seconds=60)
"""Time in which the picture of a command is taken."""

LARGEST_PICTURE = 200 * 1024
"""Maximum size of an uploaded picture in bytes."""


class CommandKind(StrEnum):
    """What a screen is to do."""

    IDENTIFY = "identify"
    RELOAD = "reload"
    TEST_CARD = "test_card"
    PICTURE = "picture"
    NORMAL = "normal"


class CommandOutcome(StrEnum):
    """What has become of a command to one screen."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_CONNECTED = "not_connected"


ANSWERS = {
    "done": CommandOutcome.DONE,
    "refused": CommandOutcome.REFUSED,
    "failed": CommandOutcome.REFUSED,
    "unknown": CommandOutcome.REFUSED,
}
"""Words with which a screen answers, and what they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenCommand:
    """A command to one screen; those of one act have the same `batch`. `answer` is "" until the screen has answered."""

    id: str
    batch: str
    screen: str
    kind: CommandKind
    asked_at: datetime
    asked_by: str
    sent_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None


class ScreenAnswer(Struct, frozen=True):
    """What a screen says of a command: one of ANSWERS, or something else."""

    screen: str
    command_id: str
    word: str


class ScreenPicture(Struct, frozen=True, kw_only=True):
    """A picture that a screen has drawn of its page: JPEG, and when it was taken."""

    screen: str
    taken_at: datetime
    image: bytes


def outcome_of(command: ScreenCommand, now: datetime) -> CommandOutcome:
    """Return what has become of a command by now."""
    if command.answer:
        return CommandOutcome(command.answer)
    if now - command.asked_at < ANSWER_WITHIN:
        return CommandOutcome.WAITING
    return CommandOutcome.NO_ANSWER if command.sent_at else CommandOutcome.NOT_CONNECTED


def make_ticket(key: bytes, command_id: str) -> str:
    """Return the ticket with which a screen hands in the picture of a command; all nodes compute the same."""
    return hmac.digest(key, command_id.encode(), hashlib.sha256).hex()


def is_ticket(key: bytes, command_id: str, ticket: str) -> bool:
    """Return whether this is the ticket of a command."""
    return hmac.compare_digest(make_ticket(key, command_id).encode(), ticket.encode())


def takes_picture(command: ScreenCommand, now: datetime) -> bool:
    """Return whether the picture of this command may be handed in now: once, and soon."""
    return command.kind is CommandKind.PICTURE and not command.answer and now - command.asked_at < TICKET_VALID_FOR
