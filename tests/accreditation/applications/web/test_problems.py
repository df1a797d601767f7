"""Texts of the problems that the application pages show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accreditation.applications.domain.answers import FIELDS, read_form
from accreditation.applications.web.problems import (
    APPLICATION,
    FORM,
    PHOTO,
    VETTING,
    WARNINGS,
    field_problem,
)
from conference.errors import InvalidError, RuleError, ThrottledError
from conference.texts.typed_text import Problem
from tests.support.application_services import RULES

TYPED = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=150), max_size=len(FIELDS))


@settings(max_examples=60)
@given(TYPED)
def test_every_problem_of_a_typed_form_has_a_text(typed: dict[str, str]) -> None:
    parsed = read_form(typed, RULES.choices)
    assert parsed.errors
    for name, problem in {**parsed.errors, **parsed.warnings}.items():
        assert field_problem(name, problem).key == f"error.{problem.code}"


@pytest.mark.parametrize(
    "problem",
    [
        Problem("text.too_long", {"most": 120}),
        InvalidError("photo.too_large", most=15),
        RuleError("application.correct_not_now", most=1),
        ThrottledError("requests.throttled", retry_after_s=9),
    ],
    ids=lambda problem: problem.code,
)
def test_problem_keeps_field_and_parameters(problem: Problem | InvalidError) -> None:
    shown = field_problem("photo", problem)
    assert (shown.field, shown.key, shown.params) == ("photo", f"error.{problem.code}", dict(problem.params))


def test_undeclared_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        field_problem("photo", Problem("photo.ugly"))


def test_no_code_is_declared_twice() -> None:
    codes = [*FORM, *WARNINGS, *PHOTO, *APPLICATION, *VETTING]
    assert len(set(codes)) == len(codes)
