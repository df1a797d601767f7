"""Faces in small pictures: the shared vectors, which JavaScript checks too."""

import base64
import json
from typing import Any

import pytest

from accreditation.applications.domain.photo_rules import FaceBox
from accreditation.applications.photo_decoding.face_detection import HEIGHT, WIDTH, find_faces
from tests.support.paths import VECTOR_FOLDER

VECTORS: list[dict[str, Any]] = json.loads((VECTOR_FOLDER / "photos.json").read_text("utf-8"))["faces"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["about"])
def test_faces_are_those_of_the_vector(case: dict[str, Any]) -> None:
    assert find_faces(base64.b64decode(case["grey"])) == [FaceBox(**face) for face in case["faces"]]


def test_window_at_the_edge_is_searched() -> None:
    """Rounded rectangles stay within the picture."""
    assert find_faces(bytes((x * 7 + y * 13) % 256 for y in range(HEIGHT) for x in range(WIDTH))) == []
