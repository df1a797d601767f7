"""Write the font files for browsers and their style sheets: `python -m conference.fonts.browser_fonts`."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from conference.fonts.families import CJK
from conference.fonts.font_subsets import (
    HEAVIEST,
    LIGHTEST,
    Face,
    committed_faces,
    language_name_faces,
    shared_chinese_punctuation,
    sliced_faces,
    unicode_range,
)
from conference.fonts.subset_font import write_font
from conference.languages import LANGUAGES
from conference.resources import event_folder, locales_folder
from conference.texts.catalogues import own_catalogues
from conference.texts.dates import format_date
from conference.texts.letters import collect_letters

STATIC = Path(__file__).parents[1] / "static"
DATA = Path(__file__).parents[1] / "texts" / "data"
OTHER_SUBJECTS = frozenset(
    (
        *("address", "admin", "agency", "agency_desk", "agency_keys", "alert", "annex", "apply", "badges"),
        *("batches", "command", "console", "control", "crew", "crews", "data_requests", "day_badges", "debrief"),
        *("documents", "door", "doors", "draft", "duplicates", "error", "evacuation", "export", "figures"),
        *("import", "layout", "letter", "letters", "link", "outbox", "outlet", "outlets", "own_data", "own_questions"),
        *(
            "pairing",
            "pass",
            "photo",
            "planned",
            "press_questions",
            "privacy",
            "programme",
            "rehearsal",
            "releases",
            "retention",
        ),
        *("role", "room_system", "screens", "script", "setup", "signing", "speakers", "staff", "status", "token"),
        *("totp", "vetting", "watch_list", "webhook"),
    )
)
"""Beginnings of keys of texts that the public pages of the event do not show: of staff, devices and applicants.

`han.woff2` has the characters of all other texts, `han-more.woff2` the rest.
"""

HEADER = "/* Written by `make fonts` (python -m conference.fonts.browser_fonts); the tests fail when it is stale. */\n"


def used_characters() -> frozenset[int]:
    """Return all characters of the catalogues, the events' texts, the country names and written dates."""
    catalogues = (path.read_text(encoding="utf-8") for path in locales_folder().rglob("*.po"))
    return _printed_characters(catalogues) | _event_characters()


def public_characters() -> frozenset[int]:
    """Return the characters of public pages: of their texts, the events, the country names and written dates."""
    catalogues = own_catalogues()
    texts = [
        entry
        for code in LANGUAGES
        for key, entry in catalogues.entries(code).items()
        if key.partition(".")[0] not in OTHER_SUBJECTS
    ]
    return _printed_characters(collect_letters(texts)) | _event_characters()


def _event_characters() -> frozenset[int]:
    events = event_folder("hanoi-2025").parent
    files = [*events.glob("*/*.toml"), *events.glob("*/programme/*.toml"), *DATA.rglob("*.csv")]
    return _printed_characters([*(path.read_text(encoding="utf-8") for path in files), *_written_dates()])


def _printed_characters(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(ord(c) for text in texts for c in text if c.isprintable())


def _written_dates() -> Iterator[str]:
    """Yield dates with every month and every weekday, in all languages."""
    days = [date(2025, month, day) for month in range(1, 13) for day in range(1, 8)]
    return (format_date(code, day, weekday=True) for code in LANGUAGES for day in days)


def _font_face_rule(family: str, url: str, kind: str, points: frozenset[int]) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {LIGHTEST} {HEAVIEST}; font-display: swap; '
        f'src: url("{url}") format("{kind}"); unicode-range: {unicode_range(points)}; }}\n'
    )


def committed_faces_css(faces: Iterable[Face], names: Iterable[Face]) -> str:
    """Return `fonts.css`: `faces` for the languages of the interface, `names` for their names in the switcher."""
    shared = shared_chinese_punctuation()
    rules = [
        _committed_rule("Noto Sans", face, face.characters - (shared if face.source in CJK else frozenset()))
        for face in faces
    ]
    chinese = _font_face_rule("Noto Sans SC", "fonts/han.woff2", "woff2", shared)
    named = [_committed_rule("Language Names", face, face.characters) for face in names]
    return HEADER + "".join((*rules, chinese, *named))


def _committed_rule(family: str, face: Face, points: frozenset[int]) -> str:
    return _font_face_rule(family, f"fonts/{face.name}.woff2", "woff2", points)


def slices_css() -> str:
    """Return `scripts.css`, for all other scripts and all of Han. It is linked before `fonts.css`, which overrides it.

    It is served at `/static/{build}/conference/static/`, so that its relative path to `/fonts/` works with any prefix.
    """
    faces = sliced_faces().values()
    return HEADER + "".join(
        _font_face_rule("Noto Sans", f"../../../../fonts/{face.name}.woff", "woff", _declared_characters(face))
        for face in faces
    )


def _declared_characters(face: Face) -> frozenset[int]:
    """Return the declared range of a slice: for Han from its first to its last character, to keep the sheet short."""
    if face.source not in CJK:
        return face.characters
    return frozenset(range(min(face.characters), max(face.characters) + 1))


def write_all() -> None:
    """Write the committed font files and both style sheets, and delete files that are no longer made."""
    faces, names = committed_faces(used_characters(), public_characters()), language_name_faces()
    folder = STATIC / "fonts"
    folder.mkdir(exist_ok=True)
    for face in (*faces, *names):
        target = folder / f"{face.name}.woff2"
        write_font(face.source, face.characters, target, narrow=True)
        sys.stdout.write(f"{target.name}: {len(face.characters)} characters, {target.stat().st_size // 1024} KiB\n")
    for path in folder.glob("*.woff2"):
        if path.stem not in {face.name for face in (*faces, *names)}:
            path.unlink()
    (STATIC / "fonts.css").write_text(committed_faces_css(faces, names), encoding="utf-8")
    (STATIC / "scripts.css").write_text(slices_css(), encoding="utf-8")


if __name__ == "__main__":
    write_all()
