"""Answers as texts in a language."""

from datetime import date

from accreditation.annexes.domain.answers import Row
from conference.event.model import AnnexQuestion
from conference.languages import pick
from conference.texts.dates import format_date

YES = "annex.yes"
"""Key of the text of a checked box."""


def answer_text(question: AnnexQuestion, row: Row, language: str, yes: str) -> str:
    """Return an answer as text in a language, "" for none; `yes` stands for a checked box."""
    value = row.get(question.id)
    if value is None or value is False:
        return ""
    if value is True:
        return yes
    if question.kind == "choice":
        names = {choice.code: choice.name for choice in question.choices}
        return pick(names[value], language)[0] if value in names else str(value)
    if question.kind == "date":
        return format_date(language, date.fromisoformat(str(value)))
    return str(value)
