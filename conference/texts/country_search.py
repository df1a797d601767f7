"""The State that a person means by a typed name, in any of the languages and spellings."""

from collections.abc import Callable
from functools import cache

from conference.texts.countries import countries
from conference.texts.folding import fold, without_article


def find_countries(typed: str) -> list[str]:
    """Return the codes of the countries that are meant: by a whole name, else by how it or a word of it begins.

    Case, diacritics and articles make no difference; Congo is Congo, though another State's name begins with it.
    """
    sought = fold(typed)
    if not sought:
        return []
    tries = (_codes_with(matches, sought) for matches in (_is_whole_name, str.startswith, _begins_word))
    return next((found for found in tries if found), [])


@cache
def _folded_names() -> dict[str, frozenset[str]]:
    return {code: frozenset(map(fold, one.name.values())) for code, one in countries().items()}


def _codes_with(matches: Callable[[str, str], bool], sought: str) -> list[str]:
    names_by_code = _folded_names().items()
    return [code for code, names in names_by_code if any(matches(name, sought) for name in names)]


def _is_whole_name(name: str, sought: str) -> bool:
    return name == sought


def _begins_word(name: str, sought: str) -> bool:
    words = name.split()
    rests = (" ".join((without_article(word), *words[at + 1 :])) for at, word in enumerate(words))
    return f" {sought}" in f" {name}" or any(rest.startswith(sought) for rest in rests)
