"""Write the font files that browsers get, and their style sheets: `python -m conference.fonts.browser_fonts`."""

import sys
from pathlib import Path

from conference.fonts.families import CJK
from conference.fonts.font_subsets import (
    HEAVIEST,
    LIGHTEST,
    Face,
    committed_faces,
    punctuation_of_chinese,
    sliced_faces,
    unicode_range,
)
from conference.fonts.subset_font import cut
from conference.resources import event_folder, locales_folder

STATIC = Path(__file__).parents[1] / "static"
DATA = Path(__file__).parents[1] / "texts" / "data"
HEADER = "/* Written by `make fonts` (python -m conference.fonts.browser_fonts); the tests fail when it is stale. */\n"


def used_characters() -> frozenset[int]:
    """Every character of the catalogues, the events' texts and the country names."""
    events = event_folder("hanoi-2025").parent
    files = [
        *locales_folder().rglob("*.po"),
        *events.glob("*/*.toml"),
        *events.glob("*/programme/*.toml"),
        *DATA.rglob("*.csv"),
    ]
    return frozenset(ord(c) for path in files for c in path.read_text(encoding="utf-8") if c.isprintable())


def _rule(family: str, url: str, kind: str, points: frozenset[int]) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {LIGHTEST} {HEAVIEST}; font-display: swap; '
        f'src: url("{url}") format("{kind}"); unicode-range: {unicode_range(points)}; }}\n'
    )


def style_of_committed(faces: list[Face]) -> str:
    """`fonts.css`: the languages of the interface."""
    shared = punctuation_of_chinese()
    rules = [
        _rule(
            "Noto Sans",
            f"fonts/{face.name}.woff2",
            "woff2",
            face.characters - (shared if face.source in CJK else frozenset()),
        )
        for face in faces
    ]
    chinese = _rule("Noto Sans SC", "fonts/han.woff2", "woff2", shared)
    return HEADER + "".join(rules) + chinese


def style_of_slices() -> str:
    """`scripts.css`: every other script, and all of Han. It stands before `fonts.css`, whose rules then win.

    It is served at `/static/{build}/conference/static/`, so that its way to `/fonts/` holds below any path.
    """
    faces = sliced_faces().values()
    return HEADER + "".join(
        _rule("Noto Sans", f"../../../../fonts/{face.name}.woff", "woff", _span(face)) for face in faces
    )


def _span(face: Face) -> frozenset[int]:
    """What a slice is declared for: of Han everything from its first to its last character, to keep the sheet short."""
    if face.source not in CJK:
        return face.characters
    return frozenset(range(min(face.characters), max(face.characters) + 1))


def write_all() -> None:
    """Cut the committed faces and write both style sheets."""
    faces = committed_faces(used_characters())
    (STATIC / "fonts").mkdir(exist_ok=True)
    for face in faces:
        target = STATIC / "fonts" / f"{face.name}.woff2"
        cut(face.source, face.characters, target, narrow=True)
        sys.stdout.write(f"{target.name}: {len(face.characters)} characters, {target.stat().st_size // 1024} KiB\n")
    (STATIC / "fonts.css").write_text(style_of_committed(faces), encoding="utf-8")
    (STATIC / "scripts.css").write_text(style_of_slices(), encoding="utf-8")


if __name__ == "__main__":
    write_all()
