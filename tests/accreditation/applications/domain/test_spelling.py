"""Other spellings of one name, and names of other persons."""

import pytest

from accreditation.applications.domain.spelling import is_same_name
from tests.support.application_samples import applicant


@pytest.mark.parametrize(
    "changes",
    [
        {"native_name": "Nguyễn Thị Hòa"},
        {"given_name": "THI HOAI"},
        {"family_name": "GNUYEN", "given_name": "THI HOA"},
        {"family_name": "THI HOA", "given_name": "NGUYEN"},
        {"family_name": "NGUYEN THI", "given_name": "HOA"},
        {"given_name": "HOA"},
        {"native_name": "Nguyễn Thị Hoa Mai", "given_name": "THI HOA MAI"},
        {"native_name": "Nguyen Thi Hoa"},
    ],
)
def test_spelling_order_and_middle_names_keep_the_name(changes: dict[str, str]) -> None:
    assert is_same_name(applicant(), applicant(**changes))
    assert is_same_name(applicant(**changes), applicant())


def test_native_name_may_become_the_latin_one() -> None:
    wei = applicant(native_name="王伟", family_name="WANG", given_name="WEI")
    assert is_same_name(wei, applicant(native_name="Wang Wei", family_name="WANG", given_name="WEI"))
    assert not is_same_name(wei, applicant(native_name="Li Na", family_name="WANG", given_name="WEI"))


@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": "VAN LONG"},
        {"family_name": "TRAN"},
        {"family_name": "", "given_name": "HOA"},
        {"native_name": "Trần Văn Long"},
        {"native_name": "阮氏花"},
    ],
)
def test_other_words_are_the_name_of_another_person(changes: dict[str, str]) -> None:
    assert not is_same_name(applicant(), applicant(**changes))


def test_short_names_differ_by_one_letter_at_most() -> None:
    wei = applicant(native_name="王伟", family_name="WANG", given_name="WEI")
    assert is_same_name(wei, applicant(native_name="王玮", family_name="WANG", given_name="WEI"))
    assert not is_same_name(wei, applicant(native_name="王芳", family_name="WANG", given_name="FANG"))
