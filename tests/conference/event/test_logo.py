"""The logo of an event: decoded within limits, encoded anew, checked with the folder."""

import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from conference.event.logo import SIZE, LogoError, logo_of, read_logo
from tests.conference.event.folders import change, copied_event, problem
from tests.conference.event.logo_files import logo_file

COLOUR = 'colour = "#0b5cab"'


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_logo_is_encoded_anew_with_its_transparency(kind: str) -> None:
    logo = read_logo(logo_file(kind=kind))
    with Image.open(io.BytesIO(logo.content)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (logo.width, logo.height))
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_large_logo_is_reduced() -> None:
    logo = read_logo(logo_file((1600, 400)))
    assert (logo.width, logo.height) == SIZE


def test_metadata_of_a_logo_is_dropped() -> None:
    encoded, text = io.BytesIO(), PngImagePlugin.PngInfo()
    text.add_text("Comment", "secret")
    Image.new("RGB", (64, 64)).save(encoded, "PNG", pnginfo=text)
    assert b"secret" in encoded.getvalue()
    assert b"secret" not in read_logo(encoded.getvalue()).content


def animation() -> bytes:
    encoded = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(encoded, "WEBP", save_all=True, append_images=frames[1:])
    return encoded.getvalue()


def large_webp() -> bytes:
    """The head of a WebP that declares 268 megapixels."""
    return b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no readable"),
        (b"", "no readable"),
        (logo_file()[:200], "no readable"),
        (logo_file((2500, 2000)), "too many pixels"),
        (large_webp(), "too many pixels"),
        (logo_file((40, 200)), "smaller than 48"),
        (logo_file((700, 100)), "6 times"),
        (animation(), "animation"),
    ],
    ids=["svg", "empty", "cut", "large", "declared", "small", "long", "animated"],
)
def test_file_that_cannot_be_a_logo_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(LogoError, match=said):
        read_logo(content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference event that names a logo, which is not there."""
    folder = copied_event(tmp_path / "event")
    change(folder, "event.toml", COLOUR, f'{COLOUR}\nlogo = "logo.png"')
    return folder


def test_missing_or_broken_logo_is_a_fault_with_its_line(folder: Path) -> None:
    assert problem(folder) == "event.toml: look.logo: logo.png is not in the folder"
    (folder / "logo.png").write_bytes(b"GIF89a")
    assert problem(folder) == "event.toml: look.logo: logo.png: no readable PNG or WebP image"


@pytest.mark.parametrize("name", ["../logo.png", "logo.svg", "a/logo.png"])
def test_name_that_is_no_logo_is_a_fault(folder: Path, name: str) -> None:
    change(folder, "event.toml", f'{COLOUR}\nlogo = "logo.png"', f'{COLOUR}\nlogo = "{name}"')
    assert "expected the name of a file" in problem(folder)


def test_illegible_colour_is_a_fault_with_a_proposal(tmp_path: Path) -> None:
    folder = copied_event(tmp_path / "event")
    change(folder, "event.toml", COLOUR, 'colour = "#ffd400"')
    assert problem(folder).startswith("event.toml: look.colour: contrast 1.3 to the paper of pages")


def test_logo_of_a_folder_is_read_once(folder: Path) -> None:
    (folder / "logo.png").write_bytes(logo_file())
    assert logo_of(folder, None) is None
    assert logo_of(folder, "logo.png") is logo_of(folder, "logo.png") is not None
    assert logo_of(folder, "absent.png") is None
