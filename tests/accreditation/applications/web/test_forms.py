"""Forms before submission: values to show again, problems, secrets."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.answers import FIELDS, Answers, read_form
from accreditation.applications.web.forms import Draft, SecretForm, draft_of, empty_draft, secret_of
from conference.errors import InvalidError
from conference.texts.typed_text import Problem
from tests.support.application_samples import SECRET, applicant, application
from tests.support.application_services import RULES


@pytest.mark.parametrize("outlet", ["Báo Nhân Dân", None])
def test_draft_of_an_application_reads_as_its_answers(outlet: str | None) -> None:
    draft = draft_of(application(), outlet, secret=SECRET)
    assert set(draft.values) == set(FIELDS) - {"photo"}
    assert read_form(draft.values, RULES.choices).answers == Answers(applicant(), outlet, "reporter", "general")


def test_empty_draft_has_language_and_category_only() -> None:
    draft = empty_draft(SECRET, language="vi", category="pool")
    assert {name: text for name, text in draft.values.items() if text} == {"language": "vi", "category": "pool"}
    assert set(draft.values) == set(FIELDS)
    assert not draft.is_ready


def test_added_problem_is_the_first_and_found_by_its_field() -> None:
    draft = Draft(SECRET, {}).with_problem("email", Problem("email.invalid"))
    draft = draft.with_problem("photo", InvalidError("photo.empty"))
    assert [problem.field for problem in draft.problems] == ["photo", "email"]
    assert draft.problem_at("email") == draft.problems[1]
    assert draft.problem_at("phone") is None
    assert draft.warning_at("email") is None


def test_draft_with_a_problem_or_warning_is_not_ready() -> None:
    draft = draft_of(application(), None, secret=SECRET)
    answers = read_form(draft.values, RULES.choices).answers
    ready = replace(draft, answers=answers)
    assert ready.is_ready
    assert not draft.is_ready
    refused = ready.with_problem("photo", Problem("photo.missing"))
    assert not refused.is_ready
    assert not replace(ready, warnings=refused.problems).is_ready


def test_answers_are_kept_out_of_logs() -> None:
    answers = Answers(applicant(), None, "reporter", "general")
    assert "hoa@example.org" not in repr(Draft(SECRET, {}, answers=answers))


@pytest.mark.parametrize("secret", ["A" * 22, "A" * 64, SECRET, "a-b_C9" * 4])
def test_well_formed_secret_is_accepted(secret: str) -> None:
    assert secret_of(SecretForm(secret=secret)) == secret


@pytest.mark.parametrize("secret", ["", "A" * 21, "A" * 65, "é" * 22, "A" * 22 + "\n", "A" * 11 + "/" * 11])
def test_malformed_secret_is_refused(secret: str) -> None:
    assert secret_of(SecretForm(secret=secret)) is None
