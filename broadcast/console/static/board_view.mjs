// @ts-check
/**
 * What a pushed frame carries, shown at once: the list of sessions, the head of the chosen one, its speaker, the tally,
 * announcements and figures. Element for element as the templates `part_*.html` make them; whatever else they show
 * (possible actions, the log, screens) arrives with the parts that the server renders.
 */

import { el, icon, settle } from "../../../conference/static/js/dom.mjs";
import { morph } from "../../../conference/static/js/fragments.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { currentAnnouncements } from "../../pages/static/announcements_view.mjs";
import { expectedStart, isOn } from "../../pages/static/highlights.mjs";
import { phaseView } from "../../pages/static/session_view.mjs";
import { timerView } from "../../pages/static/timer_view.mjs";

/**
 * @typedef {import("../../feed/static/board.mjs").Board} Board
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("../../pages/static/highlights.mjs").Session} Session
 * @typedef {import("../../pages/static/announcements_view.mjs").Announcement} Announcement
 */

/** The address of the console. */
export const HOME = `${SITE}staff/console`;

/** @param {Session} one @param {Session} other */
export function byStart(one, other) {
  const order = Date.parse(one.starts_at) - Date.parse(other.starts_at) || one.order - other.order;
  return order || (one.id < other.id ? -1 : 1);
}

/** Whether a session should have begun and has not. @param {Session} session @param {number | null} now */
export function isOverdue(session, now) {
  const isComing = session.phase === "scheduled" || session.phase === "delayed";
  return isComing && now !== null && expectedStart(session) <= now;
}

/**
 * One session in the list, as `part_run.html` makes it.
 * @param {Words} words @param {Session} session @param {{now: number | null, chosen: string | null}} context
 */
function runItem(words, session, { now, chosen }) {
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const link = el(
    "a",
    {
      class: `run-item run-${session.phase}`,
      id: `run-${session.id}`,
      href: `${HOME}?session=${session.id}`,
      "aria-current": session.id === chosen ? "true" : null,
    },
    el("span", { class: "run-time" }, words.time(session.starts_at)),
    el("span", { class: "run-title", ...attributes }, session.title),
    el("span", { class: "run-place" }, el("bdi", {}, session.room_name)),
    el("span", { class: `phase phase-${session.phase}` }, icon(words.sprite, session.phase), session.phase_label),
    isOverdue(session, now) ? el("span", { class: "chip chip-look run-overdue" }, words.text("console.overdue")) : null,
  );
  return el("li", { "data-find": `${session.title} ${session.room_name}` }, link);
}

/**
 * All sessions by day, as `part_run.html` makes them.
 * @param {Words} words @param {Session[]} sessions @param {{now: number | null, chosen: string | null}} context
 */
export function runView(words, sessions, context) {
  /** @type {Map<string, Session[]>} */
  const days = new Map();
  for (const session of [...sessions].sort(byStart)) {
    days.set(session.day, [...(days.get(session.day) ?? []), session]);
  }
  const sections = [...days].map(([day, those]) =>
    el(
      "section",
      { class: "run-day" },
      el("h3", {}, words.day(day, "short")),
      el("ol", {}, ...those.map((session) => runItem(words, session, context))),
    ),
  );
  return el("div", { id: "console-run", "data-part": "run" }, ...sections);
}

/**
 * The head of the chosen session, as `part_chosen.html` makes it.
 * @param {Words} words @param {Session} session @param {number | null} now
 */
export function chosenHead(words, session, now) {
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const day = words.day(session.day, "short");
  const place = el(
    "p",
    { class: "chosen-place" },
    el("bdi", { class: "session-room" }, session.room_name),
    el("span", {}, session.kind_label),
    el("span", {}, `${day} `, words.hours(session.starts_at, session.ends_at)),
  );
  const title = el("h1", {}, el("span", attributes, session.title));
  return el("header", { class: "chosen-head" }, title, place, phaseView(words, session, now));
}

/**
 * An announcement on the screens, as `part_announced.html` makes it but for the form that withdraws it.
 * @param {Words} words @param {Announcement} announcement @param {{id: string, name: string}[]} rooms
 */
function announcedItem(words, announcement, rooms) {
  const { attributes } = words.fallback(announcement);
  const shape = icon(words.sprite, announcement.level === "urgent" ? "triangle" : "info");
  const time = el("span", { class: "quiet" }, words.time(announcement.posted_at));
  const text = el("p", {}, shape, el("span", attributes, announcement.text), " ", time);
  const attributesOfItem = { class: `announcement-${announcement.level}`, id: `announced-${announcement.id}` };
  return el("li", attributesOfItem, text, targetList(words, announcement, rooms));
}

/**
 * Where an announcement is shown, as `part_announced.html` makes it; null for everywhere.
 * @param {Words} words @param {Announcement} announcement @param {{id: string, name: string}[]} rooms
 */
function targetList(words, { destinations, rooms: chosen }, rooms) {
  const places = (destinations ?? []).map((one) => words.text(`console.announce.destination.${one}`));
  const names = (chosen ?? []).map((id) => rooms.find((room) => room.id === id)?.name ?? id);
  const items = [...places, ...names].map((name) => el("li", {}, el("bdi", {}, name)));
  const label = words.plain("console.announce.where");
  return items.length ? el("ul", { class: "targets", "aria-label": label }, ...items) : null;
}

/**
 * Replace the content of an element unless it is the same.
 * @param {Element | null} element @param {Node | string} content
 */
function setContent(element, content) {
  const wanted = element?.cloneNode();
  if (!element || !(wanted instanceof Element)) return;
  wanted.append(content);
  if (!element.isEqualNode(wanted)) element.replaceChildren(...wanted.childNodes);
}

export class BoardView {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
  }

  /**
   * Show a board. `session` is the one that the list marks; the other parts show the session that they were made for.
   * @param {Board} board @param {number | null} now @param {string | null} session
   */
  paint(board, now, session) {
    const sessions = statesOf(board, "session/");
    const run = document.getElementById("console-run");
    if (run) morph(run, runView(this.words, sessions, { now, chosen: session }));
    setContent(document.querySelector('[data-number="on"] strong'), String(sessions.filter(isOn).length));
    this.paintTally(stateOf(board, "tally"));
    /** @type {{id: string, name: string}[]} */
    const rooms = stateOf(board, "event")?.rooms ?? [];
    this.paintAnnouncements(currentAnnouncements(statesOf(board, "announcement/"), now), rooms);
    this.paintChosen(board, now);
  }

  /** @param {Board} board @param {number | null} now */
  paintChosen(board, now) {
    const part = /** @type {HTMLElement | null} */ (document.getElementById("console-chosen"));
    const session = stateOf(board, `session/${part?.dataset.session}`);
    const head = part?.querySelector(".chosen-head");
    if (head && session) morph(head, chosenHead(this.words, session, now));
    const speakers = stateOf(board, `speakers/${part?.dataset.session}`);
    if (speakers) this.paintSpeakers(speakers, now);
  }

  /**
   * @param {{current: {name: string, timer: import("../../pages/static/timer_view.mjs").Timer | null} | null,
   *   spoken: number, remaining: number}} speakers
   * @param {number | null} now
   */
  paintSpeakers({ current, spoken, remaining }, now) {
    const { words } = this;
    const floor = current
      ? words.text("board.has_floor", { name: el("strong", {}, current.name) })
      : words.text("console.speakers.nobody");
    setContent(document.querySelector(".floor-now"), floor);
    const timer = document.querySelector("[data-floor-timer]");
    if (timer) settle(timer, current?.timer ? [timerView(words, current.timer, now)] : []);
    const counts = words.text("console.speakers.counts", { spoken, waiting: remaining });
    setContent(document.querySelector("[data-speaker-counts]"), counts);
  }

  /** @param {import("../../pages/static/tally_view.mjs").Tally | null} tally */
  paintTally(tally) {
    if (!tally) return;
    setContent(document.querySelector("[data-tally-text]"), tally.text);
    setContent(document.querySelector('[data-number="signed"] strong'), this.words.numbers.format(tally.signed));
  }

  /**
   * Add and remove announcements; the ones that stay keep their forms.
   * @param {Announcement[]} announcements @param {{id: string, name: string}[]} rooms
   */
  paintAnnouncements(announcements, rooms) {
    const part = document.getElementById("console-announced");
    if (!part) return;
    const newestFirst = [...announcements].sort(
      (one, other) => Date.parse(other.posted_at) - Date.parse(one.posted_at),
    );
    const items = newestFirst.map((one) => {
      const shown = document.getElementById(`announced-${one.id}`);
      return shown?.cloneNode(true) ?? announcedItem(this.words, one, rooms);
    });
    const none = el("p", { class: "quiet" }, this.words.text("console.announce.none"));
    const content = items.length ? el("ul", { class: "announced" }, ...items) : none;
    const wanted = /** @type {Element} */ (part.cloneNode());
    wanted.append(content);
    morph(part, wanted);
  }
}
