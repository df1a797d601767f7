"""Cached pages: valid for one source, plain and in gzip, copied, bounded."""

import gzip

from aiohttp import web

from broadcast.pages.page_cache import LONGEST_ADDRESS, MOST_QUERY_BYTES, BoundedPages, CachedPage, PageCache


def page(text: str = "page") -> web.Response:
    return web.Response(text=text, status=200, headers={"Cache-Control": "public, max-age=1"})


def test_page_is_found_for_its_source_language_and_query() -> None:
    cache = PageCache()
    cache.save(("ep", 7), "fr", "day=1", page=page("français"))
    found = cache.find(("ep", 7), "fr", "day=1")
    assert found is not None
    assert (found.body, found.headers["Cache-Control"]) == ("français".encode(), "public, max-age=1")
    assert cache.find(("ep", 8), "fr", "day=1") is None
    assert cache.find(("ep", 7), "ar", "day=1") is None
    assert cache.find(("ep", 7), "fr", "") is None


def test_page_is_kept_in_gzip_too() -> None:
    cache = PageCache()
    cache.save(7, "fr", "", page=page("français"))
    plain, compressed = cache.find(7, "fr", ""), cache.find(7, "fr", "", gzipped=True)
    assert plain is not None
    assert compressed is not None
    assert isinstance(compressed.body, bytes)
    assert gzip.decompress(compressed.body) == plain.body
    assert ("Content-Encoding" in plain.headers, compressed.headers["Content-Encoding"]) == (False, "gzip")
    assert plain.headers["Vary"] == compressed.headers["Vary"] == "Accept-Encoding"


def test_newer_source_replaces_the_page() -> None:
    cache = PageCache()
    cache.save(7, "fr", "", page=page("old"))
    cache.save(8, "fr", "", page=page("new"))
    found = cache.find(8, "fr", "")
    assert found is not None
    assert found.text == "new"
    assert cache.find(7, "fr", "") is None


def test_change_of_a_found_page_leaves_the_cache() -> None:
    cache, original = PageCache(), page()
    cache.save(7, "fr", "", page=original)
    original.headers["Set-Cookie"] = "visitor=1"
    first = cache.find(7, "fr", "")
    assert first is not None
    first.headers["Set-Cookie"] = "visitor=2"
    second = cache.find(7, "fr", "")
    assert second is not None
    assert "Set-Cookie" not in second.headers


def test_long_address_is_not_cached() -> None:
    cache = PageCache()
    cache.save(7, "fr", "q" * (LONGEST_ADDRESS + 1), page=page())
    assert cache.find(7, "fr", "q" * (LONGEST_ADDRESS + 1)) is None
    cache.save(7, "fr", "q" * LONGEST_ADDRESS, page=page())
    assert cache.find(7, "fr", "q" * LONGEST_ADDRESS) is not None


def test_invented_queries_displace_no_other_page() -> None:
    cache = PageCache()
    cache.save(7, "fr", "/fr/programme", page=page())
    large = "x" * (MOST_QUERY_BYTES // 8)
    for n in range(20):
        cache.save(7, "fr", f"/fr/programme?q={n}", page=page(large))
    assert [n for n in range(20) if cache.find(7, "fr", f"/fr/programme?q={n}")] == list(range(13, 20))
    assert cache.find(7, "fr", "/fr/programme") is not None


def test_least_recently_used_page_is_removed_first() -> None:
    pages = BoundedPages(200)
    for name in ("a", "b"):
        pages.save(("fr", name), CachedPage(7, page("x" * 60), page("x" * 20)))
    pages.find(("fr", "a"))
    pages.save(("fr", "c"), CachedPage(7, page("x" * 60), page("x" * 20)))
    assert [name for name in "abc" if pages.find(("fr", name))] == ["a", "c"]
    pages.save(("fr", "c"), CachedPage(8, page("x" * 30), page("x" * 10)))
    assert pages.size == 120


def test_none_is_no_source_of_a_missing_page() -> None:
    assert PageCache().find(None, "fr", "") is None
