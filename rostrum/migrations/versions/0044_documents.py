"""Documents of applications: sealed pictures of their pages, uploads in pieces, requests of officers."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "documents",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("media", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("handed_in_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32)),
    )
    op.create_index("ix_documents_application_id", "documents", ["application_id"])
    op.create_table(
        "document_pages",
        sa.Column("document_id", sa.String(48), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    _add_uploads()
    op.create_table(
        "document_requests",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("agency", sa.String(20), nullable=False),
        sa.Column("officer", sa.String(48), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("answered_at", sa.String(32)),
    )
    op.create_index("ix_document_requests_application", "document_requests", ["application_id", "asked_at"])


def _add_uploads() -> None:
    op.create_table(
        "document_uploads",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_document_uploads_application_id", "document_uploads", ["application_id"])
    op.create_index("ix_document_uploads_expires_at", "document_uploads", ["expires_at"])
    op.create_table(
        "document_pieces",
        sa.Column(
            "upload_id", sa.String(48), sa.ForeignKey("document_uploads.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
