"""Files that are made when a letter is sent, outside of every transaction, and images of letters on pages."""

import asyncio
import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from conference.mail.letters import Attachment
from conference.mail.messages import StoredLetter

MADE_WITHIN_S = 60.0
"""Seconds in which the files of one letter must be made."""

_CONTENT_ID = re.compile(r"cid:([A-Za-z0-9._@-]+)")

_log = structlog.get_logger(__name__)


class MakeEnclosure(Protocol):
    """Maker of enclosures."""

    async def __call__(self, enclosure: str, about: str, language: str, /) -> Sequence[Attachment]:
        """Return the files of an enclosure, by its name, what the letter is about, and its language.

        The image that the HTML shows has the id `content_id_of(enclosure, about)`. Returns no files if there is nothing
        to enclose any more. Raises any exception if the files cannot be made yet.
        """
        ...


async def no_enclosure(_enclosure: str, _about: str, _language: str, /) -> Sequence[Attachment]:
    """Return no files."""
    return ()


async def add_enclosure(letter: StoredLetter, make: MakeEnclosure, *, is_last: bool) -> StoredLetter | None:
    """Return the letter with the files that it encloses, or as it is without them if there are none.

    Returns None if the files cannot be made, unless this is the last attempt.
    """
    if not letter.encloses:
        return letter
    files = await try_enclosure(make, letter.encloses, letter.about, letter.language)
    if files is None and not is_last:
        return None
    if not files:
        return letter
    return replace(letter, text=letter.enclosing_text, html=letter.enclosing_html, files=(*letter.files, *files))


async def try_enclosure(make: MakeEnclosure, enclosure: str, about: str, language: str) -> Sequence[Attachment] | None:
    """Return the files of an enclosure, none if there is nothing to enclose; None if they cannot be made now."""
    try:
        async with asyncio.timeout(MADE_WITHIN_S):
            return await make(enclosure, about, language)
    except Exception as error:
        _log.warning("mail.not_enclosed", about=about, enclosure=enclosure, error=repr(error))
        return None


def inline_images(html: str, files: Iterable[Attachment]) -> str:
    """Return the HTML with its images as addresses `data:`; that of an image that is missing is empty."""
    images = {file.content_id: data_address(file) for file in files if file.content_id}
    return _CONTENT_ID.sub(lambda found: images.get(found[1], ""), html)


def data_address(file: Attachment) -> str:
    """Return the address `data:` of a file (RFC 2397)."""
    return f"data:{file.content_type};base64,{base64.b64encode(file.content).decode()}"
