"""The script for pages of other sites: one small file with the words of all languages, which any site may load."""

import json
import re
from urllib.parse import urlsplit

from broadcast.publish.widget import PLACE, SCRIPT, WORDS, compose_script
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.board_pages import Served
from tests.support.paths import ROOT

MOST_BYTES = 30 * 1024
EXAMPLE = ROOT / "docs/examples/widget.html"


def test_script_has_the_words_of_each_language() -> None:
    assert SCRIPT.read_text(encoding="utf-8").count(PLACE) == 1
    script = compose_script(own_catalogues())
    found = re.search(r"const WORDS = (\{.*\});\n", script.decode())
    assert found
    words = json.loads(found[1])
    assert list(words) == list(LANGUAGES)
    assert {frozenset(one) for one in words.values()} == {frozenset({"tag", "direction", *WORDS})}
    assert len(script) <= MOST_BYTES
    assert b"import " not in re.sub(rb"/\*.*?\*/", b"", script, flags=re.S)


async def test_any_site_may_load_the_script_and_the_programme(served: Served) -> None:
    for path in ("/widget.mjs", "/feeds/fr/programme.json", "/calendar/fr/programme.ics"):
        first = await served.client.get(path, headers={"Origin": "https://other.example"})
        assert (first.status, first.headers["Access-Control-Allow-Origin"]) == (200, "*")
        assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not {"Set-Cookie", "Access-Control-Allow-Credentials"} & set(first.headers)
        held = {"If-None-Match": first.headers["ETag"], "Origin": "https://other.example"}
        same = await served.client.get(path, headers=held)
        assert (same.status, same.headers["Access-Control-Allow-Origin"]) == (304, "*")
    assert (await served.client.get("/widget.mjs")).content_type == "text/javascript"


async def test_pages_stay_closed_to_other_sites(served: Served) -> None:
    for path in ("/fr/", "/fr/sessions/debate-1", "/staff/sign-in"):
        response = await served.client.get(path, headers={"Origin": "https://other.example"})
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_page_of_ways_to_follow_has_the_code(served: Served) -> None:
    page = await served.page("/zh/follow")
    assert re.search(r"&lt;script type=&#34;module&#34; src=&#34;http[^&]+/widget.mjs&#34;&gt;", page)
    assert "&lt;rostrum-programme lang=&#34;zh-Hans&#34;&gt;" in page
    assert 'href="/zh/programme"' in page


def test_example_names_one_site_in_its_policy() -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    script = re.search(r'src="([^"]+)/widget\.mjs"', example)
    assert script
    assert urlsplit(script[1]).scheme == "https"
    assert re.search(rf"script-src {script[1]}; connect-src {script[1]}\"", example)
