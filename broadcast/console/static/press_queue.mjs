// @ts-check
/** Key presses that wait for their turn, so that each fast press acts once on the state that the one before has made. */

/** Presses that may wait; more are a key that is stuck. */
const MAX_WAITING = 10;
/** Longest wait for the answer to the press before: as long as its request may take. */
const ANSWER_WITHIN_MS = 8000;
/** Longest wait for the actions that belong to the state that is shown; then the server decides about a conflict. */
const PARTS_WITHIN_MS = 4000;
const LOOK_EVERY_MS = 20;

/**
 * @template T what a press is
 * @typedef {{
 *   isSending: () => boolean, isBehind: () => boolean, mayGoOn: () => boolean, press: (key: T) => void,
 *   now: () => number, pause: (ms: number) => Promise<void>,
 * }} Page
 *   `isSending`: a request is not answered yet. `isBehind`: the buttons are older than the state that is shown.
 *   `mayGoOn`: no question or error waits for the operator.
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
    if (this.waiting >= MAX_WAITING) return this.last;
    const isFirst = this.waiting === 0;
    this.waiting += 1;
    this.last = this.last.then(() => this.pressInTurn(key, isFirst));
    return this.last;
  }

  /** @param {T} key @param {boolean} isFirst whether no press was before it: an old error does not stop it */
  async pressInTurn(key, isFirst) {
    const { page } = this;
    await this.waitWhile(page.isSending, ANSWER_WITHIN_MS);
    await this.waitWhile(page.isBehind, PARTS_WITHIN_MS);
    this.waiting -= 1;
    if (isFirst || page.mayGoOn()) page.press(key);
  }

  /** @param {() => boolean} condition @param {number} withinMs */
  async waitWhile(condition, withinMs) {
    const until = this.page.now() + withinMs;
    while (condition() && this.page.now() < until) await this.page.pause(LOOK_EVERY_MS);
  }
}
