"""Validation of the form: answers or an error at each field, and typed values preserved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.applications.domain.answers import FIELDS, Choices, read_form, read_names
from accreditation.applications.domain.applications import Applicant
from conference.errors import InvalidError
from conference.texts.typed_text import problem_of
from tests.support.application_samples import applicant

CHOICES = Choices(
    frozenset({"VN", "LA", "DE", "EG"}),
    frozenset({"reporter", "photographer"}),
    frozenset({"general", "pool"}),
    frozenset({"ar", "vi", "en"}),
)
TYPED = {
    "native_name": "  Nguyễn Thị Hoa ",
    "family_name": "nguyễn",
    "given_name": "Thị Hoa",
    "country": "vn",
    "outlet": "Báo Nhân Dân",
    "function": "reporter",
    "category": "general",
    "email": "hoa@example.org",
    "phone": "+84 (912) 345-678",
    "language": "vi",
    "consent": "yes",
}


def error_codes(**changes: str) -> dict[str, str]:
    return {name: problem.code for name, problem in read_form({**TYPED, **changes}, CHOICES).errors.items()}


def test_complete_form_has_answers() -> None:
    parsed = read_form(TYPED, CHOICES)
    assert (parsed.errors, parsed.warnings) == ({}, {})
    assert parsed.answers is not None
    assert parsed.answers.applicant == Applicant(
        "Nguyễn Thị Hoa", "NGUYEN", "THI HOA", "hoa@example.org", "+84912345678", "VN", "vi"
    )
    assert (parsed.answers.outlet, parsed.answers.function, parsed.answers.category) == (
        "Báo Nhân Dân", "reporter", "general",
    )  # fmt: skip


def test_empty_form_has_an_error_at_each_required_field() -> None:
    errors = {name: problem.code for name, problem in read_form({}, CHOICES).errors.items()}
    assert errors == {
        "native_name": "name.missing",
        "family_name": "name.latin_missing",
        "country": "choice.missing",
        "outlet": "outlet.missing",
        "function": "choice.missing",
        "category": "choice.missing",
        "email": "email.invalid",
        "phone": "phone.invalid",
        "language": "choice.missing",
        "consent": "consent.missing",
    }


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"native_name": "a" * 121}, {"native_name": "text.too_long"}),
        ({"native_name": "An\x00na"}, {"native_name": "text.control"}),
        ({"native_name": "\ufffd\ufffd"}, {"native_name": "text.encoding"}),
        ({"native_name": "123"}, {"native_name": "name.no_letter"}),
        ({"family_name": "Нгуен"}, {"family_name": "name.not_latin"}),
        ({"given_name": "花"}, {"given_name": "name.not_latin"}),
        ({"country": "XX"}, {"country": "choice.missing"}),
        ({"outlet": "—"}, {"outlet": "name.no_letter"}),
        ({"email": "hoa@"}, {"email": "email.invalid"}),
        ({"email": "hoa@localhost"}, {"email": "email.invalid"}),
        ({"email": "a b@example.org"}, {"email": "email.invalid"}),
        ({"email": f"{'a' * 60}@{'b.' * 40}com"}, {"email": "text.too_long"}),
        ({"phone": "12"}, {"phone": "phone.invalid"}),
        ({"phone": "+84 abc"}, {"phone": "phone.invalid"}),
        ({"category": "vip"}, {"category": "choice.missing"}),
        ({"consent": ""}, {"consent": "consent.missing"}),
    ],
)
def test_invalid_value_is_an_error_at_its_field(changes: dict[str, str], errors: dict[str, str]) -> None:
    assert error_codes(**changes) == errors


@pytest.mark.parametrize(
    ("family", "given"), [("Suharto", ""), ("", "Suharto")], ids=["only family name", "only given name"]
)
def test_one_word_name_is_accepted(family: str, given: str) -> None:
    parsed = read_form({**TYPED, "family_name": family, "given_name": given}, CHOICES)
    assert parsed.answers is not None
    assert parsed.answers.applicant.latin_name == "SUHARTO"


def test_freelancer_has_no_outlet() -> None:
    parsed = read_form({**TYPED, "outlet": "", "freelance": "yes"}, CHOICES)
    assert parsed.answers is not None
    assert parsed.answers.outlet is None


def test_phone_number_in_arabic_digits_is_converted() -> None:
    parsed = read_form({**TYPED, "phone": "+٢٠ ١٠٠ ١٢٣ ٤٥٦٧"}, CHOICES)
    assert parsed.answers is not None
    assert parsed.answers.applicant.phone == "+201001234567"


def test_contact_is_stored_in_one_form() -> None:
    parsed = read_form({**TYPED, "email": "Hoa@xn--efvy88h.XN--FIQS8S", "phone": "0912 345 678 ext. 12"}, CHOICES)
    assert parsed.answers is not None
    assert parsed.answers.applicant.email == "Hoa@新闻.中国"
    assert parsed.answers.applicant.phone == "+84912345678 ext. 12"


def test_phone_without_country_code_is_refused_with_an_example() -> None:
    error = read_form({**TYPED, "country": "DE", "phone": "0912345678 99999999"}, CHOICES).errors["phone"]
    assert (error.code, error.params) == ("phone.invalid", {"example": "+49 1512 3456789"})


def test_swapped_and_uncertain_names_are_warnings() -> None:
    swapped = read_form({**TYPED, "family_name": "Thi Hoa", "given_name": "Nguyen"}, CHOICES)
    assert {name: problem.code for name, problem in swapped.warnings.items()} == {"family_name": "name.swapped"}
    assert swapped.answers is not None
    german = read_form({**TYPED, "family_name": "Müller", "given_name": "Jörg", "country": "DE"}, CHOICES)
    assert {name: problem.params["name"] for name, problem in german.warnings.items()} == {
        "family_name": "MUELLER", "given_name": "JOERG",
    }  # fmt: skip


def test_special_characters_in_answers_are_preserved() -> None:
    for name in ("{x}", "%s%n", "<b>An</b>", "O'Neil", "=cmd()A", "a" * 120):
        parsed = read_form({**TYPED, "native_name": name}, CHOICES)
        assert parsed.answers is not None
        assert parsed.answers.applicant.native_name == name


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=200)))
def test_any_text_gives_encodable_values_and_valid_answers(typed: dict[str, str]) -> None:
    parsed = read_form(typed, CHOICES)
    for text in parsed.values.values():
        text.encode("utf-8")
        assert "\x00" not in text
    if parsed.answers is not None:
        applicant = parsed.answers.applicant
        assert problem_of(applicant.native_name) is None
        assert applicant.latin_name.isascii()
    assert (parsed.answers is None) is bool(parsed.errors)


def test_names_of_a_correction_follow_the_rules_of_the_form() -> None:
    named = read_names(
        {"native_name": " Jörg  Müller ", "family_name": "Müller", "given_name": ""}, applicant(country="DE"), CHOICES
    )
    assert named == applicant(native_name="Jörg Müller", family_name="MUELLER", given_name="", country="DE")
    with pytest.raises(InvalidError) as caught:
        read_names({"native_name": "", "family_name": "王", "given_name": ""}, applicant(), CHOICES)
    assert set(caught.value.fields) == {"native_name", "family_name"}
