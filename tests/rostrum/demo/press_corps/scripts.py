"""Scripts of names, by their letters."""

import unicodedata

UNICODE_SCRIPT = {
    "CJK": "Han",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "MYANMAR": "Burmese",
    "ETHIOPIC": "Amharic",
}


def scripts_of(name: str) -> set[str]:
    """The scripts of a name's letters, from their Unicode names."""
    words = {
        unicodedata.name(c).split()[0] for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] == "L"
    }
    return {UNICODE_SCRIPT.get(word, word.title()) for word in words}
