// @ts-check
/**
 * The parts of the console that the server renders: which revision and session they show. After a change they are pushed
 * (`part_stream.mjs`); the parts of another session, and of an announcement that is begun, are fetched when an operator
 * chooses it. Answers that are older or about another session are not shown.
 *
 * @typedef {{epoch: string, offset: number}} Revision
 */

import { htmx } from "../../../conference/static/js/fragments.mjs";
import { HOME } from "./board_view.mjs";
import { PartStream } from "./part_stream.mjs";

const REVISION_HEADER = "Rostrum-Revision";
/** The element that requests the parts of another session. */
const CHOICE = "#console-choice";
/** @typedef {import("../../../conference/static/js/fragments.mjs").RequestDetail} RequestDetail */

/** @param {string} text `{epoch}.{offset}` @returns {Revision} */
export function readRevision(text) {
  const dot = text.lastIndexOf(".");
  return { epoch: text.slice(0, dot), offset: Number(text.slice(dot + 1)) };
}

/** Whether an answer came from the console and has parts, with an error or without. @param {XMLHttpRequest} xhr */
export function hasParts(xhr) {
  return xhr.getResponseHeader(REVISION_HEADER) !== null;
}

/** Which session a request was about. @param {RequestDetail} detail */
function sessionOf({ requestConfig }) {
  const inAddress = new URL(requestConfig.path, location.href).searchParams.get("session");
  return inAddress ?? requestConfig.parameters.session ?? null;
}

/** Only the result of a form out of an answer. @param {string} html */
function onlyStatus(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.getElementById("console-status")?.outerHTML ?? "";
}

/**
 * Whether parts that were answered may replace the shown ones: they are about the chosen session, and not older. Those of
 * another session may be older than a push for the one before: the stream of the chosen session pushes newer ones.
 * @param {{revision: Revision, session: string | null}} given @param {{revision: Revision, session: string | null}} shown
 * @param {string | null} chosen
 */
export function mayReplace(given, shown, chosen) {
  if (given.session !== chosen) return false;
  if (given.session !== shown.session || given.revision.epoch !== shown.revision.epoch) return true;
  return given.revision.offset >= shown.revision.offset;
}

export class Parts {
  /** @param {{onShown: () => void, onUnanswered: () => void}} listeners after parts were replaced, and when none were answered */
  constructor({ onShown, onUnanswered }) {
    this.onShown = onShown;
    this.onUnanswered = onUnanswered;
    /** The session that the operator has chosen; the parts of another one are not shown any more. */
    this.session = this.shownSession;
    this.stream = new PartStream({ onPush: ({ revision }) => this.showPush(revision) });
    document.addEventListener("htmx:beforeSwap", (event) => this.inspect(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("htmx:afterRequest", (event) => this.finish(/** @type {CustomEvent} */ (event).detail));
    for (const type of ["htmx:sendError", "htmx:timeout"]) {
      document.addEventListener(type, (event) => this.giveUp(/** @type {CustomEvent} */ (event).detail));
    }
    this.search = location.search;
    addEventListener("popstate", () => this.returnTo(location.search));
    this.stream.follow(this.session ?? "");
    this.hideOwn();
  }

  /** Keep the revision that the pushed parts show. @param {string} revision */
  showPush(revision) {
    const part = document.getElementById("console-revision");
    if (part) part.dataset.revision = revision;
    this.hideOwn();
    this.onShown();
  }

  /** The presence of this page's own operator is no news, and the own proposals are for others to confirm. */
  hideOwn() {
    const own = document.querySelector("[data-operator]")?.getAttribute("data-operator");
    for (const one of document.querySelectorAll("[data-watching]")) {
      if (one.getAttribute("data-watching") === own) one.remove();
    }
    for (const one of document.querySelectorAll("[data-proposer]")) {
      if (one.getAttribute("data-proposer") === own) one.querySelector("[data-confirms]")?.remove();
    }
  }

  /** The revision that the parts show. @returns {Revision} */
  get revision() {
    return readRevision(document.getElementById("console-revision")?.dataset.revision ?? "");
  }

  /** The session that the parts show, or null without a programme. */
  get shownSession() {
    return /** @type {HTMLInputElement | null} */ (document.getElementById("console-session"))?.value ?? null;
  }

  /** Whether a session was chosen whose parts have not arrived: keys would act on the one before. */
  get isChoosing() {
    return this.session !== this.shownSession;
  }

  /** Whether a form that answers with parts was sent, and its answer has not arrived. */
  get isSending() {
    return document.querySelector("form.htmx-request") !== null;
  }

  /**
   * Show another session, or begin an announcement (`template`).
   * @param {URLSearchParams} query @param {{isNew?: boolean}} [options] `isNew`: not from the browser's history
   */
  choose(query, { isNew = true } = {}) {
    if (isNew) history.pushState(null, "", `${HOME}?${query}`);
    this.search = location.search;
    this.session = query.get("session");
    this.markSession();
    return htmx.ajax("get", `${HOME}/parts/choice?${query}`, { source: CHOICE, swap: "none" });
  }

  /** Show again what the browser's history has; a link within the page chooses nothing. @param {string} search */
  returnTo(search) {
    if (search !== this.search) this.choose(new URLSearchParams(search), { isNew: false });
  }

  /** Mark the chosen session in the list. */
  markSession() {
    for (const link of document.querySelectorAll("a.run-item")) {
      if (link.id === `run-${this.session}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /** Decide what an answer may replace. @param {RequestDetail & {serverResponse: string, isError: boolean}} detail */
  inspect(detail) {
    const header = detail.xhr.getResponseHeader(REVISION_HEADER);
    if (header === null) return;
    detail.shouldSwap = true;
    detail.isError = false;
    const given = { revision: readRevision(header), session: sessionOf(detail) };
    const shown = { revision: this.revision, session: this.shownSession };
    if (!mayReplace(given, shown, this.session)) detail.serverResponse = onlyStatus(detail.serverResponse);
  }

  /** @param {RequestDetail} detail `status` is 0 without an answer, of which htmx says more */
  finish(detail) {
    const { xhr, requestConfig } = detail;
    if (xhr.status === 0) return;
    if (!hasParts(xhr)) return this.giveUp(detail);
    if (requestConfig.elt.matches(CHOICE)) {
      this.session = this.shownSession;
      this.stream.follow(this.session ?? "");
    }
    this.onShown();
  }

  /** Say that no parts were answered, and go on with the session that is shown. @param {RequestDetail} detail */
  giveUp({ requestConfig: { elt } }) {
    if (elt.matches(CHOICE)) {
      this.session = this.shownSession;
      this.markSession();
    }
    this.onUnanswered();
  }
}
