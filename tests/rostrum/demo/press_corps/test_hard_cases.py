"""The press corps: people and outlets with names that are hard to write or to tell apart."""

import unicodedata
from collections import Counter

import pytest

from rostrum.demo.press_corps import CorpsApplication, Outcome, PressCorps
from tests.rostrum.demo.press_corps.scripts import scripts_of


def case(corps: PressCorps, name: str) -> list[CorpsApplication]:
    found = [person for person in corps.applications if person.case == name]
    assert found, name
    return found


def test_two_people_of_one_name_work_for_one_outlet(corps: PressCorps) -> None:
    one, other = case(corps, "same_name_in_one_outlet")
    assert (one.native_name, one.outlet_ids) == (other.native_name, other.outlet_ids)
    assert one.email != other.email


def test_one_name_stands_in_two_scripts(corps: PressCorps) -> None:
    scripts = {person.script: person for person in case(corps, "same_name_in_another_script")}
    assert set(scripts) == {"Cyrillic", "Latin"}
    assert len({(person.family_name, person.given_name) for person in scripts.values()}) == 1


def test_one_word_name_has_no_family_name(corps: PressCorps) -> None:
    (person,) = case(corps, "one_word_name")
    assert (person.native_name.split(), person.family_name) == (["Wulandari"], "")


@pytest.mark.parametrize("name", ["long_spanish_name", "long_arabic_name"])
def test_long_names_have_more_than_forty_characters(corps: PressCorps, name: str) -> None:
    (person,) = case(corps, name)
    assert len(person.native_name) > 40


def test_name_of_120_characters_is_the_longest_that_is_kept(corps: PressCorps) -> None:
    (person,) = case(corps, "name_of_120_characters")
    assert len(person.native_name) == 120


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("apostrophe", "'"),
        ("hyphen", "-"),
        ("von_der", " von der "),
        ("bin", " bin "),
        ("zwnj", "\u200c"),
        ("zwj", "\u200d"),
        ("dotted_and_dotless_i", "İ"),
        ("dotted_and_dotless_i", "ı"),
        ("eszett", "ß"),
        ("arabic_marks", "\u064e"),
        ("markup", "<b>"),
        ("braces_and_percent", "{name} %s"),
        ("formula", "=cmd()"),
        ("right_to_left_override", "\u202e"),
    ],
)
def test_hard_names_have_their_difficult_features(corps: PressCorps, name: str, part: str) -> None:
    (person,) = case(corps, name)
    assert part in person.native_name


def test_combining_vietnamese_is_decomposed_and_matches_its_twin(corps: PressCorps) -> None:
    (combining,) = case(corps, "vietnamese_combining")
    assert unicodedata.normalize("NFC", combining.native_name) != combining.native_name
    (twin,) = case(corps, "duplicate_typed_decomposed")
    (original,) = case(corps, "vietnamese_precomposed")
    assert twin.native_name != original.native_name
    assert unicodedata.normalize("NFC", twin.native_name) == original.native_name
    assert corps.applications.index(twin) > corps.applications.index(original)


def test_right_to_left_name_works_for_a_latin_outlet(corps: PressCorps) -> None:
    (person,) = case(corps, "rtl_name_latin_outlet")
    assert unicodedata.bidirectional(person.native_name[0]) == "AL"
    assert scripts_of(corps.outlet(person.outlet_ids[0]).name) == {"Latin"}


def test_outlet_name_may_have_sixty_characters_and_more(corps: PressCorps) -> None:
    assert [outlet.name for outlet in corps.outlets if len(outlet.name) > 60] == [
        "Tạp chí Nghiên cứu và Phổ biến Kiến thức An toàn Không gian mạng Đồi Thông"
    ]


def test_freelancers_have_no_outlet(corps: PressCorps) -> None:
    freelancers = [person for person in corps.approved if person.is_freelance]
    assert [person.case for person in freelancers] == ["freelance"] * 3
    assert {person.country for person in freelancers} == {"VN", "KE", "PE"}


def test_one_person_works_for_two_outlets(corps: PressCorps) -> None:
    (person,) = [person for person in corps.applications if len(person.outlet_ids) == 2]
    assert person.case == "two_outlets"
    assert len(set(person.outlet_ids)) == 2


def test_badge_is_reissued_after_loss(corps: PressCorps) -> None:
    assert all(person.reissued == "lost" for person in case(corps, "reissued_lost"))


def test_application_in_review_has_one_approval(corps: PressCorps) -> None:
    waiting = [person.approved_by for person in corps.applications if person.outcome is Outcome.IN_REVIEW]
    assert Counter(waiting) == {"accreditation": 3, "security": 2}
