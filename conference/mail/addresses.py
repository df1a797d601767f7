"""Addresses and header texts of letters: nothing in them can add a header, a recipient or a command."""

import unicodedata

from msgspec import Struct

from conference.errors import InvalidError
from conference.texts.catalogues import key_family
from conference.texts.email_addresses import read_email

MAX_NAME = 120
"""Characters of a recipient's name in the header To."""

ERRORS = key_family("error.", ("mail.address", "mail.subject"))

_BREAKS = ("Cc", "Zl", "Zp")
"""Categories of control characters and of separators of lines and paragraphs."""


class Mailbox(Struct, frozen=True):
    """Address as mail servers take it. Its domain is ASCII; `is_ascii` is whether the name before it is too."""

    local_part: str
    domain: str

    @property
    def is_ascii(self) -> bool:
        return self.local_part.isascii()

    def __str__(self) -> str:
        return f"{self.local_part}@{self.domain}"


def check_address(address: str) -> str:
    """Return an address in the form in which it is stored.

    Raises InvalidError `mail.address` for an incomplete one, and for one with quotes, comments or control characters.
    """
    found = read_email(address)
    if found is None:
        raise InvalidError("mail.address")
    return found


def check_subject(subject: str) -> str:
    """Return a subject. Raises InvalidError `mail.subject` for a control character or a line break."""
    if any(unicodedata.category(character) in _BREAKS for character in subject):
        raise InvalidError("mail.subject")
    return subject


def header_name(name: str) -> str:
    """Return a person's name for a header: in one line, without control characters, at most MAX_NAME characters."""
    plain = "".join(" " if unicodedata.category(character) in _BREAKS else character for character in name[:MAX_NAME])
    return " ".join(plain.split())


def mailbox_of(address: str) -> Mailbox:
    """Return a stored address as mail servers take it: with the domain in ASCII (IDNA 2008)."""
    from email_validator import validate_email  # noqa: PLC0415 - only the worker needs it

    found = validate_email(address, check_deliverability=False)
    return Mailbox(found.local_part, found.ascii_domain)
