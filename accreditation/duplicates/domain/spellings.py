"""Spellings of one name: Latin letters for other scripts, and keys that its usual transliterations share. Pure."""

import re
from functools import lru_cache

from conference.texts.folding import fold, to_latin

_ARABIC = str.maketrans({
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d",
    "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh",
    "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ؤ": "w", "ئ": "y",
    "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g",
})  # fmt: skip
"""Consonants of Arabic and Persian, which are written without short vowels."""

_ARTICLES = frozenset({"al", "el", "ul"})
_ATTACHED_ARTICLE = re.compile(r"^(?:al|el)(?=[^aeiou\W]\w{3})")
_SERVANT_OF = re.compile(r"^abd(?:[aeu][lrsdn])?(?=\w{4}|$)")
"""Abd of a composed name, with the article: written in one word, or apart from the word after it."""

_SAME_SOUNDS = (
    ("shch", "6"), ("tsch", "7"), ("tch", "7"), ("sch", "6"), ("sh", "6"), ("ch", "7"), ("cz", "7"), ("zh", "j"),
    ("dzh", "j"), ("dj", "j"), ("dz", "j"), ("gh", "g"), ("kh", "h"), ("dh", "d"), ("th", "t"), ("ph", "f"),
    ("ts", "c"), ("tz", "c"), ("x", "ks"), ("ck", "k"), ("q", "k"), ("j", "g"), ("w", "v"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("ea", "i"),
)  # fmt: skip
"""Letters of transliterations and what they are compared as; the digits stand for sh and ch."""

_ROUNDED_VOWEL = re.compile(r"^([ln])(?:yu|ue|v)(?=e?$|$)")
"""How ü is written in passports of China: LYU, LUE or LV for lü."""

_SHORT_WORD = 4
"""Letters of a word that is compared with its vowels: without them, short names of one language would be equal."""

_VOWELS = str.maketrans("", "", "aeiouy")
_LIKE_VOWELS = str.maketrans({"y": "i", "e": "i", "o": "u"})
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def latin_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name in Latin letters, without Arabic articles; Han and Hangul stay as they are.

    >>> latin_words("محمد القاسم"), latin_words("Щёкин")
    (('mhmd', 'qasm'), ('shchekin',))
    """
    folded = to_latin(fold(name)).translate(_ARABIC)
    words = " ".join(_SERVANT_OF.sub("abd ", word) for word in folded.split()).split()
    shortened = [_ATTACHED_ARTICLE.sub("", word) for word in words if word not in _ARTICLES]
    return tuple(word for word in shortened if word) or tuple(words)


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """Return a key that the usual transliterations of a word share: its consonants, or a short word with its vowels.

    >>> sound_key("mohammed"), sound_key("muhamad"), sound_key("aleksandr"), sound_key("alexander")
    ('mhmd', 'mhmd', 'alksndr', 'alksndr')
    """
    word = _spell_sounds(word)
    if len(word) <= _SHORT_WORD or not word.isascii():
        return word.translate(_LIKE_VOWELS)
    return _skeleton_of(word)


@lru_cache(maxsize=65536)
def consonants(word: str) -> str:
    """Return the consonants of a word, also of a short one, after its first letter.

    >>> consonants("petr"), consonants("pyotr")
    ('ptr', 'ptr')
    """
    return _skeleton_of(_spell_sounds(word))


def _spell_sounds(word: str) -> str:
    word = _ROUNDED_VOWEL.sub(r"\1u", word)
    for letters, sound in _SAME_SOUNDS:
        word = word.replace(letters, sound)
    return _REPEATED.sub(r"\1", word)


def _skeleton_of(word: str) -> str:
    after = _REPEATED.sub(r"\1", word[1:].translate(_VOWELS))
    return word[:1].translate(_LIKE_VOWELS) + (after.removesuffix("h") or after)


def sound_keys(name: str) -> tuple[str, ...]:
    """Return the sound keys of a name's words, each once, in alphabetical order."""
    return tuple(sorted({sound_key(word) for word in latin_words(name)}))


def is_latin(name: str) -> bool:
    """Return whether a name is written in Latin letters without marks, so that it says no more than a passport."""
    return name.isascii()
