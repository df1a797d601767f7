// @ts-check
/**
 * What screens would show after an act, before it is done: beside the form while time and reason are filled in or a button
 * has the focus, and in the question before an act that calls people away.
 */

import { settle } from "../../../conference/static/js/dom.mjs";
import { outgoingView } from "../../programme/static/outgoing_view.mjs";

const TYPED_AFTER_MS = 250;
const FORM = "form.verbs";
const ASKED = "dialog[open] [data-outgoing]";

export class OutgoingPreview {
  /** @param {import("../../pages/static/words.mjs").Words} words @param {() => string | null} shownSession */
  constructor(words, shownSession) {
    this.words = words;
    this.shownSession = shownSession;
    this.session = shownSession();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** The latest request of what is beside the form: the answer to an earlier one is not shown. */
    this.latest = 0;
    /** The latest question: the words of an earlier one are not shown in it. */
    this.question = 0;
    /** What the open question shows. @type {Node[]} */
    this.asked = [];
    document.addEventListener("input", ({ target }) => this.showSoon(target));
    document.addEventListener("focusin", ({ target }) => this.showSoon(target));
    document.addEventListener("reset", ({ target }) => {
      if (target instanceof Element && target.matches(FORM)) this.clear();
    });
  }

  /** @param {EventTarget | null} target */
  showSoon(target) {
    const form = target instanceof Element ? target.closest(FORM) : null;
    if (!(form instanceof HTMLFormElement)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(form), TYPED_AFTER_MS);
  }

  /** @param {HTMLFormElement} form */
  async show(form) {
    const part = document.getElementById("console-outgoing");
    const fields = new FormData(form);
    const isFilled = Boolean(fields.get("until") || fields.get("reason"));
    const button = document.activeElement?.closest(`${FORM} button[name=verb]`);
    const verb = button instanceof HTMLButtonElement && !isFilled ? button.value : null;
    if (!part || !(isFilled || verb)) return this.clear();
    this.session = this.shownSession();
    this.latest += 1;
    const own = this.latest;
    const nodes = await this.fetch(form, verb);
    if (own === this.latest) settle(part, nodes);
  }

  /** Show in an open question what follows a yes. @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter */
  async ask(form, submitter) {
    this.asked = [];
    this.question += 1;
    const own = this.question;
    const place = document.querySelector(ASKED);
    if (!place) return;
    settle(place, []);
    if (!form.matches(FORM) || !submitter) return;
    const nodes = await this.fetch(form, submitter.value);
    if (own !== this.question) return;
    this.asked = nodes;
    this.keep();
  }

  /** Parts were replaced: what was about another session goes, the open question keeps its words. */
  keep() {
    if (this.session !== this.shownSession()) this.clear();
    const place = document.querySelector(ASKED);
    if (place && !place.hasChildNodes()) settle(place, this.asked);
  }

  clear() {
    clearTimeout(this.timer);
    this.latest += 1;
    this.session = this.shownSession();
    const part = document.getElementById("console-outgoing");
    if (part) settle(part, []);
  }

  /**
   * Return the words of an act, or of each act that is usual now; none without an answer.
   * @param {HTMLFormElement} form @param {string | null} verb @returns {Promise<Node[]>}
   */
  async fetch(form, verb) {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    if (verb !== null) body.set("verb", verb);
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(`${form.action}/preview`, { method: "POST", body, headers });
      if (!response.ok) return [];
      const { acts } = await response.json();
      return outgoingView(this.words.plain("console.outgoing.title"), acts);
    } catch {
      return [];
    }
  }
}
