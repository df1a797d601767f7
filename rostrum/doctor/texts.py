"""Texts and letters: catalogues complete, faces present, and a glyph for each letter of the event."""

import asyncio
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec

from conference.event import Event
from conference.fonts.families import FAMILIES, LATIN, SCRIPT_FACES, coverage, font_file
from conference.languages import LANGUAGES
from conference.resources import locales_folder
from conference.texts.catalogue_check import check
from conference.texts.catalogue_keys import find_keys
from conference.texts.catalogues import catalogue_path, read_catalogue
from rostrum.doctor import Finding, ok, problem
from rostrum.packages import PACKAGES, ROOT
from rostrum.settings import Settings

TOLD = 8
"""Letters or complaints told; the rest are counted."""

FACES = {"ar": SCRIPT_FACES["Arab"], "zh": "Noto Sans CJK SC"}
"""The face a language is written in, where it is not the Latin one."""


async def check_catalogues(_settings: Settings) -> Iterable[Finding]:
    """Whether the interface speaks all its languages."""
    complaints = await asyncio.to_thread(lambda: check(locales_folder(), find_keys(ROOT, PACKAGES)))
    if complaints:
        more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
        said = f"The texts of the interface are not complete: {complaints[0]}{more}."
        return [problem(said, "Install the program again; in a source tree: make check.")]
    return [ok(f"The texts of the interface are complete in {len(LANGUAGES)} languages.")]


def check_letters(event: Event) -> Iterator[Finding]:
    """Whether every face is there, and has a glyph for each letter of the interface and of the event."""
    absent = sorted({str(font_file(family).name) for family in FAMILIES if not font_file(family).exists()})
    if absent:
        said = f"Font files are missing: {', '.join(absent)}."
        yield problem(said, "Install manimgx-fonts and manimgx-fonts-cjk again.")
        return
    yield ok(f"Every face is there: {', '.join(sorted({FACES.get(code, LATIN) for code in LANGUAGES}))}, and others.")
    yield from _undrawn("the interface", _interface_letters())
    yield from _undrawn(f"the event {event.id}", _letters(msgspec.to_builtins(event, enc_hook=str)))


def _undrawn(whose: str, letters: set[str]) -> Iterator[Finding]:
    drawn = frozenset[int]().union(*coverage().values())
    missing = sorted(letter for letter in letters if _is_printed(letter) and ord(letter) not in drawn)
    if not missing:
        yield ok(f"Each letter of {whose} has a glyph.")
        return
    named = ", ".join(f"U+{ord(letter):04X}" for letter in missing[:TOLD])
    more = f" and {len(missing) - TOLD} more" if len(missing) > TOLD else ""
    yield problem(f"No face has a glyph for letters of {whose}: {named}{more}.", "Write these texts with others.")


def _is_printed(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "Z" and unicodedata.category(letter) not in ("Cc", "Cf")


def _interface_letters() -> set[str]:
    return {letter for code in LANGUAGES for letter in _letters(_catalogue(code))}


def _catalogue(code: str) -> object:
    return dict(read_catalogue(catalogue_path(locales_folder(), code), code))


def _letters(value: object) -> set[str]:
    """The letters of every text in a tree of plain values."""
    if isinstance(value, str):
        return set(value)
    if isinstance(value, dict):
        return set().union(*(_letters(inner) for inner in value.values())) if value else set()
    if isinstance(value, list | tuple):
        return set().union(*(_letters(inner) for inner in value)) if value else set()
    return set()
