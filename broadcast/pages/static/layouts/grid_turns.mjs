/** Parts of a grid that take turns, where all of them at once would be too small to be read at ten metres. */

import { el } from "../../../../conference/static/js/dom.mjs";
import { pagesIn } from "../screen_place.mjs";

const TURN_MS = 16_000;
const CHECK_MS = 500;

/** How many parts an upright screen shows together, and others by their arrangement; `even` shows all. */
const TOGETHER_UPRIGHT = 2;
const TOGETHER = /** @type {Record<string, number>} */ ({ rows: 2, columns: 3, main: 3 });

/**
 * The parts that are shown together, by their index, in the order of their turns. The last turn is filled up with the
 * first of those that take turns.
 * @param {number} count of all parts @param {number} together
 * @param {boolean} firstStays whether the first part stays, and the others take turns beside it
 * @returns {number[][]}
 */
export function turnsOf(count, together, firstStays) {
  const all = Array.from({ length: count }, (_, n) => n);
  if (count <= together) return [all];
  const staying = firstStays ? [0] : [];
  const turning = all.slice(staying.length);
  const places = together - staying.length;
  return turning
    .filter((_, at) => at % places === 0)
    .map((_, turn) => [
      ...staying,
      ...Array.from({ length: places }, (_, n) => turning[(turn * places + n) % turning.length]),
    ]);
}

/**
 * Let the parts of a grid take turns.
 * @param {import("../screen.mjs").Screen} screen @param {HTMLElement[]} sections @param {string} arrangement
 * @returns how many parts a screen that is not upright shows together
 */
export function takeTurns(screen, sections, arrangement) {
  const together = Math.min(sections.length, TOGETHER[arrangement] ?? sections.length);
  const isMain = arrangement === "main";
  new Turns(screen, sections, turnsOf(sections.length, together, isMain), "wide");
  new Turns(screen, sections, turnsOf(sections.length, TOGETHER_UPRIGHT, isMain), "upright");
  return together;
}

class Turns {
  /**
   * @param {import("../screen.mjs").Screen} screen @param {HTMLElement[]} sections @param {number[][]} turns
   * @param {"wide" | "upright"} shape of the screens that have these turns: `grid.css` hides what waits there
   */
  constructor(screen, sections, turns, shape) {
    this.screen = screen;
    this.sections = sections;
    this.turns = turns;
    this.shape = shape;
    const pages = el("span", { class: `pages-${shape}` });
    document.querySelector(".screen-pages")?.append(pages);
    this.showPages = pagesIn(pages).showPages;
    this.here = 0;
    this.since = performance.now();
    this.show(0);
    if (turns.length > 1) setInterval(() => this.turn(), CHECK_MS);
  }

  /** @param {number} turn */
  show(turn) {
    this.here = turn;
    this.since = performance.now();
    for (const [index, section] of this.sections.entries()) {
      section.classList.toggle(`waits-${this.shape}`, !this.turns[turn].includes(index));
    }
    this.showPages(this.turns.length, turn);
  }

  /** Go on once these parts were shown long enough, in every language. */
  turn() {
    if (performance.now() - this.since < Math.max(TURN_MS, this.screen.roundMs)) return;
    this.show((this.here + 1) % this.turns.length);
  }
}
