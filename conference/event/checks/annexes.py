"""Rules of follow-up forms: few questions, choices with answers, inventories in languages of the event."""

from __future__ import annotations

from collections.abc import Iterator

from conference.event.documents import Finding
from conference.event.drafts import Draft, Placed
from conference.event.errors import Problem
from conference.event.model import Annex, AnnexQuestion

MOST_QUESTIONS = 12
"""Questions of a form: the columns that its table and its inventory can show."""


def find_annex_faults(draft: Draft) -> Iterator[Finding]:
    """Find the follow-up forms and questions that violate a rule."""
    questions = draft.of("annex_questions", AnnexQuestion)
    for annex in draft.of("annexes", Annex):
        yield from _check_annex(annex, draft, [one for one in questions if one.entry.annex == annex.entry.code])
    for question in questions:
        yield from _check_question(question)


def _check_annex(annex: Placed[Annex], draft: Draft, questions: list[Placed[AnnexQuestion]]) -> Iterator[Finding]:
    if len(questions) > MOST_QUESTIONS:
        yield annex.finding(Problem(f"more than {MOST_QUESTIONS} questions", "annex_full", str(MOST_QUESTIONS)))
    languages = (draft.header.languages if draft.header else ()) or annex.entry.sheet_languages
    for number, code in enumerate(annex.entry.sheet_languages):
        if code not in languages:
            problem = Problem(f"{code} is not a language of the event", "unknown", code)
            yield annex.finding(problem, "sheet_languages", number)


def _check_question(question: Placed[AnnexQuestion]) -> Iterator[Finding]:
    entry = question.entry
    if entry.kind == "choice" and len(entry.choices) < 2:
        yield question.finding(Problem("a choice needs two answers", "choice_empty"), "choices")
    if entry.kind != "choice" and entry.choices:
        yield question.finding(Problem("only a choice has choices", "not_choice"), "choices")
    codes = [choice.code for choice in entry.choices]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield question.finding(Problem("used twice", "twice"), "choices", number, "code")
    if entry.kind != "number" and entry.most is not None:
        yield question.finding(Problem("only a number has a maximum", "not_number"), "most")
