"""Letter to one recipient, what it is rendered from, and the ports of the outbox and of the writer of letters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from conference.transactions import Transaction


class Attachment(Struct, frozen=True, kw_only=True):
    """File of a letter. With a `content_id` it is an image that the HTML shows as `cid:<content_id>`.

    `description` is what the HTML has for readers who do not see the image; it is not stored.
    """

    file_name: str
    content_type: str
    content: bytes
    content_id: str = ""
    description: str = ""


class Enclosure(Struct, frozen=True, kw_only=True):
    """Files that are made when a letter is sent, one of them an image that the HTML shows.

    `name` says which files. `values` are the values of placeholders in a letter that has the files, in the place of
    those of a letter without them.
    """

    name: str
    description: str
    values: Mapping[str, str] = {}


def content_id_of(enclosure: str, about: str) -> str:
    """Return the content id of the image of an enclosure, by its name and what the letter is about."""
    return f"{enclosure}.{about}@letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Letter ready to be sent: plain text, and HTML without scripts, remote images or style sheets.

    `kind` is `application.received`, `staff.invitation`, …; `about` is the id that the letter is about (an application,
    a staff account), under which officers find it. `once` is unique to what is announced (`<application>:<version>`): a
    second letter of the same kind with the same key is not added. The worker sends it from `not_before` on, at once if
    None. Letters with a secret link are `confidential`: the outbox page shows their text to nobody.

    `encloses` is the name of files that are made when the letter is sent (see `Enclosure`); `enclosing_text` and
    `enclosing_html` are sent in the place of `text` and `html` if there are such files then.
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
    encloses: str = ""
    enclosing_text: str = ""
    enclosing_html: str = ""


class Outbox(Protocol):
    """Outbox of letters."""

    async def add(self, transaction: Transaction, letter: Letter) -> str | None:
        """Add a letter in the caller's transaction, to be sent after its commit; return its id.

        Returns None if a letter of this kind with this `once` was added before. Raises InvalidError `mail.address` for
        an address that no mail server takes, and `mail.subject` for a subject with a line break.
        """
        ...


class WaitingLetters(Protocol):
    """Letters of the outbox that wait for their time, `not_before`, and were never tried."""

    async def cancel(self, transaction: Transaction, about: str, kinds: Collection[str]) -> None:
        """Cancel those of some kinds about something."""
        ...

    async def release(self, transaction: Transaction, about: str, kinds: Collection[str]) -> None:
        """Send those of some kinds about something now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRequest:
    """What a letter says, before it is rendered; the fields that `Letter` has too are the same.

    Its texts are those of the event, or else of the catalogues: `letter.<kind>.subject`, `letter.<kind>.body`, and
    `letter.<kind>.button` for the label of `link`, an absolute address. `values` fill their placeholders; `links` has
    the addresses of lines of values that are links themselves, by their text.
    """

    kind: str
    about: str
    once: str
    address: str
    name: str
    language: str
    values: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    not_before: datetime | None = None
    confidential: bool = False
    attachments: tuple[Attachment, ...] = ()
    enclosure: Enclosure | None = None


class LetterWriter(Protocol):
    """Renderer of letters, which adds them to the outbox."""

    async def write(self, transaction: Transaction, request: LetterRequest) -> str | None:
        """Render the letter in its language and add it to the outbox (see `Outbox.add`); return its id."""
        ...
