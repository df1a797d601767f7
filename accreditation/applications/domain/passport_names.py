"""Names as in the machine-readable lines of a passport (ICAO Doc 9303-3 §6), and checks for typing errors."""

import unicodedata

from conference.texts.folding import fold
from conference.texts.stream_safe import normalize
from conference.texts.typed_text import Problem

LATIN_LENGTH = 80

_TRANSLITERATIONS = {
    "Æ": "AE", "Œ": "OE", "ẞ": "SS", "ß": "SS", "Þ": "TH", "Ð": "D", "Đ": "D", "Ø": "OE", "Ł": "L", "Ħ": "H",
    "Ŋ": "N", "Ŧ": "T", "ĸ": "Q", "Ĳ": "IJ", "ı": "I", "İ": "I", "Ŀ": "L", "Ə": "E", "Ɓ": "B", "Ɗ": "D",
}  # fmt: skip
"""Letters that do not decompose into a base letter and a mark (ICAO 9303-3, recommended transliterations)."""

_VARIABLE_MARKS = {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA"}
"""Letters that some States transliterate to two letters and others to the base letter."""

_MARK_DROPPING_STATES = frozenset({"TR", "HU", "AZ", "FI", "EE", "ES", "FR", "PT", "BR"})
"""States whose passports omit the mark; for other States the applicant confirms the two-letter form."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´ʻ", "'") | dict.fromkeys("‐‑–—", "-") | {".": " "})

FAMILY_FIRST = frozenset({"VN", "CN", "KR", "KP", "JP", "HU", "KH", "MN"})
"""Countries where the family name is usually written first."""

_FAMILY_NAMES = {
    "VN": "BUI CAO CHAU DANG DAO DINH DO DOAN DUONG HA HO HOANG HUYNH LAI LAM LE LUONG LUU LY MAI NGO NGUYEN "
    "PHAM PHAN PHUNG QUACH TA THAI TO TRAN TRIEU TRINH TRUONG VO VU VUONG",
    "CN": "CAI CAO CHEN CHENG CUI DENG DING DONG DU FAN FANG FENG FU GAO GUO HAN HE HU HUANG JIA JIANG JIN KONG "
    "LI LIANG LIAO LIN LIU LU LUO MA MENG PAN PENG QIAN QIN QIU REN SHEN SHI SONG SUN TAN TANG TIAN WANG WEI WU "
    "XIA XIAO XIE XIONG XU XUE YAN YANG YAO YE YIN YU YUAN ZENG ZHANG ZHAO ZHENG ZHONG ZHOU ZHU ZOU",
    "KR": "AHN BAE BAEK CHO CHOI CHUNG HAN HONG HWANG JANG JEON JEONG JUNG KANG KIM KWON LEE LIM MOON NAM NOH OH "
    "PARK RYU SEO SHIN SON SONG YANG YOO YOON",
}
_COMMON_FAMILY_NAMES = {country: frozenset(names.split()) for country, names in _FAMILY_NAMES.items()}
_COMMON_FAMILY_NAMES["KP"] = _COMMON_FAMILY_NAMES["KR"]


def to_machine_readable(name: str, country: str) -> str:
    """Return a cleaned name in capitals A–Z, spaces, hyphens and apostrophes, as in the country's passports.

    Characters that have no Latin form are left unchanged; `problem_of_latin` reports them.
    """
    text = normalize("NFC", name).translate(_APOSTROPHES)
    folded = "".join(_fold_letter(letter, country) for letter in text)
    return " ".join(folded.split())


def _fold_letter(letter: str, country: str) -> str:
    capital = _TRANSLITERATIONS.get(letter) or letter.upper()
    if capital in _VARIABLE_MARKS and country not in _MARK_DROPPING_STATES:
        return _VARIABLE_MARKS[capital]
    capital = _TRANSLITERATIONS.get(capital, capital)
    base = "".join(c for c in normalize("NFKD", capital) if not unicodedata.combining(c))
    return base.upper() if base.isascii() else capital


def problem_of_latin(folded: str) -> Problem | None:
    """Return why a folded name is not a passport name (other scripts, digits, signs, no letter, length), or None."""
    invalid = [c for c in folded if not ("A" <= c <= "Z" or c in " -'")]
    if invalid:
        return Problem("name.not_latin", {"letters": " ".join(dict.fromkeys(invalid[:12]))})
    if folded and not any(c.isalpha() for c in folded):
        return Problem("name.no_letter")
    if len(folded) > LATIN_LENGTH:
        return Problem("text.too_long", {"most": LATIN_LENGTH, "length": len(folded)})
    return None


def is_folding_uncertain(name: str, country: str) -> bool:
    """Return whether States transliterate a letter of the name differently."""
    return country not in _MARK_DROPPING_STATES and any(c in _VARIABLE_MARKS for c in normalize("NFC", name).upper())


def is_likely_swapped(native_name: str, family: str, given: str, country: str) -> bool:
    """Return whether the folded family and given names are probably in the wrong fields.

    Two signs are used: a native name in Latin letters that matches only the reverse order, and a common
    family name of the country as the only word in the field for given names.
    """
    if not family or not given:
        return False
    common = _COMMON_FAMILY_NAMES.get(country, frozenset())
    if given in common and family.split(maxsplit=1)[0] not in common:
        return True
    native = fold(native_name)
    first, last = (family, given) if country in FAMILY_FIRST else (given, family)
    as_typed, reversed_order = fold(f"{first} {last}"), fold(f"{last} {first}")
    return country in FAMILY_FIRST and native == reversed_order and native != as_typed
