"""Letters of texts in plain values."""

from conference.texts.letters import collect_letters


def test_letters_of_all_texts_are_collected() -> None:
    assert collect_letters({"title": {"en": "ab", "ru": "б"}, "rooms": ["c", ("d", 7, None)]}) == set("abбcd")


def test_values_without_texts_have_no_letters() -> None:
    assert collect_letters([{}, (), 1.5, None]) == set()
