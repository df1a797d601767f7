"""Limits of uploads."""

import pytest

from accreditation.documents.domain.kinds import MEGABYTE
from accreditation.documents.domain.uploads import (
    MOST_UPLOADS,
    Upload,
    page_label,
    require_few,
    require_piece,
    require_size,
    upload_label,
)
from conference.errors import ConflictError, InvalidError, RuleError
from tests.support.application_samples import NOON
from tests.support.document_samples import LETTER

UPLOAD = Upload(id="upload_1", application_id="app_1", kind="letter", size=100, received=40, expires_at=NOON)


def test_size_is_limited_by_the_kind() -> None:
    require_size(1, LETTER)
    require_size(MEGABYTE, LETTER)
    for size, code in ((0, "document.empty"), (-1, "document.empty"), (MEGABYTE + 1, "document.too_large")):
        with pytest.raises(InvalidError) as error:
            require_size(size, LETTER)
        assert error.value.code == code


def test_unfinished_uploads_are_few() -> None:
    require_few(MOST_UPLOADS - 1)
    with pytest.raises(RuleError):
        require_few(MOST_UPLOADS)


def test_piece_follows_what_is_stored() -> None:
    require_piece(UPLOAD, 40, 60)
    for start in (39, 41, 0):
        with pytest.raises(ConflictError):
            require_piece(UPLOAD, start, 1)
    with pytest.raises(InvalidError):
        require_piece(UPLOAD, 40, 61)


def test_labels_differ_by_place() -> None:
    labels = {upload_label("a", 1), upload_label("a", 2), upload_label("b", 1), page_label("a", 1), page_label("a", 2)}
    assert len(labels) == 5
