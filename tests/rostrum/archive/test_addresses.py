"""Addresses of the archive and their files."""

from pathlib import PurePosixPath

import pytest

from rostrum.archive.addresses import (
    choose_file,
    find_links,
    find_style_links,
    link_files,
    resolve_link,
    strip_live_parts,
)

SITE = "https://example.org/press"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/press/en/?day=2025-10-25#programme", "/en/?day=2025-10-25"),
        ("https://example.org/press/en/record", "/en/record"),
        ("opening", "/en/sessions/opening"),
        ("/press", "/"),
        ("#main", None),
        ("/other/en/", None),
        ("/pressroom", None),
        ("https://elsewhere.example/press/en/", None),
        ("mailto:press@example.org", None),
        ("data:image/png;base64,AA", None),
        ("//elsewhere.example/press/", None),
    ],
)
def test_links_of_the_site_are_resolved(target: str, address: str | None) -> None:
    assert resolve_link(target, "/en/sessions/closing", SITE) == address


@pytest.mark.parametrize(
    ("address", "suffix", "file"),
    [
        ("/", ".html", "index.html"),
        ("/en/", ".html", "en/index.html"),
        ("/en/sessions/opening", ".html", "en/sessions/opening/index.html"),
        ("/en/?day=2025-10-25", ".html", "en/day-2025-10-25/index.html"),
        ("/en/?day=../../x", ".html", "en/day-.._.._x/index.html"),
        ("/calendar/en/programme.ics?kind=plenary", ".ics", "calendar/en/programme-kind-plenary.ics"),
        ("/en/statements/opening/spk_1", ".pdf", "en/statements/opening/spk_1.pdf"),
        ("/en/rooms/r%20s", ".html", "en/rooms/r s/index.html"),
    ],
)
def test_each_address_has_a_file(address: str, suffix: str, file: str) -> None:
    assert choose_file(address, suffix) == PurePosixPath(file)


@pytest.mark.parametrize("address", ["/en/../../etc", "/en/%2e%2e/x", "/en/a%5c..%5cb", "/en/%00"])
def test_no_file_is_outside_the_folder(address: str) -> None:
    with pytest.raises(ValueError, match="no file"):
        choose_file(address, ".html")


def test_forms_and_scripts_with_their_data_are_left_out() -> None:
    page = (
        '<link rel="modulepreload" href="/a.mjs">\n<p>1</p><script type="module" src="/a.mjs"></script>\n'
        '<form action="/x"><button>3</button></form><p>2</p><script type="application/json">{"a": "</p>"}</script>'
    )
    assert strip_live_parts(page) == "<p>1</p><p>2</p>"


def test_links_and_what_is_loaded_are_found() -> None:
    page = '<a href="/en/?a=1&amp;b=2"></a><img src="/x.png"><use href="/icons.svg#globe"></use>'
    assert list(find_links(page)) == ["/en/?a=1&b=2", "/x.png", "/icons.svg#globe"]
    sheet = 'a { src: url("fonts/a.woff2"), url(b.svg), url(data:x) }'
    assert list(find_style_links(sheet)) == [
        "fonts/a.woff2",
        "b.svg",
    ]


def test_links_lead_to_files_and_others_lose_their_address() -> None:
    files = {
        "/en/": PurePosixPath("en/index.html"),
        "/en/rooms/plenary": PurePosixPath("en/rooms/plenary/index.html"),
        "/icons.svg": PurePosixPath("icons.svg"),
    }
    page = (
        '<a class="x" href="/press/en/#now">1</a><use href="/press/icons.svg#globe"></use>'
        '<a href="/press/en/apply">2</a><a href="https://elsewhere.example/">3</a><a href="#main">4</a>'
    )
    assert link_files(page, "/en/rooms/plenary", files, SITE) == (
        '<a class="x" href="../../index.html#now">1</a><use href="../../../icons.svg#globe"></use>'
        '<a>2</a><a href="https://elsewhere.example/">3</a><a href="#main">4</a>'
    )
