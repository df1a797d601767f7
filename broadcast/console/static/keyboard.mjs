// @ts-check
/**
 * Keys of the console: a digit chooses a room, J and K walk through the sessions, `/` goes to the search, `?` lists the keys, and a button's own key presses it while
 * keys are armed.
 */

import { letterOf } from "../../../conference/static/js/keys.mjs";
import { PressQueue } from "./press_queue.mjs";
import { isUntouched } from "./session_form.mjs";

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

/** @param {Event} event */
function openHelp(event) {
  event.preventDefault();
  const help = document.getElementById("keys-help");
  if (help instanceof HTMLDialogElement) help.showModal();
}

/**
 * Delay the session at Enter in the field of its time, and go to the first match at Enter in a search.
 * @param {KeyboardEvent} event @param {HTMLInputElement} field
 */
function finishField(event, field) {
  const delay = document.querySelector('.verbs button[value="delay"]:enabled');
  const match = document.querySelector(".party-list li:not([hidden]) button");
  if (field.id === "until" && delay instanceof HTMLButtonElement) delay.form?.requestSubmit(delay);
  else if (field.matches('[data-filter="parties"]') && match instanceof HTMLElement) match.focus();
  else return;
  event.preventDefault(); // else the match, which has the focus now, would be pressed
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

/** Leave a field, and close the announcement that it belongs to if nothing was written. @param {HTMLElement} field */
function leaveField(field) {
  field.blur();
  const form = field.closest("form.compose");
  const close = document.querySelector('[data-choose] button[value=""]');
  if (form instanceof HTMLFormElement && isUntouched(form) && close instanceof HTMLButtonElement) close.click();
}

/** Press a button by its key; a delay without a time asks for it first. @param {HTMLButtonElement} button */
function press(button) {
  const until = document.getElementById("until");
  if (button.value === "delay" && until instanceof HTMLInputElement && until.value === "") until.focus();
  else button.form?.requestSubmit(button);
}

/**
 * The link of the room that a digit chooses, by its place on the keyboard: the digit, or the digit with Shift.
 * @param {KeyboardEvent} event @returns {HTMLAnchorElement | null}
 */
function roomLink({ code, shiftKey }) {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  const link = digit && document.querySelector(`a[data-room-key="${shiftKey ? "⇧" : ""}${digit}"]`);
  return link instanceof HTMLAnchorElement ? link : null;
}

/** A question mark in Latin, Arabic and Chinese layouts. */
const HELP_KEYS = new Set(["?", "؟", "？"]);

export class Keyboard {
  /**
   * @param {import("./parts.mjs").Parts} parts
   * @param {{isSending: () => boolean, isBehind: () => boolean, isArmed: () => boolean, onUnarmed: () => void, onImpossible: (what: string) => void}} console
   *   `isSending`: an act is not answered yet. `isBehind`: the parts are older than the state that is shown, so that a key would undo or repeat what was before it.
   *   `isArmed`: keys may change the board; `onUnarmed` is called for a key that would, when they may not;
   *   `onImpossible` for one whose act is not possible now
   */
  constructor(parts, { isSending, isBehind, isArmed, onUnarmed, onImpossible }) {
    this.parts = parts;
    this.isArmed = isArmed;
    this.onUnarmed = onUnarmed;
    this.onImpossible = onImpossible;
    /** @type {PressQueue<{letter: string, session: string | null}>} */
    this.presses = new PressQueue({
      isSending,
      isBehind,
      mayGoOn: () => document.querySelector("dialog[open], #console-status [role=alert]") === null,
      press: (key) => this.pressButton(key),
      now: () => performance.now(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    document.addEventListener("keydown", (event) => this.handleKey(event));
    document.querySelector("[data-keys-help]")?.addEventListener("click", openHelp);
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.key === "Escape" && isTyping(event.target)) leaveField(/** @type {HTMLElement} */ (event.target));
    const isPlainEnter = event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing;
    if (isPlainEnter && event.target instanceof HTMLInputElement) return finishField(event, event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (HELP_KEYS.has(event.key)) return openHelp(event);
    const letter = letterOf(event);
    const room = roomLink(event);
    const field = document.querySelector(`[data-focus-key="${CSS.escape(letter)}"]`);
    const button = document.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (letter === "J" || letter === "K") this.step(letter === "J" ? 1 : -1);
    else if (room) room.click();
    else if (field instanceof HTMLElement) field.focus();
    else if (button && !event.repeat) this.act(letter);
    else return;
    event.preventDefault();
  }

  /** @param {string} letter */
  act(letter) {
    if (this.isArmed()) this.presses.add({ letter, session: this.parts.session });
    else this.onUnarmed();
  }

  /**
   * Press the button of a key, if the session that was chosen at the key is shown: it may not have arrived.
   * @param {{letter: string, session: string | null}} key
   */
  pressButton({ letter, session }) {
    const button = document.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (!(button instanceof HTMLButtonElement) || !this.shows(session)) return;
    if (button.disabled) this.onImpossible(button.querySelector("span")?.textContent ?? "");
    else press(button);
  }

  /** Whether the buttons are those of a session, and no other one is awaited. @param {string | null} session */
  shows(session) {
    return session === this.parts.shownSession && !this.parts.isChoosing;
  }

  /** @param {number} by */
  step(by) {
    const link = linkAfter(by);
    if (!link) return;
    link.scrollIntoView({ block: "nearest" });
    this.parts.choose(new URL(link.href).searchParams);
  }
}
