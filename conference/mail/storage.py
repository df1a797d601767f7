"""Outbox of letters in the database."""

from typing import Any

from msgspec import Struct
from sqlalchemy import insert

from conference.clock import Clock
from conference.ids import Ids
from conference.mail.addresses import check_address, check_subject, header_name
from conference.mail.letters import Attachment, Letter
from conference.mail.states import LetterState
from conference.mail.tables import letter_files, letters
from conference.storage.inserts import insert_into
from conference.texts.folding import searchable
from conference.transactions import Transaction


class LetterDue(Struct, frozen=True):
    """A letter waits to be sent: it was added, or an officer sends it again."""

    letter_id: str


class SqlOutbox:
    """`conference.mail.letters.Outbox` on SQLite and PostgreSQL."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids

    async def add(self, transaction: Transaction, letter: Letter) -> str | None:
        """Add a letter in the caller's transaction (see `Outbox.add`); return its id, None if it was added before."""
        letter_id, connection = self._ids.new("ltr"), transaction.connection
        new = insert_into(letters, connection.dialect.name).values(self._row_values(letter_id, letter))
        added = await connection.execute(new.on_conflict_do_nothing(index_elements=[letters.c.kind, letters.c.once]))
        if added.rowcount == 0:
            return None
        files = [_file_values(letter_id, position, file) for position, file in enumerate(letter.attachments)]
        if files:
            await connection.execute(insert(letter_files), files)
        transaction.emit(LetterDue(letter_id))
        return letter_id

    def _row_values(self, letter_id: str, letter: Letter) -> dict[str, Any]:
        now, address = self._clock.now(), check_address(letter.address)
        name = header_name(letter.name)
        return {
            "id": letter_id,
            "kind": letter.kind,
            "about": letter.about,
            "once": letter.once,
            "state": LetterState.WAITING.value,
            "address": address,
            "name": name,
            "language": letter.language,
            "subject": check_subject(letter.subject),
            "text": letter.text,
            "html": letter.html,
            "encloses": letter.encloses,
            "enclosing_text": letter.enclosing_text,
            "enclosing_html": letter.enclosing_html,
            "confidential": letter.confidential,
            "created_at": now,
            "due_at": letter.not_before or now,
            "search_words": searchable(name, address),
        }


def _file_values(letter_id: str, position: int, file: Attachment) -> dict[str, Any]:
    return {
        "letter_id": letter_id,
        "position": position,
        "file_name": header_name(file.file_name),
        "content_type": file.content_type,
        "content_id": file.content_id,
        "content": file.content,
    }
