"""Static files: addressed by content, kept for ever, of a known kind."""

from pathlib import Path

import pytest

from conference.web.assets import IMMUTABLE, MEDIA_TYPES, Assets
from tests.conference.web.conftest import ASSETS, Client


def make(folder: Path, **files: str) -> Assets:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return Assets({"conference": folder})


def test_build_changes_with_any_content(tmp_path: Path) -> None:
    before = make(tmp_path, a_css="a", b_mjs="b").build
    assert Assets({"conference": tmp_path}).build == before
    assert make(tmp_path, a_css="c").build != before


def test_unknown_file_raises_and_other_types_are_not_served(tmp_path: Path) -> None:
    assets = make(tmp_path, a_css="a", secret_py="x", page_html="<p>")
    assert assets.names() == {"conference/a.css"}
    with pytest.raises(KeyError):
        assets.url("conference/secret.py")


def test_imports_of_a_module_are_found_in_their_order() -> None:
    imported = ASSETS.imported_modules("broadcast/publish/static/session_page.mjs")
    assert {"conference/static/js/dom.mjs", "broadcast/feed/static/feed.mjs"} <= set(imported)
    assert len(imported) == len(set(imported))
    assert imported.index("broadcast/feed/static/board.mjs") < imported.index(
        "broadcast/publish/static/follow_page.mjs"
    )
    assert ASSETS.imported_modules("conference/static/js/dom.mjs") == ()


def test_imports_of_an_unknown_module_are_an_error() -> None:
    with pytest.raises(KeyError):
        ASSETS.imported_modules("conference/static/js/none.mjs")


async def test_current_build_is_kept_for_ever_and_another_asked_again(client: Client) -> None:
    url = ASSETS.url("conference/static/base.css")
    answer = await client.get(url)
    assert answer.headers["Cache-Control"] == IMMUTABLE
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    stale = await client.get(url.replace(ASSETS.build, "0123456789ab"))
    assert (stale.status, stale.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["../../web/errors.py", "..%2f..%2fweb%2ferrors.py", "conference/../../settings.py", "conference/none.css"]
)
async def test_nothing_else_is_served(client: Client, path: str) -> None:
    answer = await client.get(f"/static/{ASSETS.build}/{path}")
    assert answer.status == 404


@pytest.mark.parametrize(
    ("suffix", "kind"), [(".mjs", "text/javascript"), (".wasm", "application/wasm"), (".woff2", "font/woff2")]
)
def test_kinds_browsers_are_strict_about(suffix: str, kind: str) -> None:
    assert MEDIA_TYPES[suffix].startswith(kind)
