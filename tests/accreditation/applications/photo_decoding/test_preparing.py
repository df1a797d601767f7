"""Photos: what is refused by name, and what is left of what is accepted (A16)."""

import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from accreditation.applications.domain.photos import UPLOAD_BYTES, require_size
from accreditation.applications.photo_decoding.preparing import DOOR_SIZE, PHOTO_BYTES, door_photo, prepare_photo
from conference.errors import InvalidError
from tests.support.photo_uploads import encoded, opened, portrait

pytestmark = pytest.mark.usefixtures("without_advice")


def refusal(upload: bytes) -> str:
    with pytest.raises(InvalidError) as caught:
        prepare_photo(upload)
    return caught.value.code


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"),
                                            ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGB")])  # fmt: skip
def test_photo_of_each_allowed_kind_becomes_one_jpeg_of_one_size(kind: str, mode: str) -> None:
    image = portrait(mode="I").convert("I;16") if mode == "I;16" else portrait(mode=mode)
    photo = prepare_photo(encoded(image, kind))
    kept = opened(photo.jpeg)
    assert (kept.format, kept.size, kept.mode) == ("JPEG", (600, 800), "RGB")
    assert (photo.width, photo.height, len(photo.sha256)) == (600, 800, 64)
    assert opened(photo.thumbnail).size == (120, 160)
    assert len(photo.jpeg) <= PHOTO_BYTES


def test_photo_format_is_recognised_by_content_not_name() -> None:
    assert opened(prepare_photo(encoded(portrait())).jpeg).format == "JPEG"


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_photo_is_turned_upright(orientation: int) -> None:
    turns = {1: 0, 3: 180, 6: 90, 8: 270}
    stored = portrait().rotate(turns[orientation], expand=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    kept = opened(prepare_photo(encoded(stored, exif=exif)).jpeg)
    red, green, _blue = kept.getpixel((300, 20))  # type: ignore[misc]
    assert red > 150
    assert green < 60


def test_photo_keeps_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "MAKER-CANARY"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    upload = encoded(portrait(), exif=exif, comment=b"COMMENT-CANARY", icc_profile=b"ICC-CANARY" * 20)
    upload += b"PK\x03\x04 TRAILER-CANARY %PDF-1.7"
    photo = prepare_photo(upload)
    assert not dict(opened(photo.jpeg).getexif())
    for kept in (photo.jpeg, photo.thumbnail):
        assert b"CANARY" not in kept
        assert b"Exif" not in kept
        assert b"PDF" not in kept


def test_photo_of_another_shape_is_cropped_not_stretched() -> None:
    wide = Image.new("RGB", (2000, 1000), "white")
    ImageDraw.Draw(wide).ellipse((800, 300, 1200, 700), fill="black")
    kept = opened(prepare_photo(encoded(wide)).jpeg)
    left, top, right, bottom = kept.convert("L").point(lambda value: 255 * (value < 128)).getbbox() or (0, 0, 0, 0)
    assert kept.size == (600, 800)
    assert abs((right - left) - (bottom - top)) <= 2
    assert right - left == pytest.approx(320, abs=3)


def test_detailed_photo_is_stored_small() -> None:
    noise = Image.effect_noise((1200, 1600), 60).convert("RGB")
    assert len(prepare_photo(encoded(noise, quality=95)).jpeg) < 3 * PHOTO_BYTES


def png_of(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_pixel_bomb_is_refused_before_it_is_decoded() -> None:
    bomb = png_of(30_000, 30_000, zlib.compress(b"\0" * 50_000_000))
    assert refusal(bomb) == "photo.too_many_pixels"


def test_png_and_webp_above_their_own_limit_are_refused() -> None:
    assert refusal(png_of(6_000, 6_000)) == "photo.too_many_pixels"
    extended = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_000).to_bytes(3, "little") * 2
    assert refusal(b"RIFF" + struct.pack("<I", 100) + b"WEBP" + extended + bytes(80)) == "photo.too_many_pixels"


def test_progressive_jpeg_above_its_own_limit_is_refused() -> None:
    upload = bytearray(encoded(portrait(), progressive=True))
    size = upload.index(b"\xff\xc2") + 5
    upload[size : size + 4] = struct.pack(">HH", 7_000, 7_000)
    assert refusal(bytes(upload)) == "photo.too_many_pixels"


def test_jpeg_too_narrow_to_be_reduced_is_taken() -> None:
    assert opened(prepare_photo(encoded(Image.new("RGB", (1100, 60_000)))).jpeg).size == (600, 800)


def test_text_chunk_bomb_is_refused() -> None:
    text = zlib.compress(b"A" * 80_000_000)
    data = b"Comment\0\0" + text
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    sane = png_of(600, 800)
    assert refusal(sane[:33] + chunk + sane[33:]) == "photo.broken"


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "photo.empty"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 600 800\nshowpage", "photo.not_image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "photo.not_image"),
        (b"%PDF-1.7\n1 0 obj", "photo.not_image"),
        (b"PK\x03\x04" + bytes(200), "photo.not_image"),
        (EICAR, "photo.not_image"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), "photo.heic"),
        (b"\x00\x00\x00\x1cftypavif" + bytes(64), "photo.heic"),
        (encoded(portrait(), "GIF"), "photo.not_image"),
        (encoded(portrait(), "TIFF"), "photo.not_image"),
        (encoded(portrait())[:4000], "photo.broken"),
        (encoded(portrait(), "PNG")[:900], "photo.broken"),
        (encoded(portrait(299, 800)), "photo.too_small"),
        (encoded(portrait(800, 399)), "photo.too_small"),
        (bytes(15 * 1024 * 1024 + 1), "photo.too_large"),
    ],
)
def test_upload_that_is_no_photo_is_refused_by_name(upload: bytes, code: str) -> None:
    assert refusal(upload) == code


def test_animation_is_refused() -> None:
    frames = [portrait(), portrait().rotate(90)]
    for kind in ("PNG", "WEBP"):
        upload = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert refusal(upload) == "photo.animated"


def test_photo_of_the_least_size_is_taken() -> None:
    assert opened(prepare_photo(encoded(portrait(300, 400))).jpeg).size == (600, 800)


def test_photo_with_broken_exif_is_taken_as_it_is() -> None:
    whole = encoded(portrait())
    broken = whole[:2] + b"\xff\xe1" + struct.pack(">H", 20) + b"Exif\0\0MM\0*\xff\xff\xff\xff\0\0\0\0" + whole[2:]
    assert opened(prepare_photo(broken).jpeg).size == (600, 800)


@pytest.mark.parametrize(("size", "code"), [(0, "photo.empty"), (UPLOAD_BYTES + 1, "photo.too_large")])
def test_size_of_an_upload_is_limited(size: int, code: str) -> None:
    with pytest.raises(InvalidError) as caught:
        require_size(size)
    assert caught.value.code == code


@pytest.mark.parametrize("size", [1, UPLOAD_BYTES])
def test_size_within_the_limit_is_accepted(size: int) -> None:
    require_size(size)


def test_door_photo_is_smaller_than_the_kept_photo() -> None:
    kept = prepare_photo(encoded(portrait())).jpeg
    door = door_photo(kept)
    assert (opened(door).format, opened(door).size) == ("JPEG", DOOR_SIZE)
    assert len(door) < len(kept)


def test_equal_uploads_give_equal_photos() -> None:
    upload = encoded(portrait())
    assert prepare_photo(upload) == prepare_photo(upload)
    assert prepare_photo(upload).sha256 != prepare_photo(encoded(portrait(600, 800, "L"))).sha256
