/**
 * What a page keeps on the device, so that a reload without a server shows the last state and its age.
 *
 * The board is written when it changes, at most once a second; the last confirmation (small) more rarely
 * than it comes, and when the page goes. A device that refuses storage works without it.
 */

import { readBoard, writeBoard } from "./board.mjs";

const BOARD_EVERY_MS = 1000;
const CONFIRMED_EVERY_MS = 20_000;

/** @typedef {import("./clock.mjs").Sighting} Sighting */

export class Keep {
  /**
   * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
   * @param {string} language
   * @param {{setTimeout: Function, clearTimeout: Function, monotonic: () => number}} timers
   */
  constructor(storage, language, timers) {
    this.storage = storage;
    this.language = language;
    this.timers = timers;
    this.boardName = `rostrum.board.${language}`;
    this.confirmedName = `rostrum.confirmed.${language}`;
    /** @type {import("./board.mjs").Board | null} */
    this.waiting = null;
    /** @type {any} */
    this.timer = null;
    /** @type {Sighting | null} */
    this.sighting = null;
    this.confirmedWrittenAt = -Infinity;
  }

  /** The board and the last confirmation kept, each null when there is none. */
  read() {
    const board = readBoard(this.get(this.boardName), this.language);
    return { board, sighting: board ? this.readSighting() : null };
  }

  /** @returns {Sighting | null} */
  readSighting() {
    try {
      const { serverAt, deviceAt } = JSON.parse(this.get(this.confirmedName) ?? "null");
      return Number.isFinite(serverAt) && Number.isFinite(deviceAt) ? { serverAt, deviceAt } : null;
    } catch {
      return null;
    }
  }

  /** @param {import("./board.mjs").Board} board */
  board(board) {
    this.waiting = board;
    this.timer ??= this.timers.setTimeout(() => this.flushBoard(), BOARD_EVERY_MS);
  }

  /** @param {Sighting} sighting */
  confirmed(sighting) {
    this.sighting = sighting;
    if (this.timers.monotonic() - this.confirmedWrittenAt >= CONFIRMED_EVERY_MS) this.flushConfirmed();
  }

  /** Write what still waits; call it when the page goes. */
  flush() {
    if (this.waiting) this.flushBoard();
    if (this.sighting) this.flushConfirmed();
  }

  flushBoard() {
    if (this.timer !== null) this.timers.clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting) this.set(this.boardName, writeBoard(this.waiting));
    this.waiting = null;
    if (this.sighting) this.flushConfirmed();
  }

  flushConfirmed() {
    this.confirmedWrittenAt = this.timers.monotonic();
    this.set(this.confirmedName, JSON.stringify(this.sighting));
  }

  /** @param {string} name */
  get(name) {
    try {
      return this.storage?.getItem(name) ?? null;
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    try {
      this.storage?.setItem(name, value);
    } catch {
      this.storage = null;
    }
  }
}
