"""Queries of the outbox for its pages and for pages of what letters are about."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, or_, select

from conference.mail.letters import Attachment
from conference.mail.queue import list_files
from conference.mail.states import PROBLEM_STATES, LetterState
from conference.mail.tables import letters
from conference.texts.email_addresses import with_stored_addresses
from conference.texts.folding import search_terms
from conference.transactions import Transaction


class OutboxSearch(Struct, frozen=True, kw_only=True):
    """Filter of letters: words of name and address, what they are about, their state. Empty values filter nothing."""

    words: str = ""
    about: str = ""
    state: LetterState | None = None


class LetterRow(Struct, frozen=True, kw_only=True):
    """Letter as lists show it. `has_text`: its text was not deleted."""

    id: str
    kind: str
    about: str
    state: LetterState
    address: str
    name: str
    language: str
    subject: str
    confidential: bool
    encloses: str
    has_text: bool
    created_at: datetime
    due_at: datetime
    attempts: int
    ended_at: datetime | None
    reason: str
    answer: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """Letter with its text, HTML and files."""

    row: LetterRow
    text: str
    html: str
    files: Sequence[Attachment]
    enclosing_text: str = ""
    enclosing_html: str = ""

    def with_enclosure(self, files: Sequence[Attachment]) -> "LetterView":
        """Return the letter as it is sent with the files that it encloses."""
        return replace(self, text=self.enclosing_text, html=self.enclosing_html, files=(*self.files, *files))


_COLUMNS = (
    *(letters.c.id, letters.c.kind, letters.c.about, letters.c.state, letters.c.address, letters.c.name),
    *(letters.c.language, letters.c.subject, letters.c.confidential, letters.c.created_at, letters.c.due_at),
    letters.c.encloses,
    *(letters.c.attempts, letters.c.ended_at, letters.c.reason, letters.c.answer),
    (letters.c.text != "").label("has_text"),
)
_IS_RESENDABLE = and_(letters.c.state.in_([state.value for state in PROBLEM_STATES]), letters.c.text != "")
_TEXTS = (letters.c.text, letters.c.html, letters.c.enclosing_text, letters.c.enclosing_html)
_IS_PRINTABLE = and_(letters.c.state == LetterState.WAITING.value, letters.c.confidential.is_(False))


async def list_letters(
    transaction: Transaction, search: OutboxSearch, *, limit: int, offset: int
) -> tuple[Sequence[LetterRow], int]:
    """Return a page of the letters that match a search, newest first, and the number of all of them."""
    conditions = _search_conditions(search)
    page = select(*_COLUMNS).where(*conditions).order_by(letters.c.id.desc()).limit(limit).offset(offset)
    total = await transaction.connection.scalar(select(func.count()).select_from(letters).where(*conditions))
    return [_read_row(row) for row in await transaction.connection.execute(page)], int(total or 0)


async def find_letter(transaction: Transaction, letter_id: str) -> LetterView | None:
    """Return a letter, None for an unknown id."""
    wanted = select(*_COLUMNS, *_TEXTS).where(letters.c.id == letter_id)
    row = (await transaction.connection.execute(wanted)).first()
    if row is None:
        return None
    files = await list_files(transaction, [letter_id])
    return _read_view(row, files[letter_id])


async def list_printable(transaction: Transaction, now: datetime, *, limit: int) -> Sequence[LetterView]:
    """Return letters that are due and may be printed, those first that have been due for longest."""
    wanted = select(*_COLUMNS, *_TEXTS).where(_IS_PRINTABLE, letters.c.due_at <= now)
    rows = await transaction.connection.execute(wanted.order_by(letters.c.due_at, letters.c.id).limit(limit))
    return [_read_view(row, ()) for row in rows]


async def list_resendable(transaction: Transaction, letter_ids: Collection[str]) -> Sequence[str]:
    """Return those of these letters that may not have arrived and have a text, so that they can be sent again."""
    wanted = select(letters.c.id).where(letters.c.id.in_(letter_ids), _IS_RESENDABLE).order_by(letters.c.id)
    return list(await transaction.connection.scalars(wanted))


async def list_state(transaction: Transaction, state: LetterState, *, limit: int) -> Sequence[str]:
    """Return letters of a state that can be sent again, those first that have been due for longest."""
    wanted = select(letters.c.id).where(letters.c.state == state.value, _IS_RESENDABLE)
    return list(await transaction.connection.scalars(wanted.order_by(letters.c.due_at, letters.c.id).limit(limit)))


async def find_problems(transaction: Transaction, about_ids: Collection[str]) -> Mapping[str, Sequence[LetterRow]]:
    """Return what the letters are about → letters that may not have arrived, newest first."""
    states = [state.value for state in PROBLEM_STATES]
    wanted = select(*_COLUMNS).where(letters.c.about.in_(about_ids), letters.c.state.in_(states))
    found = defaultdict[str, list[LetterRow]](list)
    for row in await transaction.connection.execute(wanted.order_by(letters.c.id.desc())):
        found[row.about].append(_read_row(row))
    return found


def _search_conditions(search: OutboxSearch) -> list[ColumnElement[bool]]:
    conditions = list[ColumnElement[bool]]()
    if search.about:
        conditions.append(letters.c.about == search.about)
    if search.state is not None:
        conditions.append(letters.c.state == search.state.value)
    words = search.words.strip()
    if words:
        terms = search_terms(with_stored_addresses(words))
        in_names = and_(True, *(or_(*(_contains(word) for word in term)) for term in terms))
        conditions.append(or_(in_names, letters.c.about == words, letters.c.id == words))
    return conditions


def _contains(word: str) -> ColumnElement[bool]:
    return letters.c.search_words.contains(word, autoescape=True)


def _read_view(row: Any, files: Sequence[Attachment]) -> LetterView:
    return LetterView(_read_row(row), row.text, row.html, files, row.enclosing_text, row.enclosing_html)


def _read_row(row: Any) -> LetterRow:
    values = {name: getattr(row, name) for name in LetterRow.__struct_fields__}
    return LetterRow(**values | {"state": LetterState(row.state), "has_text": bool(row.has_text)})
