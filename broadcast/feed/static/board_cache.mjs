/**
 * The board in the browser's storage, so that a reload without a server shows the last state and its age.
 *
 * The board is written when it changes, at most once a second; the last confirmation (small) less often
 * than it arrives, and when the page is left, never before the board that it confirms. A device that refuses storage works
 * without it; one that is full is tried again with the next confirmation.
 */

import { readBoard, writeBoard } from "./board.mjs";

const BOARD_EVERY_MS = 1000;
const CONFIRMED_EVERY_MS = 20_000;

/** @typedef {import("./clock.mjs").Sighting} Sighting */

export class BoardCache {
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
    this.unsaved = null;
    /** @type {any} */
    this.timer = null;
    /** @type {Sighting | null} */
    this.sighting = null;
    this.confirmedWrittenAt = -Infinity;
  }

  /** The stored board and its last confirmation, each null when there is none. */
  read() {
    const board = readBoard(this.getItem(this.boardName), this.language);
    return { board, sighting: board ? this.readSighting() : null };
  }

  /** @returns {Sighting | null} */
  readSighting() {
    try {
      const { serverAt, deviceAt } = JSON.parse(this.getItem(this.confirmedName) ?? "null");
      return Number.isFinite(serverAt) && Number.isFinite(deviceAt) ? { serverAt, deviceAt } : null;
    } catch {
      return null;
    }
  }

  /** @param {import("./board.mjs").Board} board */
  saveBoard(board) {
    this.unsaved = board;
    this.timer ??= this.timers.setTimeout(() => this.flush(), BOARD_EVERY_MS);
  }

  /** @param {Sighting} sighting */
  saveConfirmation(sighting) {
    this.sighting = sighting;
    const isDue = this.timers.monotonic() - this.confirmedWrittenAt >= CONFIRMED_EVERY_MS;
    if (isDue && this.timer === null) this.flush();
  }

  /** Write what is not written yet, the board first; call it when the page is left. */
  flush() {
    if (this.timer !== null) this.timers.clearTimeout(this.timer);
    this.timer = null;
    if (this.unsaved && !this.setItem(this.boardName, writeBoard(this.unsaved))) return;
    this.unsaved = null;
    if (!this.sighting) return;
    this.confirmedWrittenAt = this.timers.monotonic();
    this.setItem(this.confirmedName, JSON.stringify(this.sighting));
  }

  /** @param {string} name */
  getItem(name) {
    try {
      return this.storage?.getItem(name) ?? null;
    } catch {
      return null;
    }
  }

  /** Write an item, and return whether it is written. @param {string} name @param {string} value */
  setItem(name, value) {
    try {
      this.storage?.setItem(name, value);
      return true;
    } catch {
      return false;
    }
  }
}
