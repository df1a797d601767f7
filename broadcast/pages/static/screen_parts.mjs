/** What stands in the frame of a screen: one layout, or several in a grid. */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { pagePlace, tilePlace } from "./screen_place.mjs";

/**
 * @typedef {import("./screen_place.mjs").Tile} Tile
 * @typedef {import("./screen_place.mjs").Place} Place
 * @typedef {import("./screen.mjs").Screen} Screen
 * @typedef {import("./screen.mjs").View} View
 * @typedef {import("./screen.mjs").ScreenContent} ScreenContent
 * @typedef {{Content: new (screen: Screen, place: Place) => ScreenContent} | null} LayoutModule
 */

export class ScreenParts {
  /** @param {Screen} screen @param {Tile[]} tiles @param {LayoutModule[]} modules of the tiles; null for a problem */
  constructor(screen, tiles, modules) {
    const isGrid = screen.data.kind === "grid";
    const places = tiles.map(isGrid ? tilePlace : pagePlace);
    this.first = places[0];
    this.contents = places.map((place, index) => {
      /** @type {new (screen: Screen, place: Place) => ScreenContent} */
      const Content = modules[index]?.Content ?? NamedProblem;
      return new Content(screen, place);
    });
    const [first] = this.contents;
    this.isBilingual = !isGrid && Boolean(first.isBilingual);
    this.showsUrgent = !isGrid && Boolean(first.showsUrgent);
    this.showsNotes = this.contents.some(({ showsNotes }) => showsNotes);
    if (isGrid) this.arrange(places.map((place) => /** @type {any} */ (place).section));
  }

  /** @param {HTMLElement[]} sections */
  arrange(sections) {
    document.querySelector(".screen-main")?.append(...sections);
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
