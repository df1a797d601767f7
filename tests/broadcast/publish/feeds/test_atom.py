"""The Atom feed by the rules of RFC 4287."""

from datetime import datetime, timedelta
from xml.etree.ElementTree import fromstring

from broadcast.publish.feeds.atom import NAMESPACE, NewsFrame, NewsItem, write_atom
from tests.support.board_samples import HANOI, MORNING, NOON

A = f"{{{NAMESPACE}}}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FRAME = NewsFrame(
    name="conf.live/en",
    title="Conf · Changes",
    author="Conference",
    tag="en-GB",
    address="https://press.example/feeds/en/programme.atom",
    site="https://press.example/en/",
    changed_at=MORNING,
)


def item(name: str, **changes: object) -> NewsItem:
    values: dict[str, object] = {
        "name": name,
        "changed_at": MORNING,
        "title": name,
        "tag": "en-GB",
        "address": f"https://press.example/en/{name}",
    }
    return NewsItem(**(values | changes))  # type: ignore[arg-type]


def test_feed_has_what_the_standard_requires() -> None:
    """RFC 4287 §4.1.1 and §4.1.2: id, title, updated and author once, a link to itself, ids that differ."""
    later = NOON.astimezone(HANOI)
    feed = fromstring(write_atom(FRAME, [item("a"), item("b", changed_at=later, tag="fr", summary="x & <y>")]))
    assert feed.tag == f"{A}feed"
    entries = feed.findall(f"{A}entry")
    for element in (feed, *entries):
        assert [len(element.findall(A + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        at = datetime.fromisoformat(str(element.findtext(f"{A}updated")))
        assert at.utcoffset() == timedelta(0)
        assert str(element.findtext(f"{A}id")).startswith("urn:uuid:")
    assert feed.findtext(f"{A}author/{A}name") == "Conference"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{A}link")}
    assert links == {"self": FRAME.address, "alternate": FRAME.site}
    assert len({element.findtext(f"{A}id") for element in (feed, *entries)}) == 3
    assert [entry.findtext(f"{A}title") for entry in entries] == ["b", "a"]
    assert (feed.findtext(f"{A}updated"), entries[0].get(XML_LANGUAGE)) == ("2025-10-25T05:00:00Z", "fr")
    assert entries[0].findtext(f"{A}summary") == "x & <y>"


def test_id_of_an_item_stays_when_it_changes() -> None:
    first, second = (fromstring(write_atom(FRAME, [one])) for one in (item("a"), item("a", title="b", changed_at=NOON)))
    assert first.findtext(f"{A}entry/{A}id") == second.findtext(f"{A}entry/{A}id")


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    feed = fromstring(write_atom(FRAME, [item("a", title="a\x00b\ufffe😀")]))
    assert feed.findtext(f"{A}entry/{A}title") == "ab😀"


def test_feed_without_items_has_the_time_of_the_event() -> None:
    assert fromstring(write_atom(FRAME, [])).findtext(f"{A}updated") == "2025-10-25T02:00:00Z"
