"""Folding of names: the shared vectors, which JavaScript checks too, and the text that searches look in."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from conference.texts.folding import (
    MAX_FOLDED,
    MAX_SEARCH_WORDS,
    fold,
    fold_to_key,
    search_terms,
    searchable,
    spell_out,
    to_latin,
    without_article,
)
from tests.support.paths import VECTOR_FOLDER

VECTORS: dict[str, Any] = json.loads((VECTOR_FOLDER / "folding.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("change", "cases"),
    [(fold, "fold"), (to_latin, "latin"), (spell_out, "spelt"), (without_article, "article")],
)
def test_folding_gives_the_words_of_the_vectors(change: Callable[[str], str], cases: str) -> None:
    for text, changed in VECTORS[cases]:
        assert change(text) == changed, text


def is_found(typed: str, words: str) -> bool:
    return all(any(word in words for word in alternatives) for alternatives in search_terms(typed))


@pytest.mark.parametrize("person", VECTORS["people"], ids=lambda person: person["native"])
def test_name_is_found_in_every_spelling(person: dict[str, Any]) -> None:
    words = searchable(person["native"], f"{person['given']} {person['family']}")
    assert [text for text in person["found"] if not is_found(text, words)] == []
    assert [text for text in person["missed"] if is_found(text, words)] == []


def test_spellings_share_a_key_wherever_spaces_are() -> None:
    assert fold_to_key("NBC-News") == fold_to_key("N.B.C. news") == "nbcnews"


def test_fold_separates_words() -> None:
    assert fold("Nguyễn Văn-Đức  hoa@example-org") == "nguyen van duc hoa example org"


def test_folding_of_hostile_texts_is_bounded() -> None:
    assert fold("a" + "\u0301\u0316" * 10_000) == "a"
    assert len(fold("\ufdfa" * 100_000)) <= 18 * MAX_FOLDED
    assert len(search_terms("qz " * 100_000)) == MAX_SEARCH_WORDS


@pytest.mark.parametrize("text", ["", "—", "{}%", "😀", "\u202e"])
def test_text_without_letters_finds_everything(text: str) -> None:
    assert search_terms(text) == []
