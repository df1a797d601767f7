"""Files that letters of assignment may be, and the pictures of their pages. Pure."""

from accreditation.applications.domain.applications import Agency
from accreditation.documents.domain.kinds import MEGABYTE, Kind

MAX_LETTERS = 20
"""Letters of assignment of one outlet."""

LETTER_MEGABYTES = 8

LETTER_KIND = Kind(
    code="crew_letter",
    is_required=True,
    functions=frozenset(),
    categories=frozenset(),
    outlet_kinds=frozenset(),
    types=frozenset({"pdf", "jpeg", "png"}),
    most_bytes=LETTER_MEGABYTES * MEGABYTE,
    most_pages=10,
    most_files=MAX_LETTERS,
    readers=frozenset({Agency.ACCREDITATION}),
)
"""What is accepted, as for a document of an applicant."""


def letter_page_label(letter_id: str, number: int) -> str:
    """Return what a sealed picture of a page is."""
    return f"letter of assignment {letter_id} page {number}"
