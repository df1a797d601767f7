"""Find characters that no bundled font can draw, before printing, so that no badge has an empty box."""

from collections.abc import Iterable
from functools import lru_cache

from conference.fonts.families import coverage
from conference.typesetting.text import JOINERS, clusters, printable

_STAND_INS = frozenset({0xFFFC, 0xFFFD})  # drawable, but they replace a lost character


def missing_glyphs(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return text → its parts that no bundled font has: characters, or a letter with marks not in one font together.

    Texts that can be drawn are left out. Checks the text as it would be printed (`printable`).
    """
    found = {text: _missing_clusters(text) for text in texts}
    return {text: missing for text, missing in found.items() if missing}


def _missing_clusters(text: str) -> list[str]:
    return list(dict.fromkeys(cluster for cluster in clusters(printable(text)) if not _is_drawable(cluster)))


@lru_cache(maxsize=65_536)
def _is_drawable(cluster: str) -> bool:
    needed = {ord(letter) for letter in cluster if letter not in JOINERS and not _is_variation_selector(letter)}
    return not needed & _STAND_INS and any(needed <= drawn for drawn in coverage().values())


def _is_variation_selector(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
