// @ts-check
/**
 * Keys of the console: a digit chooses a room, J and K walk through the sessions, `/` goes to the search, `?` lists the keys, and a button's own key presses it while
 * keys are armed.
 */

import { letterOf } from "../../../conference/static/js/keys.mjs";
import { PressQueue } from "./press_queue.mjs";
import { buttonName, isUntouched } from "./session_form.mjs";

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

/** The question that is open, or the error that is shown. */
function findStop() {
  return document.querySelector("dialog[open]") ?? document.querySelector("#console-status [role=alert]");
}

/** The button of a key. @param {string} letter @returns {HTMLButtonElement | null} */
function buttonOf(letter) {
  return document.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
}

/** The name of the act of a key, on its button or else in the list of keys; null for other keys. @param {string} letter */
function actName(letter) {
  const button = buttonOf(letter);
  if (button) return buttonName(button);
  return document.querySelector(`#keys-help [data-act-key="${CSS.escape(letter)}"]`)?.textContent ?? null;
}

/** A question mark in Latin, Arabic and Chinese layouts. */
const HELP_KEYS = new Set(["?", "؟", "？"]);

/** @typedef {{letter: string, name: string, session: string | null}} Press a key, its act, and the session chosen at the press */

export class Keyboard {
  /**
   * @param {import("./parts.mjs").Parts} parts
   * @param {{isSending: () => boolean, isBehind: () => boolean, isArmed: () => boolean, onUnarmed: () => void, onImpossible: (what: string) => void, onDropped: (what: string) => void}} console
   *   `isSending`: an act or the choice of a session is not answered yet. `isBehind`: the parts are older than the state that is shown, so that a key would undo or repeat what was before it.
   *   `isArmed`: keys may change the board; `onUnarmed` is called for a key that would, when they may not;
   *   `onImpossible` for one whose act is not possible now; `onDropped` for one that was stopped by the question or error
   *   of a press before it
   */
  constructor(parts, { isSending, isBehind, isArmed, onUnarmed, onImpossible, onDropped }) {
    this.parts = parts;
    this.isArmed = isArmed;
    this.onUnarmed = onUnarmed;
    this.onImpossible = onImpossible;
    /** @type {PressQueue<Press>} */
    this.presses = new PressQueue({
      isSending,
      isBehind,
      findStop,
      press: (key) => this.pressButton(key),
      drop: ({ name }) => onDropped(name),
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
    if (isPlainEnter && event.target instanceof HTMLInputElement) return this.finishField(event, event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (HELP_KEYS.has(event.key)) return openHelp(event);
    const letter = letterOf(event);
    const room = roomLink(event);
    const field = document.querySelector(`[data-focus-key="${CSS.escape(letter)}"]`);
    const name = actName(letter);
    if (letter === "J" || letter === "K") this.step(letter === "J" ? 1 : -1);
    else if (room) room.click();
    else if (field instanceof HTMLElement) field.focus();
    else if (name !== null && !event.repeat) this.act(letter, name);
    else return;
    event.preventDefault();
  }

  /**
   * Delay the session at Enter in the field of its time, and go to the first match at Enter in a search.
   * @param {KeyboardEvent} event @param {HTMLInputElement} field
   */
  finishField(event, field) {
    const delay = document.querySelector('.verbs button[value="delay"]');
    const match = document.querySelector(".party-list li:not([hidden]) button");
    if (field.id === "until" && delay instanceof HTMLButtonElement) {
      if (delay.disabled) this.onImpossible(buttonName(delay));
      else delay.form?.requestSubmit(delay);
    } else if (field.matches('[data-filter="parties"]') && match instanceof HTMLElement) match.focus();
    else return;
    event.preventDefault(); // else the match, which has the focus now, would be pressed
  }

  /** @param {string} letter @param {string} name of its act */
  act(letter, name) {
    if (this.isArmed()) this.presses.add({ letter, name, session: this.parts.session });
    else this.onUnarmed();
  }

  /** Press the button of a key, if the session that was chosen at the key is shown: it may not have arrived. @param {Press} key */
  pressButton({ letter, name, session }) {
    const button = buttonOf(letter);
    if (button && !button.disabled && this.shows(session)) press(button);
    else this.onImpossible(name);
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
