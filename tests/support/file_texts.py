"""What a reader finds in an answer of any kind: its bytes, the files of an archive, the texts of a PDF."""

import io
import zipfile
from collections.abc import Iterator

import pypdfium2


def readable_parts(content: bytes) -> Iterator[bytes]:
    """Yield the bytes, then those of each file in an archive (XLSX too), and the text of each page of a PDF."""
    yield content
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        yield from (page.get_textpage().get_text_range().encode() for page in document)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from readable_parts(archive.read(name))
