"""What is advised about photos: the shared vectors, which JavaScript checks too."""

import json
from typing import Any

import pytest

from accreditation.applications.domain.photo_rules import FaceBox, PhotoMeasures, judge_photo
from tests.support.paths import VECTOR_FOLDER

VECTORS: list[dict[str, Any]] = json.loads((VECTOR_FOLDER / "photos.json").read_text("utf-8"))["judge"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["about"])
def test_advice_is_that_of_the_vector(case: dict[str, Any]) -> None:
    faces = [FaceBox(**face) for face in case["measures"]["faces"]]
    measures = PhotoMeasures(**{**case["measures"], "faces": faces})
    assert [advice.value for advice in judge_photo(measures)] == case["advice"]
