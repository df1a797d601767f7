"""The changes of the day and the announcements as an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from msgspec import Struct

from broadcast.board.domain.shown import ShownAnnouncement
from conference.languages import language

NAMESPACE = "http://www.w3.org/2005/Atom"

_LANGUAGE = "xml:lang"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NewsItem(Struct, frozen=True, kw_only=True):
    """One change or announcement. `name` is permanent within the feed; `tag` is the BCP 47 tag of the title."""

    name: str
    changed_at: datetime
    title: str
    tag: str
    address: str
    summary: str = ""


def make_announcement_item(announcement: ShownAnnouncement, address: str) -> NewsItem:
    """Return the item of an announcement that can be read at an address."""
    return NewsItem(
        name=f"announcement/{announcement.id}",
        changed_at=announcement.posted_at,
        title=announcement.text,
        tag=language(announcement.language).tag,
        address=address,
    )


class NewsFrame(Struct, frozen=True, kw_only=True):
    """What the items of a feed have in common.

    `name` is permanent for the event and the language, `address` is that of the feed, `site` that of the page with the
    same content. `changed_at` is the time of a feed without items.
    """

    name: str
    title: str
    author: str
    tag: str
    address: str
    site: str
    changed_at: datetime


def write_atom(frame: NewsFrame, items: Iterable[NewsItem]) -> bytes:
    """Return the feed with the newest items first. Characters that XML cannot hold are left out."""
    listed = sorted(items, key=lambda item: (item.changed_at, item.name), reverse=True)
    feed = Element("feed", {"xmlns": NAMESPACE, _LANGUAGE: frame.tag})
    _add_text(feed, "id", _permanent_id(frame.name))
    _add_text(feed, "title", frame.title)
    _add_text(feed, "updated", _format_time(listed[0].changed_at if listed else frame.changed_at))
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=frame.address)
    SubElement(feed, "link", rel="alternate", type="text/html", href=frame.site)
    _add_text(SubElement(feed, "author"), "name", frame.author)
    for item in listed:
        entry = SubElement(feed, "entry", {_LANGUAGE: item.tag})
        _add_text(entry, "id", _permanent_id(f"{frame.name}/{item.name}"))
        _add_text(entry, "title", item.title)
        _add_text(entry, "updated", _format_time(item.changed_at))
        SubElement(entry, "link", rel="alternate", type="text/html", href=item.address)
        if item.summary:
            _add_text(entry, "summary", item.summary)
    content: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add_text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _NOT_XML.sub("", text)


def _permanent_id(name: str) -> str:
    return uuid5(NAMESPACE_URL, name).urn


def _format_time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
