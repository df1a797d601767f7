"""The door app's own addresses: the same bytes for everybody, complete for a phone without a network."""

import json
import re
from dataclasses import replace

import pytest
import zxingcpp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image, ImageDraw

from accreditation.doors.web.door_app import KEPT_FILES, WORKER, kept_files
from conference.languages import LANGUAGES
from conference.texts.catalogues import Catalogues
from conference.web.classic_scripts import classic_script
from rostrum.app import make_application
from rostrum.runtime import Runtime
from tests.support.paths import ROOT

Client = TestClient[web.Request, web.Application]
APP = ROOT / "accreditation/doors/static/app"
READERS = ROOT / "accreditation/badges/static/readers"
PAGE = (ROOT / "accreditation/doors/templates/door_app.html").read_text(encoding="utf-8")
MODULES = [*APP.rglob("*.mjs"), *READERS.glob("*.mjs")]
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(MODULES)}


async def test_app_shell_is_the_same_for_all_and_has_no_names(client: Client) -> None:
    plain = await client.get("/doors/")
    body = await plain.read()
    other = await client.get("/doors/", headers={"Accept-Language": "ar", "Cookie": "language=vi; visitor=x"})
    assert await other.read() == body
    assert "Set-Cookie" not in other.headers
    assert plain.headers["Cache-Control"] == "no-cache"
    assert (await client.get("/doors", allow_redirects=False)).headers["Location"] == "/doors/"


@pytest.mark.parametrize(
    ("public_url", "prefix"), [("http://press.example", ""), ("http://press.example/press", "/press")]
)
async def test_everything_the_app_is_made_of_is_kept_and_is_there(
    runtime: Runtime, public_url: str, prefix: str
) -> None:
    runtime = replace(runtime, settings=replace(runtime.settings, public_url=public_url))
    async with TestClient(TestServer(make_application(runtime))) as client:
        await check_what_is_kept(client, prefix)


async def check_what_is_kept(client: Client, prefix: str) -> None:
    response = await client.get("/doors/worker.mjs")
    head, _, rest = (await response.text()).partition("\n")
    kept = json.loads(head.removeprefix("self.KEPT = ").removesuffix(";"))
    assert rest == classic_script(ROOT / WORKER)
    assert response.headers["X-Rostrum-Build"] == kept["build"]
    assert {f"{prefix}/doors/", *(f"{prefix}/doors/texts/{code}.json" for code in LANGUAGES)} == set(kept["pages"])
    for path in [*kept["files"], *kept["pages"]]:
        assert path.startswith(f"{prefix}/")
        got = await client.get(path.removeprefix(prefix))
        assert got.status == 200, path
        assert path in kept["files"] or got.headers["X-Rostrum-Build"] == kept["build"]
    page = await (await client.get("/doors/")).text()
    linked = set(re.findall(rf'(?:href|src)="({prefix}/static/[^"#]+)', page))
    assert linked <= set(kept["files"])
    manifest = json.loads(await (await client.get("/doors/manifest.webmanifest")).text())
    assert manifest["scope"] == manifest["start_url"] == f"{prefix}/doors/"
    assert {icon["src"] for icon in manifest["icons"]} <= set(kept["files"])


def test_every_import_of_the_app_is_kept() -> None:
    folders = [APP.parent, READERS, ROOT / "conference/static/js", ROOT / "conference/static/vendor"]
    names = frozenset(path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*.*"))
    kept = {*kept_files(names), *KEPT_FILES}
    waiting, seen = [APP / "app.mjs", READERS / "qr_worker.mjs"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        assert name.relative_to(ROOT).as_posix() in kept
        text = name.read_text(encoding="utf-8")
        found = re.findall(r"""^(?:import|export)\b[^"';]*["'](\.[^"']+)["'];?$""", text, re.MULTILINE)
        waiting += [(name.parent / each).resolve() for each in found]
    assert set(MODULES) - seen == {ROOT / WORKER}


def test_every_text_of_the_app_is_in_the_catalogues() -> None:
    texts = Catalogues().with_prefix("en", "door.")
    named = set(re.findall(r'data-(?:text|label)="(door\.[a-z_.]+)"', PAGE))
    for script in SCRIPTS.values():
        named |= set(re.findall(r'"(door\.[a-z_]+(?:\.[a-z_]+)*)"', script))
    assert len(named) > 80
    assert named - set(texts) == set()


def test_app_scripts_log_no_data() -> None:
    """Logs of a browser outlive a wipe: only the names of errors go there."""
    for name, script in SCRIPTS.items():
        for line in re.findall(r"console\.\w+\((.*)\);", script):
            assert re.fullmatch(r'"door: [a-z ]+", error instanceof Error \? error\.name : ""', line), (name, line)


def test_calibration_code_holds_every_character_of_a_token_twice() -> None:
    svg = (APP / "calibration.svg").read_text(encoding="utf-8")
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    image = Image.new("L", (side * 8, side * 8), 255)
    draw = ImageDraw.Draw(image)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        left, top = int(x) * 8, int(y) * 8
        draw.rectangle((left, top, left + 7, top + 7), fill=0)
    [found] = zxingcpp.read_barcodes(image)
    alphabet = re.search(r'ALPHABET = "(.*)"', SCRIPTS["layout.mjs"])[1]  # type: ignore[index]
    assert found.text == alphabet * 2
    assert sorted(alphabet) == sorted("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
