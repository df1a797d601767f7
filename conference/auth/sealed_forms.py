"""Seal a form that was not sent, so that it can wait in a page until its person has signed in again.

Only this site can read or change a sealed form (`conference.auth.seals`). It is divided
into pieces, since a field of a form is limited. Nothing is stored on the server.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from conference.auth.seals import open_seal, seal
from conference.issued_secrets import IssuedSecrets

MAX_BYTES = 64 * 1024
"""Bytes of a form that are kept: a form with more is not kept."""

KEPT_FOR = timedelta(hours=8)
"""How long a sealed form can be opened: a shift."""

_PURPOSE = "unsent form"
_PIECE = 12_000


class UnsentInput(Struct, frozen=True, kw_only=True):
    """The input of a form that was not carried out.

    `staff`: the id of the person to whom it was shown. `target`: the path that it was posted to. `page`: path and query
    of the page that has it. `typed`: its texts by name, without secrets; `written`: names of those written by hand.
    """

    staff: str
    target: str
    page: str
    typed: dict[str, list[str]]
    written: list[str]


class _Sealed(Struct, frozen=True):
    form: UnsentInput
    at: datetime


def seal_form(form: UnsentInput, issued: IssuedSecrets, *, at: datetime) -> list[str]:
    """Return the sealed form in pieces of ASCII; none for a form of more than `MAX_BYTES`."""
    content = msgspec.json.encode(_Sealed(form, at))
    if len(content) > MAX_BYTES:
        return []
    text = seal(issued, _PURPOSE, content)
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]


def open_form(pieces: Sequence[str], issued: IssuedSecrets, *, now: datetime) -> UnsentInput | None:
    """Return the form of the pieces; None if this site did not seal it, or longer than `KEPT_FOR` ago."""
    content = open_seal(issued, _PURPOSE, "".join(pieces))
    if content is None:
        return None
    opened = msgspec.json.decode(content, type=_Sealed)
    return opened.form if now < opened.at + KEPT_FOR else None
