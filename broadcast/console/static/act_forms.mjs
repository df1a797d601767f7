// @ts-check
/**
 * Forms that change the board. This module asks before an action that calls people away, sends each form as a request that
 * is answered with {changed, offset}, says what became of it, and empties it when it is done. A preview is fetched by htmx.
 */

import { el, icon } from "../../../conference/static/js/dom.mjs";
import { bodyOf, clearErrors, sendAct, showErrors } from "./act_requests.mjs";
import { applyFilters } from "./filters.mjs";
import { hasParts } from "./parts.mjs";
import { buttonName } from "./session_form.mjs";

/** Refusals that are questions, and the text of the button that answers with yes. @type {Record<string, string>} */
const QUESTIONS = { "console.script_unsigned": "console.open_unsigned" };

/** How long an act is offered to be undone, with the key U. */
const UNDO_FOR_MS = 10_000;

/**
 * @typedef {import("../../../conference/static/js/fragments.mjs").RequestDetail} RequestDetail
 * @typedef {import("./parts.mjs").Revision} Revision
 * @typedef {{action: string, submitter: HTMLButtonElement | null}} LatePress `action`: the address at the press, by which a
 *   form is about a session
 */

/** The question to ask first, if any. @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter */
function questionOf(form, submitter) {
  const level = submitter?.dataset.confirmLevel;
  if (level && new FormData(form).get("level") === level) return level;
  return submitter?.dataset.confirm ?? null;
}

/** Takes the answer to the last question, of whose closed dialog the browser may not have told yet. */
let answerLast = () => {};

/** Ask in the dialog of this name. @param {string} name @returns {Promise<boolean>} whether the answer is yes */
function askInDialog(name) {
  const dialog = document.getElementById(`confirm-${name}`);
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  answerLast();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const answer = () => {
      if (dialog.open) return; // the event is that of the question before
      dialog.removeEventListener("close", answer);
      resolve(dialog.returnValue === "yes");
    };
    dialog.addEventListener("close", answer);
    answerLast = answer;
  });
}

/** The choices in the dialog of this name. @param {string | null} name @returns {Record<string, string>} */
function answersIn(name) {
  const form = document.querySelector(`#confirm-${name} form`);
  if (!(form instanceof HTMLFormElement)) return {};
  return Object.fromEntries([...new FormData(form)].map(([field, value]) => [field, String(value)]));
}

/** What a press sends. @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter */
function contentOf(form, submitter) {
  return JSON.stringify([form.action, ...new FormData(form), [submitter?.name, submitter?.value]]);
}

/** What stands in the fields of a form, those without a name too. @param {HTMLFormElement} form */
function typedValues(form) {
  const fields = [...form.elements].filter((field) =>
    field.matches("input:not([type=radio], [type=checkbox]), textarea"),
  );
  return new Map(fields.map((field) => [field, /** @type {HTMLInputElement} */ (field).value]));
}

/**
 * Empty a form that was answered, but for the fields that were typed into after it was sent.
 * @param {HTMLFormElement} form @param {Map<Element, string>} sent
 */
function resetSent(form, sent) {
  const typed = [...typedValues(form)].filter(([field, value]) => sent.has(field) && sent.get(field) !== value);
  form.reset();
  for (const [field, value] of typed) /** @type {HTMLInputElement} */ (field).value = value;
}

/**
 * Send a form as a page of its own. The server answers a form whose login or token is gone with a page that keeps what was
 * typed.
 * @param {HTMLFormElement} form @param {{submitter: HTMLButtonElement | null, answers: Record<string, string>}} sent
 */
function sendAsPage(form, { submitter, answers }) {
  const values = { ...answers, ...(submitter?.name ? { [submitter.name]: submitter.value } : {}) };
  form.append(...Object.entries(values).map(([name, value]) => el("input", { type: "hidden", name, value })));
  HTMLFormElement.prototype.submit.call(form);
}

export class ActForms {
  /**
   * @param {import("../../pages/static/words.mjs").Words} words @param {() => Revision} seen the revision that the parts show
   * @param {(form: HTMLFormElement, submitter: HTMLButtonElement | null) => void} onAsk is called when a question is open
   */
  constructor(words, seen, onAsk) {
    this.words = words;
    this.seen = seen;
    this.onAsk = onAsk;
    /** What each form has sent, while its answer is awaited. @type {Map<Element, string>} */
    this.inFlight = new Map();
    /** The press of a form that was changed and sent again before the answer. @type {Map<Element, LatePress>} */
    this.waiting = new Map();
    /** The offset of an act whose line of the log is not shown yet. @type {number | null} */
    this.doneAt = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resultTimer = undefined;
    document.addEventListener("submit", (event) => this.submit(event), { capture: true });
    document.addEventListener("htmx:configRequest", (event) => addSubmitter(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("htmx:afterRequest", (event) => {
      const { xhr } = /** @type {CustomEvent<RequestDetail>} */ (event).detail;
      if (hasParts(xhr) && xhr.status !== 200) focusInvalid();
    });
  }

  /** Whether a form was sent whose answer has not arrived; a push may have replaced the form before. */
  get isSending() {
    return this.inFlight.size > 0;
  }

  /** Whether an act was done that the parts do not show. */
  get isAwaiting() {
    return this.doneAt !== null;
  }

  /** Send a form of an act once its question is answered. @param {SubmitEvent} event */
  async submit(event) {
    const { target: form } = event;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-act]")) return;
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (submitter?.matches("[data-preview]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const inFlight = this.inFlight.get(form);
    if (inFlight !== undefined) {
      if (inFlight !== contentOf(form, submitter)) this.waiting.set(form, { action: form.action, submitter });
      return;
    }
    const { action } = form;
    const question = questionOf(form, submitter);
    if (question !== null) {
      const isAnswered = askInDialog(question);
      this.onAsk(form, submitter);
      if (!(await isAnswered)) return;
      if (form.action !== action) return this.showDropped(buttonName(submitter)); // parts of another session were shown meanwhile
    }
    await this.send(form, submitter, question === null ? {} : { ...answersIn(question), confirmed: "1" });
  }

  /**
   * @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter
   * @param {Record<string, string>} answers to the question that was asked
   */
  async send(form, submitter, answers) {
    clearErrors(form);
    this.inFlight.set(form, contentOf(form, submitter));
    const sent = typedValues(form);
    selectField(form);
    const body = bodyOf(form, submitter, { answers, offset: this.seen().offset });
    const answer = await sendAct(form.action, body);
    this.inFlight.delete(form);
    if (answer.kind === "signed out") return sendAsPage(form, { submitter, answers });
    const late = this.takeWaiting(form);
    const isAnswered = answer.kind !== "unreachable";
    if (late && isAnswered && form.isConnected && form.action === late.action) return sendAgain(form, late);
    if (answer.kind === "unreachable") this.showUnreachable();
    else if (answer.kind === "refused") this.showRefusal(form, submitter, answer.problem);
    else this.finish(form, sent, answer.change);
    if (late) this.showDropped(buttonName(late.submitter));
  }

  /** The press of a form before the answer to the first one, which is not kept any longer. @param {HTMLFormElement} form */
  takeWaiting(form) {
    const late = this.waiting.get(form);
    this.waiting.delete(form);
    return late;
  }

  /**
   * What was typed stays. An act that needs a yes, such as opening a session whose script is unsigned, is offered again.
   * @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter
   * @param {import("./act_requests.mjs").Problem} problem
   */
  showRefusal(form, submitter, problem) {
    this.doneAt = null;
    this.showResult("stop", "octagon", problem.detail);
    showErrors(form, problem);
    const yes = QUESTIONS[problem.code];
    if (!yes) return;
    const button = el("button", { type: "button", class: "button" }, this.words.text(yes));
    button.addEventListener("click", () => this.send(form, submitter, { confirmed: "1" }));
    document.querySelector("#console-status .notice")?.append(button);
  }

  /**
   * @param {HTMLFormElement} form @param {Map<Element, string>} sent @param {import("./act_requests.mjs").Change} change
   */
  finish(form, sent, { changed, offset, proposed, planned }) {
    resetSent(form, sent);
    applyFilters();
    if (form.matches(".compose")) leaveTemplate();
    if (proposed) return this.showHint(this.words.text("console.proposal.sent"));
    if (planned) return this.showHint(this.words.text("console.announce.is_planned"), "good", "admitted");
    if (!changed) return this.showHint(this.words.text("console.unchanged"), "good", "admitted");
    this.doneAt = offset;
    this.showDone(this.seen());
  }

  /** Show the act that was done, as the log has it, once the parts show its revision. @param {Revision} shown */
  showDone({ offset }) {
    if (this.doneAt === null || offset < this.doneAt) return;
    const line = lineOf(this.doneAt);
    this.doneAt = null;
    const what = line?.dataset.done ?? "";
    this.showHint(this.words.text("console.done", { what }), "good", "admitted");
    offerUndo(line);
  }

  /** Say that the server did not answer. */
  showUnreachable() {
    this.showResult("stop", "octagon", this.words.text("console.unreachable"));
  }

  /** Say that an act is not possible now. @param {string} what its name */
  showImpossible(what) {
    this.showHint(this.words.text("console.keys.impossible", { what }));
  }

  /** Say beside the result of an earlier press that a later one does not act. @param {string} what the name of its act */
  showDropped(what) {
    const part = /** @type {HTMLElement} */ (document.getElementById("console-status"));
    const notice = this.noticeOf("look", "triangle", this.words.text("console.keys.impossible", { what }));
    if (![...part.children].some((one) => one.isEqualNode(notice))) part.append(notice);
    if (!part.querySelector("[role=alert]")) this.clearLater();
  }

  /** Say something for some seconds. @param {string | Node} text @param {"look" | "good"} [kind] @param {string} [shape] */
  showHint(text, kind = "look", shape = "triangle") {
    this.showResult(kind, shape, text);
    this.clearLater();
  }

  /** @param {"stop" | "look" | "good"} kind @param {string} shape @param {string | Node} text */
  showResult(kind, shape, text) {
    clearTimeout(this.resultTimer);
    showStatus([this.noticeOf(kind, shape, text)]);
  }

  /** Remove what is said after some seconds. */
  clearLater() {
    clearTimeout(this.resultTimer);
    this.resultTimer = setTimeout(() => showStatus([]), UNDO_FOR_MS);
  }

  /** @param {"stop" | "look" | "good"} kind @param {string} shape @param {string | Node} text */
  noticeOf(kind, shape, text) {
    const role = kind === "stop" ? "alert" : null;
    return el("div", { class: `notice notice-${kind}`, role }, icon(this.words.sprite, shape), el("p", {}, text));
  }
}

/**
 * Send a form whose values or button were changed before the answer to its first press.
 * @param {HTMLFormElement} form @param {LatePress} late
 */
function sendAgain(form, { submitter }) {
  form.requestSubmit(submitter?.isConnected ? submitter : null);
}

/** Add the button of a preview, which htmx sends. @param {RequestDetail & {parameters: Record<string, string>}} detail */
function addSubmitter({ elt, parameters }) {
  if (elt.matches("form.compose[data-act]")) parameters.act = "preview";
}

/** The line of the log of the act that reached this offset. @param {number} offset @returns {HTMLElement | null} */
function lineOf(offset) {
  const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("tr[id^=log-]"));
  return [...lines].find(({ id }) => Number(id.slice("log-".length)) <= offset) ?? null;
}

/** Offer to undo the act of a line of the log beside its result. @param {HTMLElement | null} line */
function offerUndo(line) {
  const form = line?.querySelector("form");
  const notice = document.querySelector("#console-status .notice");
  if (!form || !notice) return;
  const offered = /** @type {HTMLElement} */ (form.cloneNode(true));
  offered.querySelector("button")?.removeAttribute("data-key");
  notice.classList.add("notice-undo");
  notice.append(offered);
}

/** Show the result of the last form: an error that is repeated is a new element (`findStop`). @param {Node[]} content */
function showStatus(content) {
  document.getElementById("console-status")?.replaceChildren(...content);
}

/** What is typed next, before the answer, replaces what was sent. @param {HTMLFormElement} form */
function selectField(form) {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement && field.form === form && field.type === "text") field.select();
}

/** Put the cursor into the first field that was refused. */
function focusInvalid() {
  const field = document.querySelector("[data-act] [aria-invalid]");
  if (field instanceof HTMLElement) field.focus();
}

/** An announcement that is published is closed. */
function leaveTemplate() {
  const close = document.querySelector('[data-choose] button[value=""]');
  if (close instanceof HTMLButtonElement) close.click();
}
