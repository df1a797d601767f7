/** The lobby screen: current and next sessions of every room, a page at a time, readable at ten metres. */

import { el, settle } from "../../../../conference/static/js/dom.mjs";
import { siteStorage } from "../../../../conference/static/js/site.mjs";
import { stateOf, statesOf } from "../../../feed/static/board.mjs";
import { highlights, lobbyRows } from "../highlights.mjs";
import { FirstSeen } from "./first_seen.mjs";
import { offerLayout } from "./layout_registry.mjs";
import { lobbyRow } from "./lobby_row.mjs";

const MAX_ROWS = 8;
const MIN_PAGE_MS = 8000;
const ROW_MS = 2500;
const FADE_MS = 450;
/** From large to the smallest that the look allows: few sessions fill the wall too. */
const SCALES = [1.5, 1.35, 1.2, 1.1, 1];
/** A title is set smaller, never cut, when it needs more lines. */
const MAX_TITLE_LINES = 3;
const TITLE_SIZES = [1, 0.9, 0.8];

/**
 * @typedef {import("../highlights.mjs").Session} Session
 * @typedef {import("../screen.mjs").View} View
 */

/**
 * Divide rows of these heights into pages of at most eight rows that fit into `room`.
 * @param {number[]} heights @param {number} room
 * @returns {[number, number][]} the first row of each page and the one after its last
 */
export function paginate(heights, room) {
  /** @type {[number, number][]} */
  const pages = [];
  let start = 0;
  let used = 0;
  heights.forEach((height, index) => {
    if (index > start && (used + height > room || index - start >= MAX_ROWS)) {
      pages.push([start, index]);
      start = index;
      used = 0;
    }
    used += height;
  });
  pages.push([start, heights.length]);
  return pages;
}

export class Lobby {
  isBilingual = true;

  /** @param {import("../screen.mjs").Screen} screen @param {import("../screen_place.mjs").Place} place */
  constructor(screen, place) {
    this.screen = screen;
    this.place = place;
    this.main = place.root;
    this.list = el("ol", { class: "rows" });
    this.measure = el("ol", { class: "rows-measure", "aria-hidden": "true" });
    this.main.append(this.list, this.measure);
    this.firstSeen = new FirstSeen(siteStorage("localStorage"));
    /** @type {[number, number][]} */
    this.pages = [[0, 0]];
    this.page = 0;
    this.pageSince = performance.now();
    setInterval(() => this.turnPage(), 500);
  }

  /** @param {View} view @param {View | null} second @param {number | null} now @param {string[]} changed */
  paint(view, second, now, changed) {
    const { words, board } = view;
    const sessions = statesOf(board, "session/");
    const known = now ?? view.state.confirmedAt;
    const { sorted, today } = known === null ? { sorted: [], today: null } : this.select(view, sessions, known);
    if (known !== null) this.firstSeen.add(words.times.day(known), sessions);
    const rowsWith = (/** @type {View | null} */ other) =>
      sorted.map((session) => this.row(view, other, session, { now, today }));
    const rows = rowsWith(second);
    const others = this.screen.turningViews.filter((other) => other !== second);
    this.fit(rows, [rows, ...others.map(rowsWith)]);
    const jump = sorted.findIndex(({ id }) => changed.includes(`session/${id}`));
    if (jump >= 0 && changed.length < 4) this.showPage(this.pages.findIndex(([, end]) => jump < end));
    this.page = Math.min(this.page, this.pages.length - 1);
    this.show(rows, words, sessions.length > 0);
  }

  /**
   * The sessions to show, in their order, and the venue's day that no row needs to say.
   * @param {View} view @param {Session[]} sessions @param {number} now
   * @returns {{sorted: Session[], today: string | null}}
   */
  select({ words }, sessions, now) {
    const found = highlights(sessions, now, words.times.day);
    return { sorted: lobbyRows(found), today: found.later.length ? null : words.times.day(now) };
  }

  /** What is said where there is no session. @param {import("../words.mjs").Words} words */
  emptyText(words) {
    return words.text("board.over");
  }

  /**
   * @param {View} view @param {View | null} second @param {Session} session
   * @param {{now: number | null, today: string | null}} context
   */
  row({ words, board }, second, session, context) {
    const translated = second && stateOf(second.board, `session/${session.id}`);
    return lobbyRow(
      { words, session, tally: stateOf(board, "tally") },
      second && translated && { words: second.words, session: translated, tally: stateOf(second.board, "tally") },
      {
        ...context,
        isMoved: this.firstSeen.isMoved(session),
        earlierStart: this.firstSeen.earlierStart(session),
      },
    );
  }

  /**
   * Choose the largest size at which all rows fit on one page, else the smallest and as many pages as needed. Each row
   * gets the height that it needs in any of the languages that take turns, so that times and rooms stay in place. A row
   * that is higher than a part of a grid keeps what is read first.
   * @param {HTMLElement[]} rows the rows to show
   * @param {HTMLElement[][]} versions the same rows in each language
   */
  fit(rows, versions) {
    const gap = Number.parseFloat(getComputedStyle(this.list).rowGap) || 0;
    settle(
      this.measure,
      versions.flat().map((row) => row.cloneNode(true)),
    );
    const measured = /** @type {HTMLElement[]} */ ([...this.measure.children]);
    let heights = rows.map(() => 0);
    for (const scale of SCALES) {
      this.main.style.setProperty("--scale", String(scale));
      const isSmallest = scale === SCALES[SCALES.length - 1];
      const areShort = measured.map((row) => fitTitle(row, isSmallest ? TITLE_SIZES : [1])).every(Boolean);
      heights = this.heightsOf(measured, rows.length);
      this.pages = paginate(
        heights.map((height) => height + gap),
        this.main.clientHeight + gap,
      );
      if (this.pages.length === 1 && areShort) break;
    }
    const isTight = heights.map((height) => height > this.main.clientHeight);
    if (isTight.includes(true)) {
      for (const [at, row] of measured.entries()) row.classList.toggle("row-tight", isTight[at % rows.length]);
      heights = this.heightsOf(measured, rows.length);
    }
    rows.forEach((row, index) => {
      row.classList.toggle("row-tight", isTight[index]);
      row.style.setProperty("--title", measured[index].style.getPropertyValue("--title"));
      row.style.minHeight = `${heights[index]}px`;
    });
  }

  /** The height of each row in the language that needs most. @param {HTMLElement[]} measured @param {number} count of rows */
  heightsOf(measured, count) {
    const all = measured.map(heightOf);
    return Array.from({ length: count }, (_, index) => Math.max(...all.filter((_, at) => at % count === index)));
  }

  /** @param {HTMLElement[]} rows @param {import("../words.mjs").Words} words @param {boolean} known */
  show(rows, words, known) {
    this.rows = rows;
    const [start, end] = this.pages[this.page];
    const empty = known ? this.emptyText(words) : words.text("screen.waiting");
    settle(this.list, rows.length ? rows.slice(start, end) : [el("li", { class: "rows-empty" }, empty)]);
    this.place.showPages(this.pages.length, this.page);
  }

  /** @param {number} page */
  showPage(page) {
    this.page = page;
    this.pageSince = performance.now();
  }

  /** Show the next page once this one was shown long enough to read it, in every language. */
  turnPage() {
    const [start, end] = this.pages[this.page] ?? [0, 0];
    const readMs = Math.max(MIN_PAGE_MS, ROW_MS * (end - start), this.screen.roundMs);
    if (this.main.clientHeight === 0) this.pageSince = performance.now(); // a part of a grid that waits for its turn
    if (this.pages.length < 2 || performance.now() - this.pageSince < readMs) return;
    this.showPage((this.page + 1) % this.pages.length);
    this.main.classList.add("leaving");
    setTimeout(() => {
      this.screen.repaint([]);
      this.main.classList.remove("leaving");
    }, FADE_MS);
  }
}

/**
 * Set the titles of a row to the first of these sizes at which each has three lines at most, else to the last one.
 * @param {HTMLElement} row @param {number[]} sizes
 * @returns whether the titles have three lines at most
 */
function fitTitle(row, sizes) {
  const titles = [...row.querySelectorAll(".session-title")];
  for (const size of sizes) {
    row.style.setProperty("--title", String(size));
    if (titles.every((title) => lineCount(title) <= MAX_TITLE_LINES)) return true;
  }
  return false;
}

/** The height in the direction of the picture, which may be turned on the glass. @param {Element} element */
function heightOf(element) {
  const { width, height } = element.getBoundingClientRect();
  const whole = /** @type {HTMLElement} */ (element).offsetHeight;
  return Math.abs(height - whole) <= 1 ? height : width;
}

/** @param {Element} element */
function lineCount(element) {
  return Math.round(heightOf(element) / Number.parseFloat(getComputedStyle(element).lineHeight));
}

offerLayout("lobby", Lobby);
