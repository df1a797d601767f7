/** What stands in the frame of a screen: one layout, or several in a grid. */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { takeTurns } from "./layouts/grid_turns.mjs";
import { findLayout } from "./layouts/layout_registry.mjs";
import { pagePlace, tilePlace } from "./screen_place.mjs";

/**
 * @typedef {import("./screen_place.mjs").Tile} Tile
 * @typedef {import("./screen_place.mjs").Place} Place
 * @typedef {import("./screen.mjs").Screen} Screen
 * @typedef {import("./screen.mjs").View} View
 * @typedef {import("./screen.mjs").ScreenContent} ScreenContent
 */

export class ScreenParts {
  /** @param {Screen} screen @param {Tile[]} tiles */
  constructor(screen, tiles) {
    const isGrid = screen.data.kind === "grid";
    const places = tiles.map(isGrid ? tilePlace : pagePlace);
    this.first = places[0];
    const resized = new ResizeObserver(() => screen.repaint([]));
    for (const { root } of places) resized.observe(root);
    this.contents = places.map((place) => {
      /** @type {import("./layouts/layout_registry.mjs").LayoutClass} */
      const Layout = findLayout(place.tile.layout) ?? NamedProblem;
      return new Layout(screen, place);
    });
    const [first] = this.contents;
    this.isBilingual = !isGrid && Boolean(first.isBilingual);
    this.showsUrgent = !isGrid && Boolean(first.showsUrgent);
    this.showsNotes = this.contents.some(({ showsNotes }) => showsNotes);
    if (isGrid) {
      const sections = places.map((place) => /** @type {any} */ (place).section);
      arrangeTiles(screen, sections, screen.data.options.arrange);
    }
  }

  /** Which page the first part shows. */
  currentPage() {
    return this.first.current;
  }

  /** @param {View} view @param {View | null} second @param {number | null} now @param {string[]} changed */
  paint(view, second, now, changed) {
    for (const content of this.contents) content.paint(view, second, now, changed);
  }
}

/** @param {Screen} screen @param {HTMLElement[]} sections @param {string} arrangement as in `grid.css` */
function arrangeTiles(screen, sections, arrangement) {
  const main = /** @type {HTMLElement} */ (document.querySelector(".screen-main"));
  main.dataset.parts = String(takeTurns(screen, sections, arrangement));
  main.dataset.arrange = arrangement;
  main.append(...sections);
}

/** A part of a grid that cannot be shown, with the reason. */
class NamedProblem {
  /** @param {Screen} _screen @param {Place} place */
  constructor(_screen, { root, tile }) {
    this.root = root;
    this.problem = tile.problem;
  }

  /** @param {View} view */
  paint({ words }) {
    if (!this.problem) return;
    const { code, option, value } = this.problem;
    const text = words.text(`layout.problem.${code}`, { option, value });
    settle(this.root, [el("p", { class: "tile-problem" }, text)]);
  }
}
