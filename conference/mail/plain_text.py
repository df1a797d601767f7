"""Plain text of letters: lines of a fixed width, also of scripts without spaces, with isolates closed in each. Pure.

A line break ends every directional isolate (UAX 9), so that one that goes on in the next line is opened again there.
"""

import re
import unicodedata

from conference.texts.isolates import FIRST_STRONG, LEFT_TO_RIGHT, POP_ISOLATE

LINE_WIDTH = 72
"""Columns of a line; a wide character has two."""

RIGHT_TO_LEFT_MARK = "\u200f"
_OPENERS = FIRST_STRONG + LEFT_TO_RIGHT + "\u2067"
_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
_BEFORE = f"（《〈「『【〔“‘{_OPENERS}"
_AFTER = f"），。、；：！？》〉」』】〕”’…{POP_ISOLATE}"
_TOKEN = re.compile(f" +|[{_BEFORE}]*[{_WIDE}][{_AFTER}]*|[^ {_WIDE}]+[{_AFTER}]*")
"""Spaces, one wide character with the signs that stay with it, or a run of other characters."""


def wrap_line(line: str, width: int = LINE_WIDTH) -> list[str]:
    """Return a line as lines of at most `width` columns; a longer word has a line of its own."""
    lines, current, columns, gap = [], "", 0, ""
    for token in _TOKEN.findall(line.strip()):
        if token.isspace():
            gap = token
            continue
        size = _count_columns(token)
        if current and columns + len(gap) + size > width:
            lines.append(current)
            current, columns, gap = "", 0, ""
        current += gap + token
        columns += len(gap) + size
        gap = ""
    return _close_isolates([*lines, current])


def _count_columns(text: str) -> int:
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _close_isolates(lines: list[str]) -> list[str]:
    """Return the lines with each isolate closed at the end of a line and opened again in the next one."""
    closed, open_isolates = [], ""
    for line in lines:
        whole = open_isolates + line
        open_isolates = ""
        for character in whole:
            if character in _OPENERS:
                open_isolates += character
            elif character == POP_ISOLATE:
                open_isolates = open_isolates[:-1]
        closed.append(whole + POP_ISOLATE * len(open_isolates))
    return closed
