"""What a screen without a picture reports: the fields that it holds, with their digest, as a page reports its texts."""

from collections.abc import Iterator, Mapping
from typing import TypedDict
from zoneinfo import ZoneInfo

from broadcast.board.domain.board import ANNOUNCEMENT, EVENT, SESSION
from broadcast.client.apply import Shown, View, shown_keys
from broadcast.feed.displays.painted_text import digest_texts, list_texts

LAYOUT = "headless"
MOST_KEYS = 20
"""Keys of a report, so that it stays below the limit of the feed."""

SESSION_FIELDS, ANNOUNCEMENT_FIELDS = "title room_name phase_label", "text"


class PaintedFields(TypedDict):
    """The optional fields of `wire.Shown` that a report has."""

    layout: str
    page: int
    pages: int
    texts: dict[str, str]
    digest: str


def report_view(view: View, language: str) -> PaintedFields:
    """Return what is reported of a view, besides its revision: announcements first, then sessions."""
    held = shown_keys(view)
    texts = dict(_list_fields(held))
    event = held.get(EVENT)
    zone = ZoneInfo(event["timezone"] if event else "UTC")
    digest = digest_texts(list_texts(held, texts, language, zone))
    return PaintedFields(layout=LAYOUT, page=1, pages=1, texts=texts, digest=digest)


def _list_fields(held: Mapping[str, Shown]) -> Iterator[tuple[str, str]]:
    announced = sorted(key for key in held if key.startswith(ANNOUNCEMENT))
    sessions = sorted(key for key in held if key.startswith(SESSION))
    for key in [*announced, *sessions][:MOST_KEYS]:
        yield key, ANNOUNCEMENT_FIELDS if key.startswith(ANNOUNCEMENT) else SESSION_FIELDS
