"""Files that applicants send: small PDF files with what each test needs, and pictures."""

import io
import zipfile
from collections.abc import Sequence

from PIL import Image, ImageDraw

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)


def pdf(pages: int = 1, *, catalog: str = "", trailer: str = "", size: str = "595 842", content: str = "") -> bytes:
    """Return a PDF whose pages have a black square; `catalog` and `trailer` are further entries of these."""
    drawing = content or "0 0 0 rg 100 600 200 100 re f"
    numbers = range(4, 4 + pages)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] >>",
        f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
        *[f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents 3 0 R >>" for _ in numbers],
    ]
    return _join_objects(objects, trailer)


def _join_objects(objects: Sequence[str], trailer: str) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def pdf_with_script() -> bytes:
    """Return a PDF that runs a script when it is opened, in a viewer that allows this."""
    return pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert\\('CANARY'\\)) >>")


def pdf_with_password() -> bytes:
    """Return a PDF that the empty password does not open."""
    key = "00" * 32
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<00> <00>]"
    return pdf(trailer=encrypt)


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 1000), **options: object) -> bytes:
    """Return a picture of a page."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((100, 100, 300, 200), fill="black")
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def archive(*names: str) -> bytes:
    """Return a ZIP archive with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name in names:
            opened.writestr(name, "content")
    return out.getvalue()


def word_file() -> bytes:
    """Return a file as a word processor writes it (.docx)."""
    return archive("[Content_Types].xml", "word/document.xml")
