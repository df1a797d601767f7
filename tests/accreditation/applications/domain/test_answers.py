"""The form: answers or errors, field by field, and nothing that was typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.applications.domain.answers import FIELDS, Choices, read_form
from accreditation.applications.domain.applications import Applicant
from conference.texts.typed_text import problem_of

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


def errors_of(**changes: str) -> dict[str, str]:
    return {name: problem.code for name, problem in read_form({**TYPED, **changes}, CHOICES).errors.items()}


def test_complete_form_gives_answers() -> None:
    reading = read_form(TYPED, CHOICES)
    assert (reading.errors, reading.warnings) == ({}, {})
    assert reading.answers is not None
    assert reading.answers.applicant == Applicant(
        "Nguyễn Thị Hoa", "NGUYEN", "THI HOA", "hoa@example.org", "+84912345678", "VN", "vi"
    )
    assert (reading.answers.outlet, reading.answers.function, reading.answers.category) == (
        "Báo Nhân Dân", "reporter", "general",
    )  # fmt: skip


def test_empty_form_names_every_field_that_is_needed() -> None:
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
def test_what_does_not_fit_is_told_at_its_field(changes: dict[str, str], errors: dict[str, str]) -> None:
    assert errors_of(**changes) == errors


@pytest.mark.parametrize(
    ("family", "given"), [("Suharto", ""), ("", "Suharto")], ids=["only family name", "only given name"]
)
def test_one_word_name_is_taken(family: str, given: str) -> None:
    reading = read_form({**TYPED, "family_name": family, "given_name": given}, CHOICES)
    assert reading.answers is not None
    assert reading.answers.applicant.latin_name == "SUHARTO"


def test_freelancer_has_no_outlet() -> None:
    reading = read_form({**TYPED, "outlet": "", "freelance": "yes"}, CHOICES)
    assert reading.answers is not None
    assert reading.answers.outlet is None


def test_telephone_number_in_arabic_digits_is_read() -> None:
    reading = read_form({**TYPED, "phone": "+٢٠ ١٠٠ ١٢٣ ٤٥٦٧"}, CHOICES)
    assert reading.answers is not None
    assert reading.answers.applicant.phone == "+201001234567"


def test_swapped_and_uncertain_names_are_warned_about_but_taken() -> None:
    swapped = read_form({**TYPED, "family_name": "Thi Hoa", "given_name": "Nguyen"}, CHOICES)
    assert {name: problem.code for name, problem in swapped.warnings.items()} == {"family_name": "name.swapped"}
    assert swapped.answers is not None
    german = read_form({**TYPED, "family_name": "Müller", "given_name": "Jörg", "country": "DE"}, CHOICES)
    assert {name: problem.params["name"] for name, problem in german.warnings.items()} == {
        "family_name": "MUELLER", "given_name": "JOERG",
    }  # fmt: skip


def test_strange_names_are_kept_to_the_letter() -> None:
    for name in ("{x}", "%s%n", "<b>An</b>", "O'Neil", "=cmd()A", "a" * 120):
        reading = read_form({**TYPED, "native_name": name}, CHOICES)
        assert reading.answers is not None
        assert reading.answers.applicant.native_name == name


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=200)))
def test_any_text_is_read_and_can_be_shown_again_and_kept_if_accepted(typed: dict[str, str]) -> None:
    reading = read_form(typed, CHOICES)
    for text in reading.values.values():
        text.encode("utf-8")
        assert "\x00" not in text
    if reading.answers is not None:
        applicant = reading.answers.applicant
        assert problem_of(applicant.native_name) is None
        assert applicant.latin_name.isascii()
    assert (reading.answers is None) is bool(reading.errors)
