"""Public pages of the running site in seven languages: violations of axe-core and html-validate, and pictures.

    python -m bench.public_pages [--languages ar,en] [--pictures FOLDER]

Serves the reference event on its first morning, as `bench.page_weight` does, opens each of its pages in Chromium on a
phone and at a desk, and runs all rules of axe-core; html-validate reads each page as the server sends it. Pages that
scroll sideways are counted too. With `--pictures` the whole page is kept as `FOLDER/<page>-<size>-<language>.png`. The
exit code is 1 when something is wrong.
"""

import argparse
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.page_weight import PAGES
from conference.languages import LANGUAGES
from tests.browser.board import PHONE, SETTINGS, chromium, prepare
from tests.support.live import LiveServer, live_server

ROOT = Path(__file__).parents[1]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
VALIDATE = (ROOT / "node_modules/.bin/html-validate", "--config", ROOT / ".htmlvalidate.json", "--formatter", "text")
SIZES: Mapping[str, tuple[int, int]] = {"phone": PHONE, "desk": (1280, 900)}

FIND_FAULTS = """async () => {
  const options = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
  const {violations} = await axe.run(document, options);
  const {scrollWidth, clientWidth} = document.documentElement;
  const wide = scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth} in ${clientWidth} pixels`] : [];
  return [...violations.map((one) => `${one.id}: ${one.nodes[0].target.join(" ")}`), ...wide];
}"""
TIMEOUT_S = 10


def main() -> int:
    """Open all pages and print what is wrong with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="languages of the pages")
    parser.add_argument("--pictures", type=Path, help="folder for a picture of each page")
    options = parser.parse_args()
    codes = options.languages.split(",")
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        prepare(Path(folder))
        with live_server(Path(folder), SETTINGS) as server:
            with chromium() as browser:
                faults = [
                    fault for size in SIZES for fault in check_size(browser, server, size, codes, options.pictures)
                ]
            sys.stdout.write(f"{len(PAGES) * len(codes) * len(SIZES)} views by axe-core: {len(faults)} faults\n")
            invalid = validate_pages(server, codes, Path(folder) / "html")
    sys.stdout.write(f"{len(PAGES) * len(codes)} pages by html-validate: {'faults' if invalid else '0 faults'}\n")
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(invalid)
    return 1 if faults or invalid else 0


def check_size(
    browser: Browser, server: LiveServer, size: str, codes: Sequence[str], pictures: Path | None
) -> list[str]:
    """Open each page in each language in a window of a size, and return what is wrong with them."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=server.url, viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    faults: list[str] = []
    for name, path in PAGES.items():
        for code in codes:
            faults += [f"/{code}/{path} {size}: {fault}" for fault in find_faults(page, f"/{code}/{path}")]
            if pictures:
                page.screenshot(path=pictures / f"{name.replace(' ', '_')}-{size}-{code}.png", full_page=True)
    context.close()
    return faults


def find_faults(page: Page, address: str) -> list[str]:
    """Open a page, and return the violations of axe-core there and whether it scrolls sideways."""
    page.goto(address, wait_until="networkidle")
    page.evaluate("async () => { await document.fonts.ready; }")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FIND_FAULTS)
    return found


def validate_pages(server: LiveServer, codes: Sequence[str], folder: Path) -> str:
    """Save each page in each language, and return the report of html-validate; empty when all are valid."""
    folder.mkdir()
    for name, path in PAGES.items():
        for code in codes:
            with urllib.request.urlopen(f"{server.url}/{code}/{path}", timeout=TIMEOUT_S) as answer:
                (folder / f"{name.replace(' ', '_')}-{code}.html").write_bytes(answer.read())
    done = subprocess.run([*VALIDATE, folder / "*.html"], stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main())
