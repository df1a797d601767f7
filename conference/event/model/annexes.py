"""Follow-up forms, which accredited journalists fill in: equipment, frequencies, vehicles, working positions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from conference.event.model.fields import AnswerLimit, Code, Entry, LanguageCode, RowCount
from conference.languages import Text

QuestionKind = Literal["line", "note", "number", "date", "choice", "check"]


class Choice(Entry, frozen=True, kw_only=True):
    """One of the answers to a question of the kind `choice`."""

    code: Code
    name: Text


class Annex(Entry, frozen=True, kw_only=True):
    """Follow-up form. It opens with the approval, closes at `closes_at`, and the answers are approved by an agency.

    The agency is that of security if `by_security`, else the one that vets the press.

    It has at most `most_rows` rows, one for each item, and every question is asked once a row. Only badges of
    `categories` have it, all if none is named. A form with `sheet_languages` has an inventory as PDF in them.
    """

    code: Code
    name: Text
    hint: Text
    closes_at: datetime
    by_security: bool = False
    most_rows: RowCount = 1
    categories: tuple[Code, ...] = ()
    sheet_languages: tuple[LanguageCode, ...] = ()


class AnnexQuestion(Entry, frozen=True, kw_only=True):
    """Question of a follow-up form (`annex`). `most` is the maximum of a number; `choices` are those of a choice."""

    id: Code
    annex: Code
    name: Text
    kind: QuestionKind = "line"
    required: bool = True
    most: AnswerLimit | None = None
    choices: tuple[Choice, ...] = ()
