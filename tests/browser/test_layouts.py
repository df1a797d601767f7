"""Layouts of screens in a real browser: the first line is read at ten metres, nothing is cut, no word is broken.

Russian has the longest words.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.board import SETTINGS, UPRIGHT, WALL, window
from tests.browser.speaker_clock import ask_server, begin_statement, issue_token
from tests.support.live import LiveServer, live_server

pytestmark = pytest.mark.browser

READ_AT_TEN_METRES = 0.045
"""Smallest share of the screen's height that the first line of a layout has."""

HEADLINE, INSTRUCTION = "Немедленно покиньте здание. " * 4, "Не пользуйтесь лифтами. " * 11
SIGNATORIES = ("CD", "FR", "GB", "LA", "CI", "VN")
ROOM = "room:room=plenary"
SIX = f"lobby;{ROOM};speakers:room=plenary;signing;figures;welcome"
LAYOUTS = [
    *("lobby", "rooms/plenary", "speakers/plenary", "signing", "programme", "announcement", "welcome", "figures"),
    *("test-card", "lobby?screen=wall-1", f"grid?cells={SIX}", f"grid?arrange=main&cells={SIX}"),
    *(f"grid?arrange={arrangement}&cells=figures;{ROOM};announcement;welcome" for arrangement in ("rows", "columns")),
]
ALERT = {"status": "exercise", "places": ["screen:wall-1"]}

MEASURE = """() => {
  const cover = document.querySelector(".alert-cover:not([hidden])");
  const places = cover ? [cover] : [...document.querySelectorAll(".tile")];
  if (places.length === 0) places.push(document.querySelector(".screen-main"));
  const isRead = (element) => element.checkVisibility({visibilityProperty: true}) &&
    !element.closest(".visually-hidden") && [...element.childNodes].some((n) => n.nodeType === 3 && n.nodeValue.trim());
  const sizeOf = (element) => parseFloat(getComputedStyle(element).fontSize);
  const describe = ({className, textContent}) => `${className}: ${textContent.slice(0, 30)}`;
  const boxesOf = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].filter(({width}) => width > 1);
  };
  const isCut = (element) => {
    const boxes = [...element.childNodes].filter(({nodeType}) => nodeType === 3).flatMap(boxesOf);
    const spare = 0.3 * sizeOf(element);  // a line may be lower than the letters' box
    for (let at = element; at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflow === "visible") continue;
      const {left, right, top, bottom} = at.getBoundingClientRect();
      const isOut = (box) => box.left < left - 1 || box.right > right + 1 ||
        box.top < top - spare || box.bottom > bottom + spare;
      if (boxes.some(isOut)) return true;
    }
    return false;
  };
  const isBroken = (text) => [...text.nodeValue.matchAll(/[^\\s\\-–—/]+/g)].some(({index, 0: word}) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const tops = [...range.getClientRects()].map(({top}) => top);
    return Math.max(...tops) - Math.min(...tops) > 2;
  });
  const hasBrokenWord = (element) => [...element.childNodes].some((n) => n.nodeType === 3 && isBroken(n));
  return places.filter((place) => place.checkVisibility()).map((place) => {
    const texts = [...place.querySelectorAll("*")].filter(isRead);
    return {
      first: Math.max(...texts.map(sizeOf)) / innerHeight,
      cut: texts.filter(isCut).map(describe),
      broken: texts.filter(hasBrokenWord).map(describe),
    };
  });
}"""
"""Of each part that is shown: its largest text as a share of the height, and the texts with something cut or a word
broken between two lines."""


@pytest.fixture(scope="module")
def busy_server(tmp_path_factory: pytest.TempPathFactory, board_template: Path) -> Iterator[LiveServer]:
    """A board with a speaker, signatures, a ratification and an announcement, and an alert on the screen `wall-1`."""
    folder = tmp_path_factory.mktemp("busy")
    shutil.copytree(board_template, folder, dirs_exist_ok=True)
    headers = issue_token(folder)
    with live_server(folder, SETTINGS) as server:
        begin_statement(server, headers, "debate-1")
        for country in SIGNATORIES:
            version = ask_server(server, headers, "signatures")["version"]
            ask_server(server, headers, "signatures", {"act": "record", "country": country, "version": version})
        ask_server(server, headers, "ratifications", {"act": "record", "country": "VN", "version": version})
        codes = ask_server(server, headers, "signatures")["source"]
        ask_server(server, headers, "announcements", {"text": dict.fromkeys(codes, INSTRUCTION[:47])})
        texts = {code: {"headline": HEADLINE, "instruction": INSTRUCTION} for code in codes}
        alert = ask_server(server, headers, "alerts", {**ALERT, "texts": texts})
        ask_server(server, headers, f"alerts/{alert['id']}/acts", {"act": "publish", "version": alert["version"]})
        yield server


def measure(page: Page, size: tuple[int, int]) -> list[dict[str, Any]]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    measured: list[dict[str, Any]] = page.evaluate(MEASURE)
    return measured


def is_faulty(place: dict[str, Any]) -> bool:
    return bool(place["cut"] or place["broken"] or place["first"] < READ_AT_TEN_METRES)


def test_first_lines_are_read_at_ten_metres(browser: Browser, busy_server: LiveServer) -> None:
    context, page = window(browser, busy_server, WALL)
    faults = []
    for path in LAYOUTS:
        page.goto(f"/ru/screens/{path}")
        page.wait_for_selector("body[data-standing=live]")
        page.evaluate("document.fonts.ready.then(() => null)")
        for size in (WALL, UPRIGHT):
            places = measure(page, size)
            assert places, path
            faults += [
                f"{path} {size}: {one}"
                for one in places
                if one["cut"] or one["broken"] or one["first"] < READ_AT_TEN_METRES
            ]
    assert not faults, "\n".join(faults)
    context.close()
