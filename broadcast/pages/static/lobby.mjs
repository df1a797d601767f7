/** The lobby screen: current and next sessions of every room, a page at a time, readable at ten metres. */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { statesOf } from "../../feed/static/board.mjs";
import { highlights, isOn, lobbyRows } from "./highlights.mjs";
import { Screen } from "./screen.mjs";
import { phaseView, speakersView, titleView } from "./session_view.mjs";

const MAX_ROWS = 8;
const MIN_PAGE_MS = 8000;
const ROW_MS = 2500;
const FADE_MS = 450;
/** From large to the smallest that the look allows (4 % of the height): few sessions fill the wall too. */
const SCALES = [1.7, 1.4, 1.2, 1];

/** @typedef {import("./highlights.mjs").Session} Session */

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
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.main = /** @type {HTMLElement} */ (document.querySelector(".screen-main"));
    this.list = /** @type {HTMLElement} */ (document.querySelector(".rows"));
    this.measure = /** @type {HTMLElement} */ (document.querySelector(".rows-measure"));
    this.dots = /** @type {HTMLElement} */ (document.querySelector(".screen-pages"));
    /** @type {[number, number][]} */
    this.pages = [[0, 0]];
    this.page = 0;
    this.round = 0;
    this.pageSince = performance.now();
    setInterval(() => this.turnPage(), 500);
  }

  /** @param {import("./screen.mjs").View} view @param {number | null} now @param {string[]} changed */
  paint(view, now, changed) {
    const { words, board } = view;
    const sessions = statesOf(board, "session/");
    const known = now ?? view.state.confirmedAt;
    const found = highlights(sessions, known ?? 0, words.times.day);
    const sorted = known === null ? [] : lobbyRows(found);
    const withDay = found.later.length > 0;
    const rows = sorted.map((session) => this.row(words, session, { now, withDay }));
    this.fit(rows);
    const jump = sorted.findIndex(({ id }) => changed.includes(`session/${id}`));
    if (jump >= 0 && changed.length < 4) this.showPage(this.pages.findIndex(([, end]) => jump < end));
    this.page = Math.min(this.page, this.pages.length - 1);
    this.show(rows, words, sessions.length > 0);
  }

  /** @param {import("./words.mjs").Words} words @param {Session} session @param {any} context */
  row(words, session, { now, withDay }) {
    const day = withDay ? el("span", { class: "row-day" }, words.day(session.day, "short")) : null;
    return el(
      "li",
      { class: `row-session row-${session.phase}${isOn(session) ? " row-on" : ""}`, "data-session": session.id },
      el(
        "p",
        { class: "row-where" },
        day,
        words.hours(session.starts_at, session.ends_at),
        el("bdi", { class: "row-room" }, session.room_name),
      ),
      el("div", { class: "row-what" }, titleView(words, session, "h2"), ...speakersView(words, session)),
      phaseView(words, session, now),
    );
  }

  /**
   * Choose the largest size at which all rows fit on one page, else the smallest and as many pages as needed.
   * @param {HTMLElement[]} rows
   */
  fit(rows) {
    const gap = Number.parseFloat(getComputedStyle(this.list).rowGap) || 0;
    const room = this.main.clientHeight + gap;
    settle(
      this.measure,
      rows.map((row) => row.cloneNode(true)),
    );
    for (const scale of SCALES) {
      this.main.style.setProperty("--scale", String(scale));
      const heights = [...this.measure.children].map((row) => row.getBoundingClientRect().height + gap);
      this.pages = paginate(heights, room);
      if (this.pages.length === 1 && !this.cutsTitles()) return;
    }
  }

  /** Whether a title loses words at this size. */
  cutsTitles() {
    const titles = [...this.measure.querySelectorAll(".session-title")];
    return titles.some((title) => title.scrollHeight > title.clientHeight + 1);
  }

  /** @param {HTMLElement[]} rows @param {import("./words.mjs").Words} words @param {boolean} known */
  show(rows, words, known) {
    this.rows = rows;
    const [start, end] = this.pages[this.page];
    const empty = known ? words.text("board.over") : words.text("screen.waiting");
    settle(this.list, rows.length ? rows.slice(start, end) : [el("li", { class: "rows-empty" }, empty)]);
    const dots = this.pages.map((_, index) => el("span", { class: index === this.page ? "dot dot-here" : "dot" }));
    settle(this.dots, this.pages.length > 1 ? dots : []);
  }

  /** @param {number} page */
  showPage(page) {
    this.page = page;
    this.pageSince = performance.now();
  }

  turnPage() {
    const [start, end] = this.pages[this.page] ?? [0, 0];
    const due = performance.now() - this.pageSince >= Math.max(MIN_PAGE_MS, ROW_MS * (end - start));
    if (!due) return;
    const next = (this.page + 1) % this.pages.length;
    if (next <= this.page) this.round += 1;
    if (this.pages.length === 1) {
      this.pageSince = performance.now();
      return;
    }
    this.showPage(next);
    this.main.classList.add("leaving");
    setTimeout(() => {
      this.screen.repaint([]);
      this.main.classList.remove("leaving");
    }, FADE_MS);
  }

  /** Every page of a language is shown before the next language. */
  mayTurn() {
    return this.round > 0;
  }

  afterTurn() {
    this.round = 0;
    this.showPage(0);
  }
}

if (globalThis.document?.getElementById("screen")) new Screen((screen) => new Lobby(screen)).start();
