/**
 * Where a layout stands: on the whole page, or in a part of a grid. A layout knows its place only.
 *
 * @typedef {{
 *   layout: string, room: string | null, options: Record<string, string>,
 *   problem?: {code: string, option: string, value: string},
 * } & Record<string, any>} Tile what the server says of one part
 * @typedef {{
 *   root: HTMLElement, tile: Tile, showHeading: (text: string | Node, attributes?: Record<string, string>) => void,
 *   showPages: (count: number, here: number) => void, current: {page: number, pages: number},
 * }} Place `showPages`: `here` counts from 0; `current.page` from 1
 */

import { el, settle } from "../../../conference/static/js/dom.mjs";

/** More pages than these are counted in digits. */
const MAX_DOTS = 12;

/** The whole page: its title is in the header, the dots of its pages are in the foot. @param {Tile} tile @returns {Place} */
export function pagePlace(tile) {
  const root = /** @type {HTMLElement} */ (document.querySelector(".screen-main"));
  const heading = /** @type {HTMLElement} */ (document.querySelector(".screen-header h1"));
  const pages = /** @type {HTMLElement} */ (document.querySelector(".screen-pages"));
  return { root, tile, showHeading: headingOf(heading), ...pagesIn(pages) };
}

/** A part of a grid, with a heading above and dots below. @param {Tile} tile @returns {Place & {section: HTMLElement}} */
export function tilePlace(tile) {
  const heading = el("h2", { class: "tile-heading", hidden: true });
  const root = el("div", { class: "tile-main" });
  const pages = el("p", { class: "tile-pages", "aria-hidden": "true" });
  const frame = el("div", { class: `tile-frame tile-${tile.layout}` }, heading, root, pages);
  const section = el("section", { class: "tile" }, frame);
  return { root, tile, section, showHeading: headingOf(heading), ...pagesIn(pages) };
}

/** The mark or logo of the event, as in the header, for a layout that shows it large. */
export function eventMark() {
  const mark = document.querySelector(".screen-mark > :first-child")?.cloneNode(true);
  return el("p", { class: "place-mark", "aria-hidden": "true" }, mark);
}

/** @param {number} count @param {number} here */
function dotsOf(count, here) {
  if (count < 2) return [];
  return Array.from({ length: count }, (_, n) => el("span", { class: n === here ? "dot dot-here" : "dot" }));
}

/** @param {HTMLElement} heading @returns {Place["showHeading"]} */
function headingOf(heading) {
  return (text, attributes = {}) => {
    const title = el("bdi", attributes, text);
    heading.hidden = false;
    if (heading.childNodes.length === 1 && heading.firstChild?.isEqualNode(title)) return;
    heading.removeAttribute("lang");
    heading.replaceChildren(title);
  };
}

/** How an element shows which of its pages is shown. @param {HTMLElement} pages @returns {Pick<Place, "showPages" | "current">} */
export function pagesIn(pages) {
  const current = { page: 1, pages: 1 };
  const showPages = (/** @type {number} */ count, /** @type {number} */ here) => {
    Object.assign(current, { page: here + 1, pages: count });
    settle(pages, count > MAX_DOTS ? [el("bdi", { dir: "ltr" }, `${here + 1}/${count}`)] : dotsOf(count, here));
  };
  return { showPages, current };
}
