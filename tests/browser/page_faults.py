"""What is wrong with a page that a browser shows: axe-core, its width, its direction, what fingers press.

| checked | at |
|---|---|
| all rules of axe-core, also contrast | desk |
| rules of axe-core that depend on the width | narrow |
| no sideways scroll, height of what fingers press | desk, narrow |
| direction, icons in forced colours, no motion if reduced | once |

No style sheet has a breakpoint between a phone of 390 pixels and the narrow screen of 320.
"""

from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from playwright.async_api import Page

from conference.languages import language

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
AXE_ADDRESS = "/axe-for-tests.js"
"""Where the tested site serves it: the browser then keeps its compiled code, which takes as long as the fewer rules."""
DESK, NARROW = SIZES = (1440, 900), (320, 640)
"""The narrow one is also a desk of 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10)."""
LAYOUT_RULES = ["scrollable-region-focusable", "target-size"]
"""Rules of axe-core whose result depends on the size of the window."""
FOR_FINGERS = (
    "/apply",
    "/applications/",
    "/crew",
    "/nothing",
    "/staff/sign-in",
    "/staff/people",
    "/staff/password",
    "/staff/links",
)
"""Parts of addresses of pages whose buttons and fields are 44 pixels high."""

_CHOOSE_TEXTS = """() => {
  const looks = new Map(), counts = new Map();
  const ground = (style) => {
    const {backgroundColor, backgroundImage, opacity, position} = style;
    const isPlain = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none" && opacity === "1";
    return isPlain && position === "static" ? "" : [backgroundColor, backgroundImage, opacity, position].join();
  };
  const lookOf = (element) => {
    if (element === null) return {text: "", behind: ""};
    if (looks.has(element)) return looks.get(element);
    const style = getComputedStyle(element);
    const behind = ground(style) + lookOf(element.parentElement).behind;
    const look = {text: [style.color, style.fontSize, style.fontWeight, behind].join(), behind};
    looks.set(element, look);
    return look;
  };
  const hasWords = (e) => "value" in e || [...e.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  for (const element of document.body.querySelectorAll("*")) {
    if (!hasWords(element) || !element.checkVisibility()) continue;
    const {text} = lookOf(element);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (counts.get(text) <= 3) element.setAttribute("data-contrast", "");
  }
}"""
"""Mark three texts of each look, which is a colour and a size on the same grounds: all texts take far longer."""
_FIND_FAULTS_AT_SIZE = """async ({only, forFingers, mayScroll}) => {
  const faults = [];
  const {scrollWidth, clientWidth} = document.documentElement;
  if (!mayScroll && scrollWidth > clientWidth) faults.push("scrolls sideways");
  const fields = forFingers ? "a.button, button, input:not([type=hidden]), select, summary" : "not-an-element";
  const small = [...document.querySelectorAll(fields)]
    .filter((e) => e.checkVisibility() && e.ariaHidden !== "true")
    .filter((e) => (e.closest(".choice") ?? e).getBoundingClientRect().height < 43.5);
  faults.push(...small.map((e) => `too small: ${e.outerHTML.slice(0, 80)}`));
  await import("AXE_ADDRESS");
  const options = {resultTypes: ["violations"], rules: {}};
  for (const id of ["target-size", "label-content-name-mismatch"]) options.rules[id] = {enabled: true};
  if (only) options.runOnly = {type: "rule", values: only};
  else (CHOOSE_TEXTS)();
  axe.configure({rules: [{id: "color-contrast", selector: "[data-contrast]"}]});
  const {violations} = await axe.run(document, options);
  const targets = ({nodes}) => nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
  return [...faults, ...violations.map((one) => `${one.id}: ${targets(one)}`)];
}""".replace("AXE_ADDRESS", AXE_ADDRESS).replace("CHOOSE_TEXTS", _CHOOSE_TEXTS)
_FIND_FAULTS_AT_START = """async (direction) => {
  const isStarting = () => document.body.dataset.state === "starting";
  for (let waits = 0; isStarting() && waits < 3000; waits++) await new Promise((resolve) => setTimeout(resolve, 20));
  if (isStarting()) return ["does not start"];
  const isTurned = direction !== "" && document.documentElement.dir !== direction;
  return isTurned ? ["has the wrong direction"] : [];
}"""
"""Wait until the page has started. One call of the driver for all of them takes half the time."""
_FIND_FAULTS_IN_FORCED_COLOURS = """() => [
  ...document.getAnimations().filter((one) => one.playState === "running").map(() => "moves"),
  ...[...document.querySelectorAll("main .icon, main .mark")]
    .filter((icon) => icon.checkVisibility())
    .filter((icon) => getComputedStyle(icon).color === getComputedStyle(document.body).backgroundColor)
    .map((icon) => `invisible: ${icon.outerHTML.slice(0, 80)}`),
]"""


async def send_axe(_: web.Request) -> web.FileResponse:
    """Answer with axe-core, for `AXE_ADDRESS`."""
    return web.FileResponse(
        AXE, headers={"Content-Type": "text/javascript", "Cache-Control": "max-age=3600, immutable"}
    )


async def find_faults(page: Page, address: str, code: str, sizes: Sequence[tuple[int, int]] = SIZES) -> list[str]:
    """What is wrong with the page at each of the sizes, in words. Each resizing costs a layout: the last one stays."""
    await page.goto(address)
    return await find_faults_here(page, address, code, sizes)


async def find_faults_here(page: Page, address: str, code: str, sizes: Sequence[tuple[int, int]] = SIZES) -> list[str]:
    """What is wrong with the page that is shown in the language `code`, which is called `address` in the report."""
    direction = "" if address.startswith("/doors/") else language(code).direction
    found = await page.evaluate(_FIND_FAULTS_AT_START, direction)
    faults = [f"{address}: {fault}" for fault in found]
    for size in sizes:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        options = {
            "only": None if size == DESK else LAYOUT_RULES,
            "forFingers": any(part in address for part in FOR_FINGERS),
            "mayScroll": "/screens/" in address,
        }
        faults += [f"{address} {size[0]}: {fault}" for fault in await page.evaluate(_FIND_FAULTS_AT_SIZE, options)]
    await page.emulate_media(forced_colors="active")
    found = await page.evaluate(_FIND_FAULTS_IN_FORCED_COLOURS)
    await page.emulate_media(forced_colors="none")
    return [*faults, *(f"{address} in forced colours: {fault}" for fault in found)]
