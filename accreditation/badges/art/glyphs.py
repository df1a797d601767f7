"""Which characters no bundled face can draw: asked before printing, so that no badge has an empty box."""

from collections.abc import Iterable
from functools import lru_cache

from accreditation.badges.art.text import JOINERS, clusters, printable
from conference.fonts.families import coverage

_STAND_INS = frozenset({0xFFFC, 0xFFFD})  # drawn, but they say that the character itself was lost


def missing_glyphs(texts: Iterable[str]) -> dict[str, list[str]]:
    """Text → what of it no bundled face has: characters, or a letter with marks that no single face has together.

    Texts that can be drawn are left out. Looks at the text as it would be printed (`printable`).
    """
    found = {text: _missing(text) for text in texts}
    return {text: missing for text, missing in found.items() if missing}


def _missing(text: str) -> list[str]:
    return list(dict.fromkeys(cluster for cluster in clusters(printable(text)) if not _drawn(cluster)))


@lru_cache(maxsize=65_536)
def _drawn(cluster: str) -> bool:
    needed = {ord(letter) for letter in cluster if letter not in JOINERS and not _selects_variant(letter)}
    return not needed & _STAND_INS and any(needed <= drawn for drawn in coverage().values())


def _selects_variant(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
