"""Delivery status notifications (RFC 3464): what another mail server says of a letter that ours had accepted."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from msgspec import Struct
from sqlalchemy import update

from conference.mail.outcomes import MAX_ANSWER, Reason
from conference.mail.states import LetterState
from conference.mail.tables import letters
from conference.transactions import Transaction

MAX_BYTES = 1 << 20
"""Bytes of a notification that are read."""

_LETTER = r"(ltr_[0-9a-z]{26})"
_IN_ADDRESS = re.compile(rf"\+{_LETTER}@", re.IGNORECASE)
_IN_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<" + _LETTER.encode() + rb"@", re.IGNORECASE | re.MULTILINE)
_RECIPIENT_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
_REASONS = {"failed": Reason.BOUNCED, "delayed": Reason.DELAYED}


class BounceError(ValueError):
    """Not a notification about a letter; the message is a sentence."""


class Bounce(Struct, frozen=True):
    """What a notification says of a letter: `bounced` or `delayed`, and the words of the mail server."""

    letter_id: str
    reason: Reason
    answer: str


def read_bounce(content: bytes, recipient: str = "") -> Bounce:
    """Read a notification that was sent to `recipient`, by default that of its headers. Raises BounceError."""
    try:
        message = message_from_bytes(content[:MAX_BYTES])
        fields = next(_status_fields(message), None)
        addresses = [recipient, *(str(message.get(name, "")) for name in _RECIPIENT_HEADERS)]
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise BounceError("the message cannot be read") from error
    if fields is None:
        raise BounceError("the message is no delivery status notification")
    letter_id = _find_letter(addresses, content)
    reason = _REASONS.get(_plain_field(fields, "Action").lower())
    if reason is None:
        raise BounceError(f"nothing is recorded for the action {_plain_field(fields, 'Action')[:40]!r}")
    answer = f"{_plain_field(fields, 'Status')} {_plain_field(fields, 'Diagnostic-Code')}".strip()
    return Bounce(letter_id, reason, answer[:MAX_ANSWER])


async def record_bounce(transaction: Transaction, bounce: Bounce, now: datetime) -> bool:
    """Record a notification on its letter; False if there is no such letter, or if it was not sent.

    A letter that is just being sent is held no more, so that its worker does not overwrite the notification.
    """
    sent = [LetterState.SENT.value, LetterState.UNCLEAR.value, LetterState.BOUNCED.value]
    values: dict[str, object] = {"reason": bounce.reason.value, "answer": bounce.answer}
    if bounce.reason is Reason.BOUNCED:
        sent.append(LetterState.SENDING.value)
        values |= {"state": LetterState.BOUNCED.value, "ended_at": now, "holder": None, "held_until": None}
    change = update(letters).where(letters.c.id == bounce.letter_id, letters.c.state.in_(sent)).values(values)
    return (await transaction.connection.execute(change)).rowcount == 1


def _status_fields(message: Message) -> Iterator[Message]:
    """Yield the fields of each recipient in the parts `message/delivery-status`."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            yield from (block for block in blocks if isinstance(block, Message) and "Action" in block)


def _find_letter(addresses: list[str], content: bytes) -> str:
    """Return the id of the letter from the address of bounces, or from the headers of the returned letter."""
    for address in addresses:
        found = _IN_ADDRESS.search(address)
        if found:
            return found[1].lower()
    returned = _IN_MESSAGE_ID.findall(content[:MAX_BYTES])
    if not returned:
        raise BounceError("the message names no letter of this site")
    return str(returned[-1].decode("ascii")).lower()


def _plain_field(fields: Message, name: str) -> str:
    """Return a field in one line of printable characters."""
    text = " ".join(str(fields.get(name, "")).split())
    return "".join(character for character in text if character.isprintable())
