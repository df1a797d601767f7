// @ts-check
/**
 * The edit page with scripts: the timeline follows the feed, bars move by keys or dragging, forms tell clashes while they
 * are typed in, and are sent without leaving the page.
 */

import { el, pageData, settle } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";
import { statesOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { Words } from "../../pages/static/words.mjs";
import { outgoingView } from "./outgoing_view.mjs";
import { rowsOfDay, showTable } from "./table_view.mjs";
import { barsOf, placeAfterKey, shareOf, spanOf, startAfterDrag } from "./timeline.mjs";

const TYPED_AFTER_MS = 350;
const HOME = `${SITE}staff/programme`;

/**
 * @typedef {import("./timeline.mjs").Bar} Bar
 * @typedef {import("./timeline.mjs").Place} Place
 * @typedef {import("./outgoing_view.mjs").Outgoing} Outgoing
 * @typedef {{offset: number, problem: string, clashes: {code: string, text: string}[]}} Answer
 */

class Programme {
  constructor() {
    this.data = pageData("programme");
    this.words = new Words(this.data);
    /** @type {any[]} */
    this.sessions = [];
    this.offset = this.data.offset;
    /** @type {{bar: Bar, place: Place} | null} */
    this.proposal = null;
    /** @type {any} */
    this.timer = null;
    this.lanes = /** @type {HTMLElement | null} */ (document.querySelector("[data-lanes]"));
    this.form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-proposal]"));
    for (const form of document.querySelectorAll("form[data-change]")) this.watchForm(form);
    if (!this.lanes || !this.form) return;
    this.watchForm(this.form);
    this.watchTimeline(this.lanes);
    document.querySelector("[data-discard]")?.addEventListener("click", () => this.propose(null));
    openFeed(
      { language: this.data.language.code, pageAt: this.data.at },
      { onBoard: (board) => this.show(board), onState: () => {} },
    );
  }

  /** @param {import("../../feed/static/board.mjs").Board} board */
  show(board) {
    this.sessions = statesOf(board, "session/");
    this.offset = Math.max(this.offset, board.offset);
    this.paint();
    if (board.offset > this.data.offset) this.showChanges();
  }

  /** Show what others have changed in the table and above the forms, whose fields stay as they are typed. */
  showChanges() {
    const { rooms, day, chosen } = this.data;
    const dayOf = (/** @type {number} */ at) => this.words.times.day(at);
    const table = document.querySelector("[data-table]");
    const rows = rowsOfDay(this.sessions, this.data.private, dayOf, day);
    if (table) showTable(table, this.words, rows, { rooms, day, chosen });
    const line = document.querySelector("[data-chosen]");
    const session = this.sessions.find(({ id }) => id === chosen);
    if (!line || !session) return;
    const changes = /** @type {{text: string}[]} */ (session.changes ?? []).map(({ text }) => text);
    line.textContent = [session.phase_label, ...changes].join(" · ");
  }

  paint() {
    if (!this.lanes) return;
    const bars = barsOf(this.sessions, this.data.private, this.words.times.day, this.data.day);
    this.span = spanOf(bars);
    const used = this.data.rooms;
    const focused = document.activeElement?.getAttribute("data-bar");
    const rows = used.map((/** @type {{id: string, name: string}} */ room) =>
      el(
        "div",
        { class: "lane", "data-room": room.id },
        el("bdi", { class: "lane-name" }, room.name),
        el(
          "div",
          { class: "lane-bars" },
          ...bars.filter((bar) => this.placeOf(bar).room === room.id).map((bar) => this.barView(bar)),
        ),
      ),
    );
    settle(this.lanes, [this.hoursView(), ...rows]);
    for (const bar of bars) this.layBar(bar);
    if (focused)
      /** @type {HTMLElement | null} */ (document.querySelector(`[data-bar="${CSS.escape(focused)}"]`))?.focus();
    const part = document.querySelector("[data-timeline]");
    if (part instanceof HTMLElement) part.hidden = false;
  }

  /** The whole hours above the lanes. */
  hoursView() {
    const { from, to } = /** @type {import("./timeline.mjs").Span} */ (this.span);
    const hours = [];
    for (let at = from; at < to; at += 3_600_000) hours.push(el("span", {}, this.words.times.time(at)));
    return el(
      "div",
      { class: "lane lane-hours", "aria-hidden": "true" },
      el("span", { class: "lane-name" }),
      el("div", { class: "lane-bars" }, ...hours),
    );
  }

  /** @param {Bar} bar @returns {Place} */
  placeOf(bar) {
    return this.proposal?.bar.id === bar.id ? this.proposal.place : bar;
  }

  /** @param {Bar} bar */
  barView(bar) {
    const isProposed = this.proposal?.bar.id === bar.id;
    const { startsAt } = this.placeOf(bar);
    const hours = `${this.words.times.time(startsAt)}–${this.words.times.time(startsAt + bar.endsAt - bar.startsAt)}`;
    const classes = ["bar", isProposed ? "bar-proposed" : "", bar.isFixed ? "bar-fixed" : ""].filter(Boolean).join(" ");
    return el(
      "a",
      {
        class: classes,
        href: `${HOME}?day=${this.data.day}&session=${bar.id}#act`,
        "data-bar": bar.id,
        "aria-describedby": "timeline-help",
      },
      el("span", { class: "bar-title" }, bar.title),
      el("bdi", { class: "bar-hours", dir: "ltr" }, hours),
    );
  }

  /** @param {Bar} bar */
  layBar(bar) {
    const part = document.querySelector(`[data-bar="${CSS.escape(bar.id)}"]`);
    if (!(part instanceof HTMLElement) || !this.span) return;
    const { startsAt } = this.placeOf(bar);
    const share = shareOf({ ...bar, startsAt, endsAt: startsAt + bar.endsAt - bar.startsAt }, this.span);
    part.style.insetInlineStart = `${share.start * 100}%`;
    part.style.inlineSize = `${share.length * 100}%`;
  }

  /** @param {string | null | undefined} id */
  findBar(id) {
    const bars = barsOf(this.sessions, this.data.private, this.words.times.day, this.data.day);
    return bars.find((bar) => bar.id === id && !bar.isFixed) ?? null;
  }

  /** @param {HTMLElement} lanes */
  watchTimeline(lanes) {
    lanes.addEventListener("keydown", (event) => this.pressKey(event));
    lanes.addEventListener("pointerdown", (event) => this.drag(event));
    lanes.addEventListener("click", (event) => {
      if (this.wasDragged) event.preventDefault();
      this.wasDragged = false;
    });
    lanes.addEventListener("dragstart", (event) => event.preventDefault());
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const bar = this.findBar(target.closest("[data-bar]")?.getAttribute("data-bar"));
    if (!bar || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") return this.propose(null);
    if (event.key === "Enter" && this.proposal?.bar.id === bar.id) {
      event.preventDefault();
      this.form?.requestSubmit();
      return;
    }
    const rooms = this.data.rooms.map((/** @type {{id: string}} */ room) => room.id);
    const place = placeAfterKey(this.placeOf(bar), event.key, rooms, document.documentElement.dir === "rtl");
    if (!place) return;
    event.preventDefault();
    this.propose({ bar, place });
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const part = /** @type {HTMLElement} */ (event.target).closest("[data-bar]");
    const bar = this.findBar(part?.getAttribute("data-bar"));
    const span = this.span;
    if (!bar || !(part instanceof HTMLElement) || event.button !== 0 || !span) return;
    const width = /** @type {HTMLElement} */ (part.parentElement).clientWidth;
    const sign = document.documentElement.dir === "rtl" ? -1 : 1;
    const { startsAt } = this.placeOf(bar);
    /** @param {PointerEvent} moved */
    const move = (moved) => {
      const under = document.elementFromPoint(moved.clientX, moved.clientY)?.closest("[data-room]");
      const room = under?.getAttribute("data-room") ?? this.placeOf(bar).room;
      const at = startAfterDrag(startsAt, (sign * (moved.clientX - event.clientX)) / width, span);
      if (at === this.placeOf(bar).startsAt && room === this.placeOf(bar).room) return;
      this.wasDragged = true;
      this.propose({ bar, place: { room, startsAt: at } });
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", () => removeEventListener("pointermove", move), { once: true });
    addEventListener("pointercancel", () => removeEventListener("pointermove", move), { once: true });
  }

  /** Show where a bar would be, and which clashes it would make there. @param {{bar: Bar, place: Place} | null} proposal */
  propose(proposal) {
    this.proposal = proposal;
    this.paint();
    const form = this.form;
    if (!form) return;
    form.hidden = proposal === null;
    if (proposal === null) return;
    const { bar, place } = proposal;
    const time = this.words.times.time(place.startsAt);
    const name = this.data.rooms.find((/** @type {{id: string}} */ room) => room.id === place.room)?.name ?? place.room;
    form.action = `${HOME}/sessions/${bar.id}`;
    const values = {
      room: place.room,
      day: this.words.times.day(place.startsAt),
      starts: time,
      expected: String(this.offset),
    };
    for (const [key, value] of Object.entries(values)) setValue(form, key, value);
    settle(/** @type {Element} */ (form.querySelector("[data-proposed]")), [
      el("strong", {}, bar.title),
      el("span", {}, ` ${time} · ${name}`),
    ]);
    this.previewSoon(form);
  }

  /** @param {Element} found */
  watchForm(found) {
    const form = /** @type {HTMLFormElement} */ (found);
    form.addEventListener("input", ({ target }) => {
      if (!(target instanceof HTMLInputElement && target.name === "confirmed")) this.previewSoon(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(form);
    });
  }

  /** @param {HTMLFormElement} form */
  previewSoon(form) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const answer = await post(`${addressOf(form)}/preview`, form);
      if (!answer?.body) return;
      showAnswer(form, answer.body);
      this.showOutgoing(form, answer.body.outgoing ?? []);
    }, TYPED_AFTER_MS);
  }

  /** @param {HTMLFormElement} form */
  async send(form) {
    clearTimeout(this.timer);
    const button = form.querySelector("button.button");
    button?.setAttribute("disabled", "");
    const answer = await post(addressOf(form), form);
    button?.removeAttribute("disabled");
    if (!answer) return this.tell(form, this.words.plain("programme.unsent"));
    const { ok, body } = answer;
    if (!ok) {
      if (isConflict(body)) setValue(form, "expected", String(this.offset));
      const problem = Object.values(body.errors ?? {})[0]?.text ?? body.problem ?? body.detail ?? "";
      const clashes = isConflict(body) ? shownClashes(form) : (body.clashes ?? []);
      return showAnswer(form, { offset: this.offset, clashes, problem });
    }
    this.offset = Math.max(this.offset, body.offset);
    setValue(form, "expected", String(body.offset));
    if (form === this.form) this.propose(null);
    showAnswer(form, { offset: body.offset, clashes: [], problem: "" });
    this.showOutgoing(form, []);
    this.tell(form, this.words.plain(body.proposed ? "console.proposal.sent" : "programme.done"));
  }

  /** Show what screens would show after the act. @param {HTMLFormElement} form @param {Outgoing[]} outgoing */
  showOutgoing(form, outgoing) {
    const part = form.querySelector("[data-outgoing]");
    if (part) settle(part, outgoingView(this.words.plain("console.outgoing.title"), outgoing));
  }

  /** @param {HTMLFormElement} form @param {string} text */
  tell(form, text) {
    const part = form.querySelector("[data-answer]");
    if (part) settle(part, [el("p", {}, text)]);
  }
}

/** Whether another operator's change was first, which the answer tells; the next try is made knowing it. @param {any} body */
function isConflict({ code }) {
  return code === "board.changed";
}

/** The address that a form is sent to, without the place on the page. @param {HTMLFormElement} form */
function addressOf(form) {
  return form.action.replace(/#.*$/, "");
}

/** The clashes that a form shows. @param {HTMLFormElement} form */
function shownClashes(form) {
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=confirmed]"));
  return [...boxes].map((box) => ({ code: box.value, text: box.closest("label")?.textContent ?? "" }));
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function setValue(form, name, value) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

/**
 * The problem, and the clashes with a box each that allows one; boxes that were ticked stay ticked.
 * @param {HTMLFormElement} form @param {Answer} answer
 */
function showAnswer(form, { problem, clashes }) {
  const part = form.querySelector("[data-answer]");
  if (!part) return;
  const ticked = new Set(new FormData(form).getAll("confirmed"));
  const boxes = clashes.map(({ code, text }) =>
    el(
      "li",
      {},
      el(
        "label",
        { class: "choice" },
        el("input", { type: "checkbox", name: "confirmed", value: code, checked: ticked.has(code) }),
        el("span", { class: "choice-text" }, text),
      ),
    ),
  );
  settle(part, [
    ...(problem ? [el("p", { class: "field-error" }, problem)] : []),
    ...(boxes.length ? [el("ul", { class: "clashes" }, ...boxes)] : []),
  ]);
}

/**
 * Send a form; null if there is no answer.
 * @param {string} address @param {HTMLFormElement} form
 * @returns {Promise<{ok: boolean, body: any} | null>}
 */
async function post(address, form) {
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    return { ok: response.ok, body: await response.json() };
  } catch {
    return null;
  }
}

if (globalThis.document?.getElementById("programme")) new Programme();
