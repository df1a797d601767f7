// @ts-check
/**
 * The command palette (Ctrl+K): every act, session, speaker, State and prepared text of the console, found by words of its
 * name in any spelling. What is chosen is what its link or button on the page does, questions included.
 */

import { el } from "../../../conference/static/js/dom.mjs";
import { fold } from "../../../conference/static/js/folding.mjs";

const MOST_SHOWN = 40;
/** What the palette finds: links to sessions, rooms and pages of acts, and buttons that can be pressed now. */
const FOUND = "main.console :is(a.run-item, a.room-tile, a.command, button:enabled[name])";

/** @typedef {{label: string, place: string, element: HTMLElement}} Command */

/** The words of an element, without keys and symbols. @param {Element} element */
function wordsOf(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const part of copy.querySelectorAll("kbd, svg, .visually-hidden")) part.remove();
  return [...copy.childNodes]
    .map((node) => node.textContent?.trim().replace(/\s+/g, " "))
    .filter(Boolean)
    .join(" · ");
}

/** Name what a button is about: the person or text in its line of a list. @param {Element} element */
function subjectOf(element) {
  const line = element.closest("li");
  const subject = line?.querySelector("bdi, p span");
  return subject && !element.contains(subject) ? (subject.textContent?.trim() ?? "") : "";
}

/** The commands that the page offers now. @returns {Command[]} */
export function listCommands() {
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(FOUND));
  return [...elements]
    .filter((element) => !element.closest("dialog, [hidden]"))
    .map((element) => ({
      label: [element.title, wordsOf(element), subjectOf(element)].filter(Boolean).join(" · "),
      place: element.closest("section, nav, details")?.querySelector("h2")?.textContent?.trim() ?? "",
      element,
    }));
}

/**
 * The commands whose labels have all words that are sought, those that begin with them first.
 * @template {{label: string}} T
 * @param {T[]} commands @param {string} sought @returns {T[]}
 */
export function findCommands(commands, sought) {
  const words = fold(sought).split(" ").filter(Boolean);
  const found = commands.flatMap((command) => {
    const folded = fold(command.label);
    const places = words.map((word) => folded.indexOf(word));
    return places.includes(-1) ? [] : [{ command, rank: Math.max(0, ...places) }];
  });
  return found.sort((one, other) => one.rank - other.rank).map(({ command }) => command);
}

export class Palette {
  /**
   * @param {import("../../pages/static/words.mjs").Words} words
   * @param {(what: string) => void} onImpossible is called for a command that the page does not offer any more
   */
  constructor(words, onImpossible) {
    this.words = words;
    this.onImpossible = onImpossible;
    this.dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"));
    this.field = /** @type {HTMLInputElement | null} */ (document.getElementById("palette-field"));
    this.list = document.getElementById("palette-list");
    /** @type {Command[]} */
    this.commands = [];
    this.at = 0;
    document.addEventListener("keydown", (event) => this.openByKey(event));
    document.querySelector("[data-palette]")?.addEventListener("click", () => this.open());
    this.field?.addEventListener("input", () => this.show());
    this.dialog?.addEventListener("keydown", (event) => this.move(event));
    this.list?.addEventListener("click", (event) => this.click(event));
  }

  /** @param {KeyboardEvent} event */
  openByKey(event) {
    const isKey = (event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyK";
    if (!isKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.open();
  }

  open() {
    if (!this.dialog || !this.field) return;
    this.field.value = "";
    this.dialog.showModal();
    this.show();
    this.field.focus();
  }

  show() {
    if (!this.list || !this.field) return;
    this.commands = findCommands(listCommands(), this.field.value).slice(0, MOST_SHOWN);
    this.at = 0;
    const options = this.commands.map(({ label, place }, number) =>
      el(
        "li",
        { role: "option", id: `palette-${number}`, "aria-selected": String(number === 0) },
        el("bdi", {}, label),
        " ",
        el("span", { class: "quiet" }, place),
      ),
    );
    const none = el("li", { class: "quiet" }, this.words.text("console.palette.none"));
    this.list.replaceChildren(...(options.length ? options : [none]));
    this.mark();
  }

  /** List the commands anew after the page has changed, with the same one chosen. */
  refresh() {
    if (!this.dialog?.open) return;
    const chosen = this.commands[this.at]?.label;
    this.show();
    this.at = Math.max(
      this.commands.findIndex(({ label }) => label === chosen),
      0,
    );
    this.mark();
  }

  mark() {
    for (const [number, option] of [...(this.list?.children ?? [])].entries()) {
      if (option.getAttribute("role") !== "option") continue;
      option.setAttribute("aria-selected", String(number === this.at));
      if (number === this.at) option.scrollIntoView({ block: "nearest" });
    }
    this.field?.setAttribute("aria-activedescendant", this.commands.length ? `palette-${this.at}` : "");
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) this.at = Math.min(Math.max(this.at + by, 0), Math.max(this.commands.length - 1, 0));
    else if (event.key === "Enter" && !event.isComposing) this.choose(this.at);
    else return;
    event.preventDefault();
    this.mark();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option) this.choose([...(this.list?.children ?? [])].indexOf(option));
  }

  /** Close, and do what the element of the command does. @param {number} number */
  choose(number) {
    const command = this.commands[number];
    this.dialog?.close();
    if (!command) return;
    if (command.element.isConnected && !command.element.matches(":disabled")) command.element.click();
    else this.onImpossible(command.label);
  }
}
