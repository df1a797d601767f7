"""Letter to one recipient, rendered in the recipient's language, and the port of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conference.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """File of a letter. With a `content_id` it is an image that the HTML shows as `cid:<content_id>`."""

    file_name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Letter ready to be sent: plain text, and HTML without scripts, remote images or style sheets.

    `kind` is `application.received`, `staff.invitation`, …; `about` is the id that the letter is about (an application,
    a staff account), under which officers find it. `once` is unique to what is announced (`<application>:<version>`): a
    second letter of the same kind with the same key is not added. The worker sends it from `not_before` on, at once if
    None. Letters with a secret link are `confidential`: the outbox page shows their text to nobody.
    """

    kind: str
    about: str
    once: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    html: str
    not_before: datetime | None = None
    confidential: bool = False
    attachments: tuple[Attachment, ...] = ()


class Outbox(Protocol):
    """Outbox of letters."""

    async def add(self, transaction: Transaction, letter: Letter) -> str | None:
        """Add a letter in the caller's transaction, to be sent after its commit; return its id.

        Returns None if a letter of this kind with this `once` was added before. Raises InvalidError `mail.address` for
        an address that no mail server takes, and `mail.subject` for a subject with a line break.
        """
        ...
