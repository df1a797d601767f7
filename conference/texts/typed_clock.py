"""Reading of a typed time of day, as people write it in each language and on each keyboard."""

import re
from datetime import time

from conference.texts.stream_safe import normalize
from conference.texts.typed_text import western_digits

_LONGEST = 16
_HOUR, _MINUTE = "([01]?[0-9]|2[0-3])", "([0-5][0-9])"
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"{_HOUR} ?(?:[:.,h\u066b\u060c]|giờ|[点點时時]) ?{_MINUTE}(?: ?(?:phút|分))?",
        rf"{_HOUR} ?(?:h|giờ|[点點时時])",
        r"([01]?[0-9]|2[0-3])([0-5][0-9])",
    )
)
"""`9:30`, `9.30` and `9,30` from a numeric keypad, `9h30`, `9 giờ 30`, `9点30分` · `9h` · `930` and `0930`."""


def parse_clock(text: str) -> time | None:
    """Return the time in a text of a 24-hour clock, in the digits and full-width forms of any script; else None."""
    if len(text) > _LONGEST:
        return None
    typed = western_digits(normalize("NFKC", text)).replace("\u2236", ":")
    for form in _FORMS:
        if (clock := form.fullmatch(typed)) is not None:
            hour, *minute = clock.groups()
            return time(int(hour), int(*minute))
    return None
