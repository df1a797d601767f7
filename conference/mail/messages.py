"""MIME messages of letters (RFC 5322): plain text, HTML with its images, files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from msgspec import Struct

from conference.mail.addresses import Mailbox, header_name, mailbox_of
from conference.mail.letters import Attachment

_TYPE = re.compile(r"([a-z]+)/([A-Za-z0-9.+-]+)")
_TEXT_ENCODING = "quoted-printable"


@dataclass(frozen=True, slots=True)
class Sender:
    """Sender of letters: address and name of the header From, Reply-To if any, host of Message-ID.

    The addresses are ASCII. `names` has other names by the language of the letter. `bounces` is the address of bounces,
    into which the letter's id is written: `bounce@x.org` gives `bounce+<id>@x.org`. Without it bounces go to `address`,
    and are not recorded. `logo` is added to letters that show it.
    """

    address: str
    name: str
    host: str
    reply_to: str = ""
    bounces: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    logo: Attachment | None = None

    def envelope_address(self, letter_id: str) -> str:
        """Return the sender's address of the envelope of a letter."""
        local_part, at, domain = self.bounces.rpartition("@")
        return f"{local_part}+{letter_id}@{domain}" if at else self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """Letter of the outbox as it is sent."""

    id: str
    kind: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    html: str
    about: str = ""
    encloses: str = ""
    enclosing_text: str = ""
    enclosing_html: str = ""
    attempts: int = 0
    tried_since: datetime | None = None
    files: Sequence[Attachment] = ()


class Message(Struct, frozen=True):
    """Bytes of a message with the addresses of its envelope."""

    sender: str
    recipient: Mailbox
    content: bytes


def compose_message(letter: StoredLetter, sender: Sender, at: datetime) -> Message:
    """Return the message of a letter. The Message-ID is the same at each attempt."""
    recipient = mailbox_of(letter.address)
    policy = (SMTP if recipient.is_ascii else SMTPUTF8).clone(cte_type="7bit")
    message = EmailMessage(policy=policy)
    message["From"] = _header_address(sender.address, sender.names.get(letter.language, sender.name))
    message["To"] = _header_address(str(recipient), letter.name)
    if sender.reply_to:
        message["Reply-To"] = _header_address(sender.reply_to, "")
    message["Subject"] = letter.subject
    message["Date"] = at
    message["Message-ID"] = f"<{letter.id}@{sender.host}>"
    message["Auto-Submitted"] = "auto-generated"
    _put_content(message, letter, sender.logo)
    message["Content-Language"] = letter.language
    return Message(sender.envelope_address(letter.id), recipient, message.as_bytes())


def _header_address(address: str, name: str) -> Address:
    local_part, _, domain = address.rpartition("@")
    return Address(header_name(name), local_part, domain)


def _put_content(message: EmailMessage, letter: StoredLetter, logo: Attachment | None) -> None:
    message.set_content(letter.text, cte=_TEXT_ENCODING)
    shown = [logo] if logo and f"cid:{logo.content_id}" in letter.html else []
    images = [*shown, *(file for file in letter.files if file.content_id)]
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte=_TEXT_ENCODING)
        *_, page = message.iter_parts()
        for image in images:
            page.add_related(
                image.content,
                *_split_type(image),
                cid=f"<{image.content_id}>",
                disposition="inline",
                filename=header_name(image.file_name),
            )
    for file in letter.files:
        if not file.content_id:
            message.add_attachment(file.content, *_split_type(file), filename=header_name(file.file_name))


def _split_type(file: Attachment) -> tuple[str, str]:
    """Return the main type and the subtype of a file's content."""
    found = _TYPE.fullmatch(file.content_type)
    return (found[1], found[2]) if found else ("application", "octet-stream")
