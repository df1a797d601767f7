"""Prepare typed text for print: remove invisible characters, and choose how to set the text.

Applicants may type any text. On a badge a text keeps every letter and mark of its script, and loses what has no
ink and can only mislead: control characters, bidirectional overrides and isolates, soft hyphens, tags. The joiners
U+200C and U+200D stay: Persian, Sinhala and Indic spelling needs them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from msgspec import Struct

from conference.fonts.families import FAMILIES, LATIN, SCRIPT_FACES
from conference.texts.stream_safe import compose, normalize

JOINERS = "\u200c\u200d"
MAX_MARKS = 8
"""Combining marks on one letter: Burmese stacks six; more would cover the photo."""

MAX_OVERLAID = 3
"""Of these, marks that belong to no script (U+0300…): Vietnamese and Lithuanian need two."""

MAX_WORD = 20
"""Letters of one word above which a line may break inside it, should nothing else make it fit."""

_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_LONG_WORD = re.compile(rf"[^\s\-‐–]{{{MAX_WORD + 1},}}")
_VIRAMA = 9  # the canonical combining class of signs that join a letter to the next
_EAST_ASIAN = {"Hani": "", "Hira": "JP", "Kana": "JP", "Hang": "KR", "Bopo": "TC"}  # a script only one form writes
_UNSPACED = frozenset({"Thai", "Laoo", "Khmr", "Mymr", *_EAST_ASIAN})
_CHARSETS = (("SC", "gb2312"), ("TC", "big5"), ("JP", "shift_jis"), ("SC", "gbk"))
_LEVEL = (0.78, 0.25)  # how far a line of Latin, Cyrillic, Greek, Armenian, Georgian or Ethiopic rises and falls
_HAN_LINE = (0.88, 0.12)
_PILED = (1.4, 0.6)
_LINES = dict.fromkeys(_EAST_ASIAN, _HAN_LINE) | {
    "Arab": (0.92, 0.46), "Beng": (0.92, 0.36), "Deva": (0.92, 0.42), "Gujr": (0.92, 0.42), "Guru": (0.92, 0.36),
    "Hebr": (0.78, 0.28), "Khmr": (0.95, 0.6), "Knda": (0.9, 0.5), "Laoo": (1.12, 0.34), "Mlym": (0.9, 0.4),
    "Mymr": (1.02, 0.58), "Orya": (0.92, 0.46), "Sinh": (0.97, 0.4), "Taml": (0.9, 0.38), "Telu": (0.92, 0.5),
    "Thai": (1.06, 0.46),
}  # fmt: skip
_ABOVE = 230  # the canonical combining class of marks above a letter
_FLAT = frozenset("acegimnopqrsuvwxyzıавгежзийклмнопстухцчшщъыьэюяαγεηικμνοπρςστυχω")
_SHARED = frozenset({"Zyyy", "Zinh", "Zzzz"})
_LANGUAGES = {
    "Arab": "ar", "Armn": "hy", "Beng": "bn", "Cyrl": "ru", "Deva": "hi", "Ethi": "am", "Geor": "ka", "Grek": "el",
    "Gujr": "gu", "Guru": "pa", "Hebr": "he", "Khmr": "km", "Knda": "kn", "Laoo": "lo", "Mlym": "ml", "Mymr": "my",
    "Orya": "or", "Sinh": "si", "Taml": "ta", "Telu": "te", "Thai": "th",
}  # fmt: skip
_HAN_PLACES = {"TW": "TC", "HK": "HK", "MO": "HK", "JP": "JP", "KR": "KR", "KP": "KR", "CN": "SC", "SG": "SC"}
_FORMS = {"SC": ("zh", "CN"), "TC": ("zh", "TW"), "HK": ("zh", "HK"), "JP": ("ja", "JP"), "KR": ("ko", "KR")}


class SetText(Struct, frozen=True):
    """A text and how to set it: its language and region (for forms of letters), direction, faces in order.

    `broken` is the text with places to break inside its long words; empty when it has none. `rise` and
    `fall` are how far its line reaches above and below the baseline, in units of its size. `spaced`: lines break at
    spaces only.
    """

    text: str
    broken: str
    language: str
    region: str
    direction: str
    rise: float
    fall: float
    spaced: bool
    families: tuple[str, ...]


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return the text composed, on one line, without invisible characters. May be empty."""
    inked = "".join(letter for letter in compose(text) if letter.isspace() or _has_ink(letter))
    words = ("".join(map(_limit_marks, clusters(word))) for word in inked.split())
    return " ".join(word for word in words if word.strip(JOINERS))


def clusters(text: str) -> Iterator[str]:
    """Split the text before every letter: a letter with its marks, joiners and variation selectors stays whole."""
    cluster = ""
    for letter in text:
        if cluster and not _continues_cluster(letter):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


@lru_cache(maxsize=4096)
def set_text(text: str, country: str = "") -> SetText:
    """Decide how to set a printable text; `country` (ISO 3166) decides between the Han forms of one character."""
    code = main_script(text)
    if code in _EAST_ASIAN:
        form = _han_form(text, code, country)
        language, region = _FORMS[form]
        family = f"Noto Sans CJK {form}"
    else:
        language, region = _LANGUAGES.get(code, "en"), ""
        family = SCRIPT_FACES.get(code, LATIN)
    rise, fall = _line_extent(text, code)
    return SetText(
        text=text,
        broken=_break_long_words(text),
        language=language,
        region=region,
        direction=_direction_of(code),
        rise=rise,
        fall=fall,
        spaced=code not in _UNSPACED,
        families=_font_families(family),
    )


def _script_of(letter: str) -> str:
    from fontTools.unicodedata import script  # noqa: PLC0415 - tables that a server needs only once it draws

    return str(script(letter))


def _direction_of(code: str) -> str:
    """Return `ltr` or `rtl` for a script."""
    from fontTools.unicodedata import script_horizontal_direction  # noqa: PLC0415 - as `_script_of`

    return str(script_horizontal_direction(code, "LTR")).lower()


def main_script(text: str) -> str:
    """Return the ISO 15924 code of the script of most letters; `Latn` when there is none. Kana decides before Han."""
    counts = Counter(code for letter in text if (code := _script_of(letter)) not in _SHARED)
    for kana in ("Hira", "Kana"):
        if counts[kana]:
            return kana
    return counts.most_common(1)[0][0] if counts else "Latn"


def _han_form(text: str, code: str, country: str) -> str:
    """Return the `CJK` form: by the script, the country, else by the first national character set that has it all."""
    if _EAST_ASIAN.get(code):
        return _EAST_ASIAN[code]
    if country in _HAN_PLACES:
        return _HAN_PLACES[country]
    return next((form for form, charset in _CHARSETS if _is_encodable(text, charset)), "SC")


def _is_encodable(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _font_families(first: str) -> tuple[str, ...]:
    """List all families, the given one before the others and Latin next."""
    return tuple(dict.fromkeys((first, LATIN, *FAMILIES)))


def _line_extent(text: str, code: str) -> tuple[float, float]:
    """Return rise and fall of a line that contain its stacked signs, by script and by the marks on it."""
    rise, fall = _LINES.get(code, _LEVEL)
    for letter in text:
        if code == "Arab" and unicodedata.combining(letter):
            return 1.28, 0.5
        if code not in _LINES and unicodedata.combining(letter):
            return _PILED
        parts = normalize("NFD", letter)
        above = sum(unicodedata.combining(mark) == _ABOVE for mark in parts[1:])
        if above and code not in _LINES:
            rise = max(rise, (0.54 if parts[0] in _FLAT else 0.76) + 0.16 * above)
    return rise, fall


def _break_long_words(text: str) -> str:
    broken = _LONG_WORD.sub(lambda word: "".join(_with_breaks(word[0])).rstrip("\u200b"), text)
    return "" if broken == text else broken


def _with_breaks(word: str) -> Iterator[str]:
    for cluster in clusters(word):
        yield cluster
        last = cluster[-1]
        if last != "\u200d" and unicodedata.combining(last) != _VIRAMA:
            yield "\u200b"


def _has_ink(letter: str) -> bool:
    """Return whether a character is drawn or shapes other characters."""
    if letter in JOINERS or letter in _VISIBLE_FORMATS:
        return True
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}


def _continues_cluster(letter: str) -> bool:
    return letter in JOINERS or "\U0001f3fb" <= letter <= "\U0001f3ff" or unicodedata.category(letter).startswith("M")


def _limit_marks(cluster: str) -> str:
    """Limit the marks of a letter to the space on a badge; returns an empty text for marks without a letter."""
    if unicodedata.category(cluster[0]).startswith("M"):
        return ""
    kept, marks, overlaid = cluster[0], 0, 0
    for letter in cluster[1:]:
        is_mark = unicodedata.category(letter).startswith("M")
        marks += is_mark
        overlaid += is_mark and _script_of(letter) == "Zinh"
        if marks <= MAX_MARKS and overlaid <= MAX_OVERLAID:
            kept += letter
    return kept
