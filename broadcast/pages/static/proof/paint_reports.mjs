/**
 * The reports of a screen: what it has painted, after each paint and at each tick, no more often than the feed allows.
 *
 * A report is sent two frames after the paint that it tells of, and reads the texts back from the document then. A page
 * whose frames are not drawn (a stopped process, a hidden tab) sends none, and the console says so.
 */

import { afterPaint } from "../../../feed/static/feed.mjs";
import { readReport } from "./painted_text.mjs";

const REPORT_EVERY_MS = 250;

/**
 * @typedef {import("../../../feed/static/feed.mjs").Feed} Feed
 * @typedef {import("../../../feed/static/board.mjs").Board} Board
 * @typedef {{code: string, feed: Pick<Feed, "reportShown">, board: Board}} PaintedView one language as it was painted
 * @typedef {{afterPaint: (act: () => void) => void, setTimeout: (act: () => void, ms: number) => unknown,
 *   read: typeof readReport}} Frames
 */

/** @type {Frames} */
const BROWSER = { afterPaint, setTimeout: (act, ms) => setTimeout(act, ms), read: readReport };

export class PaintReports {
  /** @param {string} layout @param {Frames} [frames] */
  constructor(layout, frames = BROWSER) {
    this.layout = layout;
    this.frames = frames;
    /** @type {PaintedView[]} */
    this.painted = [];
    this.page = { page: 1, pages: 1 };
    /** Whether this device has a copy of the page; undefined while that is not known. @type {boolean | undefined} */
    this.isStored = undefined;
    /** The last paint of each language that takes turns. @type {Map<string, PaintedView>} */
    this.lastPaints = new Map();
    this.isReporting = false;
    this.isWanted = false;
  }

  /**
   * Note a paint, which is reported once it is on the display.
   * @param {{words: {language: {code: string}}, feed: Pick<Feed, "reportShown">, board: Board}[]} views
   * @param {{page: number, pages: number}} [page]
   */
  note(views, page = { page: 1, pages: 1 }) {
    this.painted = views.map(({ words, feed, board }) => ({ code: words.language.code, feed, board }));
    this.page = page;
    for (const view of this.painted) this.lastPaints.set(view.code, view);
    this.report();
  }

  /** Note whether this device has a copy of the page. @param {boolean} isStored */
  noteStored(isStored) {
    if (isStored === this.isStored) return;
    this.isStored = isStored;
    this.report();
  }

  /** Report what is on the display, soon. */
  report() {
    this.isWanted = true;
    if (!this.isReporting) this.awaitPaint();
  }

  awaitPaint() {
    this.isReporting = true;
    this.isWanted = false;
    const { painted } = this;
    this.frames.afterPaint(() => {
      if (this.painted !== painted) this.awaitPaint();
      else this.send(painted);
    });
  }

  /** @param {PaintedView[]} painted */
  send(painted) {
    const stored = this.isStored === undefined ? {} : { stored: this.isStored };
    for (const { code, feed, board } of painted) {
      const place = { layout: this.layout, ...this.page };
      this.frames.read(code, place).then((report) => feed.reportShown(board, { ...report, ...stored }));
    }
    for (const [code, { feed, board }] of this.lastPaints) {
      if (painted.every((view) => view.code !== code)) feed.reportShown(board, { layout: this.layout, waits: true });
    }
    this.frames.setTimeout(() => {
      this.isReporting = false;
      if (this.isWanted) this.report();
    }, REPORT_EVERY_MS);
  }
}
