"""Files of imports."""

import csv
import io
from zipfile import ZipFile

from tests.support.application_samples import upload

HEADINGS = (
    "native_name", "family_name", "given_name", "country", "outlet", "function", "category", "email", "phone", "photo",
)  # fmt: skip


def person(number: int, **changes: str) -> dict[str, str]:
    """Return the row of an applicant."""
    row = {
        "native_name": f"Lê Văn {'ABCDEFGH'[number]}", "family_name": "LE", "given_name": f"VAN {'ABCDEFGH'[number]}",
        "country": "VN", "outlet": "Báo Sông Hồng", "function": "reporter", "category": "general",
        "email": f"person{number}@example.org", "phone": "+84 91 234 56 78", "photo": f"{number}.jpg",
    }  # fmt: skip
    return row | changes


def table_of(*rows: dict[str, str], separator: str = ",", mark: str = "") -> bytes:
    """Return rows as CSV; columns are those of the first row."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return (mark + out.getvalue()).encode()


def photos_of(*names: str, **files: bytes) -> bytes:
    """Return an archive with a photo of its own under each name, and with further files."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, upload(40 + 5 * number))
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
