"""An archive that is taken in parts is whole when the parts are joined."""

import io
from datetime import UTC, datetime
from zipfile import ZipFile

from conference.tables.zip_stream import ZipStream

AT = datetime(2025, 10, 25, 9, 30, tzinfo=UTC)


def test_parts_are_an_archive_and_no_file_is_kept() -> None:
    stream = ZipStream()
    first, second = stream.add_file("a.jpg", b"a" * 5000, AT), stream.add_file("b.jpg", b"b" * 7000, AT)
    assert (5000 < len(first) < 5200, 7000 < len(second) < 7200) == (True, True)
    with ZipFile(io.BytesIO(first + second + stream.finish())) as archive:
        assert archive.testzip() is None
        assert {one.filename: (one.file_size, one.date_time) for one in archive.infolist()} == {
            "a.jpg": (5000, (2025, 10, 25, 9, 30, 0)),
            "b.jpg": (7000, (2025, 10, 25, 9, 30, 0)),
        }
