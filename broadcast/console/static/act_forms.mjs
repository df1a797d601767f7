// @ts-check
/**
 * Forms that change the board: htmx sends them and shows the parts in the answer. This module asks before an action that
 * calls people away, says what became of a form, and empties it when it is done.
 */

import { el, icon, settle } from "../../../conference/static/js/dom.mjs";
import { HOME } from "./board_view.mjs";
import { applyFilters } from "./filters.mjs";
import { hasParts } from "./parts.mjs";

const SHOW_RESULT_FOR_MS = 8000;
const FORBIDDEN = 403;

/**
 * @typedef {import("../../../conference/static/js/fragments.mjs").RequestDetail} RequestDetail
 * @typedef {{elt: Element, triggeringEvent?: Event, issueRequest: (isConfirmed: boolean) => void}} ConfirmDetail
 */

/** The question to ask first, if any. @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter */
function questionOf(form, submitter) {
  const level = submitter?.dataset.confirmLevel;
  if (level && new FormData(form).get("level") === level) return level;
  return submitter?.dataset.confirm ?? null;
}

/** Ask in the dialog of this name. @param {string} name @returns {Promise<boolean>} whether the answer is yes */
function askInDialog(name) {
  const dialog = document.getElementById(`confirm-${name}`);
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** What a press sends. @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter */
function contentOf(form, submitter) {
  return JSON.stringify([...new FormData(form), [submitter?.name, submitter?.value]]);
}

/** @param {Element} element @returns {element is HTMLFormElement} */
function isActForm(element) {
  return element instanceof HTMLFormElement && element.matches("[data-act]");
}

/**
 * Send a form as a page of its own. The server answers a form whose login or token is gone with a page that keeps what was
 * typed.
 * @param {HTMLFormElement} form @param {{submitter: HTMLButtonElement | null, isConfirmed: boolean} | undefined} sent
 */
function sendAsPage(form, sent) {
  const added = sent?.isConfirmed ? { confirmed: "1" } : {};
  const values = { ...added, ...(sent?.submitter?.name ? { [sent.submitter.name]: sent.submitter.value } : {}) };
  form.append(...Object.entries(values).map(([name, value]) => el("input", { type: "hidden", name, value })));
  HTMLFormElement.prototype.submit.call(form);
}

export class ActForms {
  /** @param {import("../../pages/static/words.mjs").Words} words */
  constructor(words) {
    this.words = words;
    /** The button that sent each form, and whether its question was answered with yes.
     * @type {WeakMap<Element, {submitter: HTMLButtonElement | null, isConfirmed: boolean}>} */
    this.sent = new WeakMap();
    /** What each form has sent, while its answer is awaited. @type {WeakMap<Element, string>} */
    this.inFlight = new WeakMap();
    /** The button of a form that was changed and sent again before the answer. @type {WeakMap<Element, HTMLButtonElement | null>} */
    this.waiting = new WeakMap();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resultTimer = undefined;
    const listen = (/** @type {string} */ type, /** @type {(detail: any, event: Event) => void} */ act) =>
      document.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail, event));
    listen("htmx:confirm", (detail, event) => this.confirm(detail, event));
    listen("htmx:configRequest", (detail) => this.addSubmitter(detail));
    listen("htmx:afterRequest", (detail) => this.finish(detail));
    for (const type of ["htmx:sendError", "htmx:timeout"]) listen(type, (detail) => this.fail(detail.elt, null));
    listen("htmx:responseError", ({ elt, xhr }) => this.fail(elt, xhr));
  }

  /** Ask before the request if the form needs it. @param {ConfirmDetail} detail @param {Event} event */
  async confirm({ elt, triggeringEvent, issueRequest }, event) {
    if (!isActForm(elt) || !(triggeringEvent instanceof SubmitEvent)) return;
    const submitter = /** @type {HTMLButtonElement | null} */ (triggeringEvent.submitter);
    const inFlight = this.inFlight.get(elt);
    if (inFlight !== undefined) {
      event.preventDefault();
      if (inFlight !== contentOf(elt, submitter)) this.waiting.set(elt, submitter);
      return;
    }
    const question = questionOf(elt, submitter);
    this.sent.set(elt, { submitter, isConfirmed: question !== null });
    if (question === null) return;
    event.preventDefault();
    if (await askInDialog(question)) issueRequest(true);
  }

  /**
   * Add the button that was pressed, by hand or by a key, and the answer to its question.
   * @param {RequestDetail & {parameters: Record<string, string>}} detail
   */
  addSubmitter({ elt, parameters }) {
    const sent = this.sent.get(elt);
    if (!sent) return;
    if (sent.submitter?.name) parameters[sent.submitter.name] = sent.submitter.value;
    if (sent.isConfirmed) parameters.confirmed = "1";
    if (isActForm(elt)) this.inFlight.set(elt, contentOf(elt, sent.submitter));
  }

  /**
   * Send a form again whose values or button were changed before the answer to the first press: that press is not lost.
   * Without an answer of the console it is dropped, and the reason is shown.
   * @param {HTMLFormElement} form @param {boolean} isAnswered @returns {boolean} whether it is sent again
   */
  sendWaiting(form, isAnswered) {
    const submitter = this.waiting.get(form);
    this.inFlight.delete(form);
    this.waiting.delete(form);
    if (submitter === undefined || !isAnswered || !form.isConnected) return false;
    setTimeout(() => form.requestSubmit(submitter?.isConnected ? submitter : null)); // once htmx has ended the request
    return true;
  }

  /** @param {RequestDetail} detail */
  finish({ xhr, requestConfig: { elt } }) {
    if (!isActForm(elt)) return;
    const isAnswered = hasParts(xhr);
    if (this.sendWaiting(elt, isAnswered) || !isAnswered) return;
    clearTimeout(this.resultTimer);
    if (xhr.status !== 200) return focusInvalid();
    if (this.sent.get(elt)?.submitter?.matches("[data-preview]")) return;
    this.removeResultLater();
    elt.reset();
    applyFilters();
    if (elt.matches(".compose")) leaveTemplate();
  }

  /** Say why a form was not answered by the console. @param {Element} elt @param {XMLHttpRequest | null} xhr */
  fail(elt, xhr) {
    if (!isActForm(elt)) return;
    if (xhr?.status === FORBIDDEN) return sendAsPage(elt, this.sent.get(elt));
    const page = new DOMParser().parseFromString(xhr?.responseText ?? "", "text/html");
    const text = page.querySelector("main .lead")?.textContent?.trim();
    this.showResult("stop", "octagon", text || this.words.text("console.unreachable"));
  }

  /** Say for some seconds why nothing was done. @param {string | Node} text */
  showHint(text) {
    this.showResult("look", "triangle", text);
    this.removeResultLater();
  }

  removeResultLater() {
    clearTimeout(this.resultTimer);
    this.resultTimer = setTimeout(() => settleStatus([]), SHOW_RESULT_FOR_MS);
  }

  /** @param {"stop" | "look"} kind @param {string} shape @param {string | Node} text */
  showResult(kind, shape, text) {
    clearTimeout(this.resultTimer);
    const role = kind === "stop" ? "alert" : null;
    const notice = el(
      "div",
      { class: `notice notice-${kind}`, role },
      icon(this.words.sprite, shape),
      el("p", {}, text),
    );
    settleStatus([notice]);
  }
}

/** Show the result of the last form. @param {Node[]} content */
function settleStatus(content) {
  const part = document.getElementById("console-status");
  if (part) settle(part, content);
}

/** Put the cursor into the first field that was refused. */
function focusInvalid() {
  const field = document.querySelector("[data-act] [aria-invalid]");
  if (field instanceof HTMLElement) field.focus();
}

/** An announcement that is published is not begun again by a reload. */
function leaveTemplate() {
  const query = new URLSearchParams(location.search);
  query.delete("template");
  history.replaceState(null, "", `${HOME}?${query}`);
}
