"""Languages of the site: negotiation with a browser, and the wording of a text."""

import pytest

from conference.languages import LANGUAGES, OFFICIAL, language, negotiate, pick


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("ZH-hant-TW", "zh"),
        ("de, ru;q=0.5, es;q=0.8", "es"),
        ("de, nl", "en"),
        ("ar;q=0", "en"),
        ("ar;q=0, fr;q=0.1", "fr"),
        ("fr;q=0.7, vi;q=0.7", "fr"),
        ("vi ; q=0.9 , fr ; q=0.8", "vi"),
        ("*", "en"),
        ("es;level=1", "es"),
    ],
)
def test_negotiate_takes_the_language_with_the_highest_weight(header: str | None, code: str) -> None:
    assert negotiate(header) == code


@pytest.mark.parametrize("weight", ["many", "", "nan", "1e", "0x1"])
def test_negotiate_ignores_a_language_with_a_malformed_weight(weight: str) -> None:
    assert negotiate(f"ar;q={weight}, fr;q=0.1") == "fr"


@pytest.mark.parametrize("weight", ["7", "inf", "1e99"])
def test_negotiate_limits_a_weight_to_one(weight: str) -> None:
    assert negotiate(f"fr, ar;q={weight}") == "fr"


def test_negotiate_reads_the_start_of_a_long_header_only() -> None:
    assert negotiate("de," * 300 + "fr") == "en"
    assert negotiate("fr," + "ar;q=0.9," * 100_000) == "fr"


def test_language_has_its_tag_and_direction() -> None:
    assert (language("zh").tag, language("zh").direction) == ("zh-Hans", "ltr")
    assert [code for code in LANGUAGES if language(code).direction == "rtl"] == ["ar"]
    with pytest.raises(KeyError):
        language("de")


def test_official_languages_are_those_of_the_un() -> None:
    assert set(OFFICIAL) == {"ar", "zh", "en", "fr", "ru", "es"}
    assert set(LANGUAGES) - set(OFFICIAL) == {"vi"}


def test_pick_prefers_the_language_then_the_first() -> None:
    text = {"en": "Hall", "vi": "Hội trường", "fr": ""}
    assert pick(text, "vi") == ("Hội trường", "vi")
    assert pick(text, "fr") == ("Hall", "en")
    assert pick({"vi": "Hội trường"}, "ar") == ("Hội trường", "vi")


@pytest.mark.parametrize("text", [{}, {"en": ""}, {"de": "Saal"}])
def test_pick_refuses_a_text_without_wording(text: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        pick(text, "en")
