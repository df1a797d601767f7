"""Checks of texts and fonts: complete catalogues, font files, and a glyph for each letter of the event."""

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
from conference.texts.letters import collect_letters
from rostrum.doctor import Finding, ok, problem
from rostrum.packages import PACKAGES, ROOT
from rostrum.settings import Settings

MAX_LISTED = 8
"""Maximum of letters that are listed; the others are counted."""

FACES = {"ar": SCRIPT_FACES["Arab"], "zh": "Noto Sans CJK SC"}
"""Language → its font family, where it is not the Latin one."""


async def check_catalogues(_settings: Settings) -> Iterable[Finding]:
    """Check that the texts of the interface are complete in all languages."""
    complaints = await asyncio.to_thread(lambda: check(locales_folder(), find_keys(ROOT, PACKAGES)))
    if complaints:
        more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
        said = f"The texts of the interface are not complete: {complaints[0]}{more}."
        return [problem(said, "Install the program again; in a source tree: make check.")]
    return [ok(f"The texts of the interface are complete in {len(LANGUAGES)} languages.")]


def check_letters(event: Event) -> Iterator[Finding]:
    """Check that all font files exist and have a glyph for each letter of the interface and of the event."""
    missing = sorted({str(font_file(family).name) for family in FAMILIES if not font_file(family).exists()})
    if missing:
        said = f"Font files are missing: {', '.join(missing)}."
        yield problem(said, "Install manimgx-fonts and manimgx-fonts-cjk again.")
        return
    yield ok(f"Every face is there: {', '.join(sorted({FACES.get(code, LATIN) for code in LANGUAGES}))}, and others.")
    yield from _check_glyphs("the interface", _interface_letters())
    yield from _check_glyphs(f"the event {event.id}", collect_letters(msgspec.to_builtins(event, enc_hook=str)))


def _check_glyphs(subject: str, letters: set[str]) -> Iterator[Finding]:
    drawn = frozenset[int]().union(*coverage().values())
    missing = sorted(letter for letter in letters if _is_printed(letter) and ord(letter) not in drawn)
    if not missing:
        yield ok(f"Each letter of {subject} has a glyph.")
        return
    listed = ", ".join(f"U+{ord(letter):04X}" for letter in missing[:MAX_LISTED])
    more = f" and {len(missing) - MAX_LISTED} more" if len(missing) > MAX_LISTED else ""
    yield problem(f"No face has a glyph for letters of {subject}: {listed}{more}.", "Write these texts with others.")


def _is_printed(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "Z" and unicodedata.category(letter) not in ("Cc", "Cf")


def _interface_letters() -> set[str]:
    return {letter for code in LANGUAGES for letter in collect_letters(_catalogue_texts(code))}


def _catalogue_texts(code: str) -> object:
    return dict(read_catalogue(catalogue_path(locales_folder(), code), code))
