"""Database tables of letters."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

letters = Table(
    "letters",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("kind", String(80), nullable=False),
    Column("about", String(80), nullable=False),
    Column("once", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("address", String(320), nullable=False),
    Column("name", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("encloses", String(40), nullable=False, server_default=""),
    Column("enclosing_text", Text, nullable=False, server_default=""),
    Column("enclosing_html", Text, nullable=False, server_default=""),
    Column("confidential", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tried_since", UtcDateTime),
    Column("holder", String(40)),
    Column("held_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("search_words", Text, nullable=False),
    UniqueConstraint("kind", "once", name="uq_letters_kind_once"),
    Index("ix_letters_state", "state", "due_at", "id"),
    Index("ix_letters_about", "about", "id"),
)
"""One row for each letter.

It is sent from `due_at` on by the process that holds it (`holder` until `held_until`). `tried_since` is the time of the
first attempt, `ended_at` that of the final state. `reason` is the code of the latest result,
`answer` the words of the mail server.
`encloses` names files that are made when the letter is sent; the `enclosing_` columns are its text with them.
"""

letter_files = Table(
    "letter_files",
    METADATA,
    Column("letter_id", String(40), ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("file_name", Text, nullable=False),
    Column("content_type", String(120), nullable=False),
    Column("content_id", String(120), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Attachments and images of letters, in the order of the letter."""
