"""Database tables of documents, their pictures, unfinished uploads and requests."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

ID = String(48)

documents = Table(
    "documents",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, ForeignKey("applications.id"), nullable=False, index=True),
    Column("kind", ID, nullable=False),
    Column("media", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("handed_in_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime),
)
"""One row for each document that was handed in and not replaced."""

document_pages = Table(
    "document_pages",
    METADATA,
    Column("document_id", ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Pictures of the pages, sealed with the data key of the application."""

document_uploads = Table(
    "document_uploads",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, ForeignKey("applications.id"), nullable=False, index=True),
    Column("kind", ID, nullable=False),
    Column("size", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)
"""One row for each upload that is not handed in yet."""

document_pieces = Table(
    "document_pieces",
    METADATA,
    Column("upload_id", ID, ForeignKey("document_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""The bytes of uploads in pieces as they arrived, each sealed with the data key of the application."""

document_requests = Table(
    "document_requests",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, ForeignKey("applications.id"), nullable=False),
    Column("kind", ID, nullable=False),
    Column("agency", String(20), nullable=False),
    Column("officer", ID, nullable=False),
    Column("message", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Index("ix_document_requests_application", "application_id", "asked_at"),
)
"""Requests of officers that a document is sent again."""
