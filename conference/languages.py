"""Languages of the site: the six of the United Nations, and Vietnamese for the host country."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Text = Mapping[str, str]
"""Text of the event: language code → wording."""


class Language(Struct, frozen=True):
    """Language: code in URLs, own name, tag for browsers and CLDR, direction of writing."""

    code: str
    own_name: str
    tag: str
    direction: Literal["ltr", "rtl"]


_TABLE = (
    Language("ar", "العربية", "ar", "rtl"),
    Language("zh", "中文", "zh-Hans", "ltr"),
    Language("en", "English", "en-GB", "ltr"),
    Language("fr", "Français", "fr", "ltr"),
    Language("ru", "Русский", "ru", "ltr"),
    Language("es", "Español", "es", "ltr"),
    Language("vi", "Tiếng Việt", "vi", "ltr"),
)
_BY_CODE = {language.code: language for language in _TABLE}

LANGUAGES: tuple[str, ...] = tuple(_BY_CODE)
OFFICIAL: tuple[str, ...] = LANGUAGES[:6]
FALLBACK = "en"


def language(code: str) -> Language:
    """Return the language of `code`. Raises KeyError for a code that is not one of LANGUAGES."""
    return _BY_CODE[code]


def negotiate(accept_language: str | None) -> str:
    """Return the code that matches an Accept-Language header best (RFC 9110 §12.5.4), English by default."""
    best, best_weight = FALLBACK, 0.0
    for part in (accept_language or "")[:512].split(","):
        tag, _, parameters = part.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        weight = _parse_weight(parameters)
        if code in _BY_CODE and weight > best_weight:
            best, best_weight = code, weight
    return best


def _parse_weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def pick(text: Text, code: str) -> tuple[str, str]:
    """Return the wording for `code` and its language: `code`, else the first that the text has.

    The texts of an event have its languages in their order, so that all fall back to the same language.

    Raises KeyError for a text without any wording.
    """
    if code in _BY_CODE and (wording := text.get(code)):
        return wording, code
    for candidate in text:
        if candidate in _BY_CODE and text[candidate]:
            return text[candidate], candidate
    raise KeyError("text has no wording")
