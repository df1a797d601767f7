// @ts-check
/** Keys of the console: J and K walk through the sessions, a button's own key presses it, `/` goes to the search. */

import { letterOf } from "../../../conference/static/js/keys.mjs";

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

/**
 * The link of the session that is so many places after the chosen one.
 * @param {number} by @returns {HTMLAnchorElement | null}
 */
function linkAfter(by) {
  const links = [...document.querySelectorAll("li:not([hidden]) > a.run-item")];
  const chosen = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.min(Math.max(chosen + by, 0), links.length - 1)];
  return next instanceof HTMLAnchorElement ? next : null;
}

/** Press a button by its key; a delay without a time asks for it first. @param {HTMLButtonElement} button */
function press(button) {
  const until = document.getElementById("until");
  if (button.value === "delay" && until instanceof HTMLInputElement && until.value === "") until.focus();
  else button.form?.requestSubmit(button);
}

/** Longest wait for the actions that belong to the state that is shown; then the server decides about a conflict. */
const WAIT_FOR_PARTS_MS = 1000;
const LOOK_EVERY_MS = 20;

export class Keyboard {
  /**
   * @param {import("./parts.mjs").Parts} parts
   * @param {() => boolean} isBehind whether the parts are older than the state that is shown, so that a key would undo or
   *   repeat what was before it
   */
  constructor(parts, isBehind) {
    this.parts = parts;
    this.isBehind = isBehind;
    this.isWaiting = false;
    document.addEventListener("keydown", (event) => this.handleKey(event));
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.key === "Escape" && isTyping(event.target)) /** @type {HTMLElement} */ (event.target).blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const letter = letterOf(event);
    const field = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
    const button = document.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (letter === "J" || letter === "K") this.step(letter === "J" ? 1 : -1);
    else if (field instanceof HTMLElement) field.focus();
    else if (button && !event.repeat) this.pressWhenCurrent(letter);
    else return;
    event.preventDefault();
  }

  /** Press the button of a key, once the parts show the state that the operator sees. @param {string} letter */
  async pressWhenCurrent(letter) {
    if (this.isWaiting) return;
    this.isWaiting = true;
    const until = performance.now() + WAIT_FOR_PARTS_MS;
    while (this.isBehind() && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    this.isWaiting = false;
    const button = document.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (button instanceof HTMLButtonElement && !button.disabled && !this.parts.isChoosing) press(button);
  }

  /** @param {number} by */
  step(by) {
    const link = linkAfter(by);
    if (!link) return;
    link.scrollIntoView({ block: "nearest" });
    this.parts.choose(new URL(link.href).searchParams);
  }
}
