"""Announcements are compared with the agreed terms."""

import pytest

from broadcast.announcements.domain.terms import Term, TermFlaw, find_term_warnings

HALL = Term(
    code="hall",
    name={
        "en": "Plenary hall",
        "fr": "Salle plénière",
        "ru": "Зал пленарных заседаний",
        "ar": "قاعة الجلسات العامة",
        "zh": "全体会议厅",
        "vi": "Hội trường",
    },
    avoid={"zh": ("大厅",), "en": ("main hall",)},
)
PLENARY = Term(code="plenary", name={"en": "Plenary", "fr": "Plénière", "zh": "全体会议"})
CONVENTION = Term(code="convention", name={"en": "Hanoi Convention", "zh": "《河内公约》"})
TERMS = (HALL, PLENARY, CONVENTION)


def warned(**text: str) -> list[tuple[str, str, str]]:
    found = find_term_warnings(text, TERMS)
    assert all(one.expected for one in found)
    return [(one.language, one.flaw.value, one.found) for one in found]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", "Les portes de la salle plénière ferment."),
        ("ru", "Двери зала пленарных заседаний закрываются."),
        ("ar", "تُغلق أبواب قاعة الجلسات العامة."),
        ("zh", "全体会议厅关门。"),
        ("vi", "Hội trường đóng cửa."),
    ],
)
def test_term_may_be_inflected_in_the_other_language(code: str, words: str) -> None:
    assert warned(en="The doors of the plenary hall close.", **{code: words}) == []


def test_missing_term_is_told_with_the_language_that_has_it() -> None:
    assert warned(en="The plenary hall closes.", fr="La grande salle ferme.", ru="") == [
        ("fr", "missing", "Plenary hall")
    ]


def test_term_within_a_longer_one_is_not_expected_apart() -> None:
    assert warned(en="The plenary hall closes.", zh="会议厅关门。") == [("zh", "missing", "Plenary hall")]
    assert ("zh", "missing", "Plenary") in warned(en="The plenary begins.", zh="开会。")


def test_wording_that_must_not_be_used_is_told() -> None:
    found = find_term_warnings({"zh": "大厅关门。"}, TERMS)
    assert [(one.flaw, one.found, one.expected) for one in found] == [(TermFlaw.AVOIDED, "大厅", "全体会议厅")]
    assert warned(en="The Main Hall closes; mainly hallways.") == [("en", "avoided", "main hall")]


def test_brackets_of_a_title_may_be_left_out() -> None:
    assert warned(en="The Hanoi Convention is open.", zh="河内公约开放签署。") == []
    assert warned() == []
