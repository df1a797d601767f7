// @ts-check
/**
 * Key presses that wait for their turn, so that each fast press acts once on the state that the one before has made. One
 * that does not act is told of.
 */

/** Presses that may wait; more are a key that is stuck. */
const MAX_WAITING = 10;
/** Longest wait for the answer to the press before: longer than its request may take. */
const ANSWER_WITHIN_MS = 9000;
/**
 * Longest wait for the actions that belong to the state that is shown: longer than until their stream is opened again
 * (`part_stream.mjs`). Then the server decides about a conflict.
 */
const PARTS_WITHIN_MS = 6000;
const LOOK_EVERY_MS = 20;

/**
 * @template T what a press is
 * @typedef {{
 *   isSending: () => boolean, isBehind: () => boolean, findStop: () => object | null, press: (key: T) => void,
 *   drop: (key: T) => void, now: () => number, pause: (ms: number) => Promise<void>,
 * }} Page
 *   `isSending`: a request is not answered yet. `isBehind`: the buttons are older than the state that is shown.
 *   `findStop`: the question or error that waits for the operator. `drop` is called for a press that will not act.
 */

/** @template T */
export class PressQueue {
  /** @param {Page<T>} page */
  constructor(page) {
    this.page = page;
    this.waiting = 0;
    /** @type {Promise<void>} */
    this.last = Promise.resolve();
  }

  /** @param {T} key @returns {Promise<void>} settles when the press has acted or was dropped */
  add(key) {
    if (this.waiting >= MAX_WAITING) {
      this.page.drop(key);
      return this.last;
    }
    const shown = this.page.findStop();
    const takeTurn = () => this.pressInTurn(key, shown);
    this.waiting += 1;
    this.last = this.last.then(takeTurn, takeTurn); // a press that failed does not hold up the next one
    return this.last;
  }

  /** @param {T} key @param {object | null} shown the error that was shown at the press, which does not stop it */
  async pressInTurn(key, shown) {
    const { page } = this;
    await this.waitWhile(page.isSending, ANSWER_WITHIN_MS);
    await this.waitWhile(page.isBehind, PARTS_WITHIN_MS);
    this.waiting -= 1;
    const stop = page.findStop();
    if (stop === null || stop === shown) page.press(key);
    else page.drop(key);
  }

  /** @param {() => boolean} condition @param {number} withinMs */
  async waitWhile(condition, withinMs) {
    const until = this.page.now() + withinMs;
    while (condition() && this.page.now() < until) await this.page.pause(LOOK_EVERY_MS);
  }
}
