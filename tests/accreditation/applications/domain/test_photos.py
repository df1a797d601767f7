"""Limits of photos, and what is known of a stored photo without its bytes."""

from msgspec import structs

from accreditation.applications.domain.photos import MIN_PHOTO_PIXELS, UPLOAD_MEGABYTES, PreparedPhoto, StoredPhoto
from accreditation.applications.photo_decoding.cropping import SIZE
from accreditation.applications.web.forms import MAX_FORM_BYTES
from tests.support.application_samples import photo


def test_smallest_photo_has_the_shape_of_a_kept_photo() -> None:
    width, height = MIN_PHOTO_PIXELS
    assert width * SIZE[1] == height * SIZE[0]
    assert width <= SIZE[0]


def test_form_with_the_largest_photo_is_read() -> None:
    assert MAX_FORM_BYTES > UPLOAD_MEGABYTES * 1024 * 1024


def test_stored_photo_has_no_bytes() -> None:
    assert bytes not in {field.type for field in structs.fields(StoredPhoto)}


def test_photos_of_other_bytes_differ() -> None:
    first: PreparedPhoto = photo(90)
    assert first == photo(90)
    assert first != photo(91)
    assert first.sha256 != photo(91).sha256
