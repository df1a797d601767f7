"""Uploaded archives: what is in them is found, and hostile ones are refused by name."""

import io
import struct
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from conference.errors import InvalidError
from conference.tables.archives import UploadedArchive, name_key


def archive_of(**files: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out


def opened(file: io.BytesIO, most_file_bytes: int = 1000, most_bytes: int = 1500) -> UploadedArchive:
    return UploadedArchive(file, most_file_bytes=most_file_bytes, most_bytes=most_bytes)


def test_files_are_found_without_folder_and_case() -> None:
    content = {"photos/Nguyễn.JPG": b"jpeg", "__MACOSX/photos/._x": b"x", "photos/.DS_Store": b"x"}
    archive = opened(archive_of(**content))
    assert list(archive.names) == ["nguyễn.jpg"]
    assert archive.read_file(name_key("NGUYỄN.jpg")) == b"jpeg"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (io.BytesIO(b"PK\x03\x04 no archive"), "archive.broken"),
        (archive_of(**{"../a.jpg": b"x"}), "archive.path"),
        (archive_of(**{"/etc/a.jpg": b"x"}), "archive.path"),
        (archive_of(**{"a/x.jpg": b"x", "b/X.jpg": b"y"}), "archive.name_twice"),
        (archive_of(**{"a.jpg": b"x" * 1001}), "archive.file_too_large"),
        (archive_of(**{"a.jpg": b"x" * 900, "b.jpg": b"y" * 900}), "archive.unpacks"),
        (archive_of(**{f"{number}.jpg": b"" for number in range(1001)}), "archive.too_many_files"),
    ],
)
def test_hostile_archives_are_refused(file: io.BytesIO, code: str) -> None:
    with pytest.raises(InvalidError, match=code.replace(".", r"\.")):
        opened(file)


def test_encrypted_file_is_refused_by_name() -> None:
    content = bytearray(archive_of(**{"a.jpg": b"x"}).getvalue())
    at = content.index(b"PK\x01\x02") + 8
    content[at : at + 2] = struct.pack("<H", 1)
    with pytest.raises(InvalidError) as refused:
        opened(io.BytesIO(bytes(content)))
    assert (refused.value.code, refused.value.params["name"]) == ("archive.encrypted", "a.jpg")


def test_file_is_read_to_its_declared_size_alone() -> None:
    content = bytearray(archive_of(**{"a.jpg": b"x" * 500_000}).getvalue())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(InvalidError, match=r"archive\.broken"):
        opened(io.BytesIO(bytes(content))).read_file("a.jpg")
