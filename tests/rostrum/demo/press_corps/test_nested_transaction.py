"""Adapters of the load: drawn photos, known identifiers."""

import io

import pytest

from accreditation.applications.domain.photos import PreparedPhoto
from conference.ids import SequentialIds
from rostrum.demo.press_corps.nested_transaction import DrawnPhotos, KnownIds

PHOTO = PreparedPhoto(b"jpeg", b"thumbnail", "0" * 64, 600, 800)


@pytest.mark.parametrize("upload", [b"press-001", io.BytesIO(b"press-001")])
async def test_upload_is_the_key_of_a_drawn_photo(upload: bytes) -> None:
    assert await DrawnPhotos({"press-001": PHOTO}).prepare(upload) is PHOTO


async def test_unknown_photo_is_an_error() -> None:
    with pytest.raises(KeyError):
        await DrawnPhotos({}).prepare(b"press-001")


def test_known_identifier_is_given_for_its_prefix_only() -> None:
    ids = KnownIds(SequentialIds(), {"app": "app_press001"})
    assert [ids.new("app"), ids.new("app")] == ["app_press001", "app_press001"]
    assert ids.new("photo") == SequentialIds().new("photo")
    assert ids.secret() != ids.secret()
